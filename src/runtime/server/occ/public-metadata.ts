/** Metadata of a store, which is the same for all visitors, including customers. */
const PATHS = /^\/(?:basesites|[^/]+\/(?:basestores\/[^/]+|languages|currencies|countries(?:\/[^/]+\/regions)?|deliverycountries|titles|cardtypes))\/?$/

/**
 * Whether a request is for metadata of a store. It goes without the customer's
 * token: an expired one would make SAP refuse public data.
 *
 * @param path below OCC's base address, of a request or as an operation's template.
 */
export function isPublicMetadataPath(method: string, path: string): boolean {
  return (method === 'GET' || method === 'HEAD') && PATHS.test(path)
}
