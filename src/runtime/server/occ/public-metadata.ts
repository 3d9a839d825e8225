/** What a store says about itself: the same for everyone, customers included. */
const PATHS = /^\/(?:basesites|[^/]+\/(?:basestores\/[^/]+|languages|currencies|countries(?:\/[^/]+\/regions)?|deliverycountries|titles|cardtypes))\/?$/

/**
 * Whether a request is for metadata of a store. It goes without the customer's
 * token: an expired one would make SAP refuse what everyone may know.
 *
 * @param path below OCC's base address, of a request or as an operation's template.
 */
export function isPublicMetadataPath(method: string, path: string): boolean {
  return (method === 'GET' || method === 'HEAD') && PATHS.test(path)
}
