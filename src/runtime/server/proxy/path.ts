import { occAddress } from '../occ/occ-address'
import { assertBaseSiteAllowed, assertUserAllowed } from '../occ/access-policy'
import type { AccessPolicy } from '../occ/access-policy'
import { CHECKED_SEGMENTS, attemptOf, signInOnlyByMethodError } from '../occ/attempt-addresses'
import { forbiddenParameter } from '../occ/parameter-errors'
import { invalidPathError, parsePath, decodeStrictly } from '../occ/parse-path'
import { siteQueryPairs } from '../occ/site-query'
import type { SiteQuery } from '../occ/site-query'
import { SapccError } from '../../sdk/errors'

/** The addresses that the proxy may reach. */
export interface ProxyTarget extends AccessPolicy {
  /** Base address of OCC without a trailing slash, e.g. `https://host/occ/v2`. */
  apiUri: string
  /** Path of the proxy, e.g. `/api/occ`. */
  proxyBase: string
  /** Parameters that go with every call of the request; an address that has one of them keeps its own. */
  query?: SiteQuery | undefined
}

/** Maximum length of an address, in characters. */
export const MAX_URL_LENGTH = 16 * 1024

/**
 * The address at SAP for an address at the proxy.
 *
 * Path and query are forwarded byte for byte, and parameters of the shop's added. That is safe because any address
 * that servers on the way could interpret differently is refused.
 *
 * @param rawUrl path and query as received, not decoded.
 * @throws SapccError 400 for an ambiguous address, 403 for one with a segment at which passwords or codes can be tried (whatever the method), 414 for one that is too long.
 * @example
 * targetUrl('/api/occ/shop/products/1?fields=FULL', target) // 'https://host/occ/v2/shop/products/1?fields=FULL'
 */
export function targetUrl(rawUrl: string, target: ProxyTarget): string {
  if (rawUrl.length > MAX_URL_LENGTH) {
    throw new SapccError(`The address is longer than ${MAX_URL_LENGTH} characters.`, { status: 414, data: { type: 'UriTooLongError' } })
  }
  const queryAt = rawUrl.indexOf('?')
  const rawPath = queryAt === -1 ? rawUrl : rawUrl.slice(0, queryAt)
  const query = queryAt === -1 ? undefined : rawUrl.slice(queryAt + 1)
  if (!rawPath.startsWith(`${target.proxyBase}/`)) throw invalidPathError('does not lie below the proxy.')
  const path = rawPath.slice(target.proxyBase.length)
  // A slash at the end is allowed: two operations of OCC have one.
  if (path.includes('//') || path === '/') throw invalidPathError('has an empty segment.')
  checkBaseSite(path, target)
  checkSegments(path, target)
  if (query !== undefined) checkQuery(query)
  return assemble(target.apiUri, path, withSiteQuery(query, target.query))
}

/** Compares without decoding. Only two spellings are accepted: the name as it is, and as `encodeURIComponent` writes it. */
function checkBaseSite(path: string, target: ProxyTarget): void {
  if (path === '/basesites' || path === '/basesites/') return
  assertBaseSiteAllowed(path.slice(1, endOfSegment(path, 1)), target, isSite)
}

function isSite(segment: string, baseSiteId: string): boolean {
  return segment === baseSiteId || segment === encodeURIComponent(baseSiteId)
}

/** Paths that need no further check: without encoded or special characters, without users, and without the words of attempts. */
const HARMLESS = new RegExp(`^(?!.*(?:${CHECKED_SEGMENTS.join('|')}))[\\w/-]+$`, 'i')

function checkSegments(path: string, target: ProxyTarget): void {
  if (HARMLESS.test(path)) return
  const parsed = parsePath(path, decodeStrictly)
  for (const index of parsed.users) assertUserAllowed(parsed.raw[index]!, target)
  if (parsed.segments.some((_segment, index) => attemptOf(parsed, index) !== undefined)) throw signInOnlyByMethodError('through the raw proxy')
  // Every other spelling of `users` is refused: SAP may find a user after it or not, and an agent's customer is put after the usual one only.
  if (parsed.hasEncodedUsersSegment) throw invalidPathError('has an encoded name before the user.')
  if (parsed.nonCanonicalUsers.length > 0) throw invalidPathError('has a name before the user that is written in another way.')
}

/** End index of the segment that begins at `start`. Cheaper than splitting the path. */
function endOfSegment(path: string, start: number): number {
  const slash = path.indexOf('/', start)
  return slash === -1 ? path.length : slash
}

/** Spring also accepts a bearer token and an HTTP method override from the query. */
const REFUSED_PARAMETERS = new Set(['access_token', '_method'])

function checkQuery(query: string): void {
  // `#` would end the query, and control characters are invalid in a request line.
  if (!/^[\x21\x22\x24-\x7E]*$/.test(query)) throw invalidPathError('has a query with characters that a query cannot contain.')
  for (const [name] of new URLSearchParams(query)) {
    if (REFUSED_PARAMETERS.has(name.trim().toLowerCase())) throw forbiddenParameter(name, 'is not allowed in the query.')
  }
}

function withSiteQuery(query: string | undefined, siteQuery: SiteQuery | undefined): string | undefined {
  if (siteQuery === undefined) return query
  const own = new URLSearchParams(query)
  const all = [...(query ? [query] : []), ...siteQueryPairs(siteQuery, name => own.has(name))]
  return all.length === 0 ? query : all.join('&')
}

/** @throws SapccError 400 */
export function assemble(apiUri: string, path: string, query: string | undefined): string {
  const url = occAddress(apiUri, path, query)
  if (url === undefined) throw invalidPathError('is not valid.')
  return url
}
