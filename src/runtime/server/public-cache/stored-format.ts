/**
 * What the cache writes into a storage begins with this, before the JSON: `unstorage` returns a text that begins like
 * JSON as an object.
 */
export const STORED_FORMAT = 'v1 '
