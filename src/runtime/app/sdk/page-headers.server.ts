import { PROXY_SECRET_HEADER } from '../../shared/proxy-secret'

/**
 * Headers that describe the page's own request, not the call. A shop that sends all of
 * the page's headers (`headers: getRequestHeaders()`, as Alokai documents) would send
 * cookies that a refresh has replaced, and on a page that is cached for all visitors
 * the cookies of the one who requests it.
 */
const PAGE_HEADERS: ReadonlySet<string> = new Set([PROXY_SECRET_HEADER, 'cookie', 'host', 'connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'expect', 'content-length', 'content-type', 'content-encoding', 'accept', 'accept-encoding', 'origin', 'if-none-match', 'if-modified-since', 'range'])

/** Headers of a call as another server may get them. */
export function withoutPageHeaders(headers: Record<string, string | string[]> = {}): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !PAGE_HEADERS.has(name.toLowerCase()) && !name.toLowerCase().startsWith('sec-fetch-')))
}

/** The page's headers as `sdk.config.ts` gets them, which may send them to any server. */
export function withoutProxySecret<Value>(headers: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== PROXY_SECRET_HEADER))
}
