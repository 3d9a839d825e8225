import { occAddress } from '../occ/occ-address'
import { assertBaseSiteAllowed, assertUserAllowed } from '../occ/access-policy'
import type { AccessPolicy } from '../occ/access-policy'
import { forbiddenParameter } from '../occ/parameter-errors'
import { siteQueryPairs } from '../occ/site-query'
import type { SiteQuery } from '../occ/site-query'
import { ATTEMPT_SEGMENTS, USER_ATTEMPT_SEGMENTS } from '../operations/attempt-addresses'
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
 * Path and query are forwarded byte for byte. That is safe because any address
 * that servers on the way could interpret differently is refused.
 *
 * @param rawUrl path and query as received, not decoded.
 * @throws SapccError 400 for an ambiguous address, 403 for one that checks a password, 414 for one that is too long.
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
  if (!rawPath.startsWith(`${target.proxyBase}/`)) throw refused('does not lie below the proxy.')
  const path = rawPath.slice(target.proxyBase.length)
  // Two operations of OCC end in a slash.
  if (path.includes('//') || path === '/') throw refused('has an empty segment.')
  checkBaseSite(path, target)
  checkSegments(path, target)
  if (query !== undefined) checkQuery(query)
  return assemble(target.apiUri, path, withSiteQuery(query, target.query))
}

/** Paths without encoded or special characters, which need no further check. */
const PLAIN = /^[\w/-]+$/

/** RFC 3986, section 3.3, without `;`: some servers remove parameters after `;`, so they would see another path than was checked here. */
const SEGMENT = /^(?:[\w.~!$&'()*+,=:@-]|%[0-9a-f]{2})*$/i

/** Maximum number of nested percent-encodings. */
const MAX_ENCODINGS = 3

/**
 * Decodes a segment completely.
 *
 * @throws SapccError 400 for one that contains a path delimiter at any level.
 */
export function readSegment(segment: string): string {
  if (!SEGMENT.test(segment)) throw refused('has characters that a path cannot contain.')
  let text = segment
  for (let decoded = 0; ; decoded++) {
    if (/[/\\;]|^\.{1,2}(?:$|[?#])/.test(text) || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) throw refused('has a segment that could be read as several segments, or as `..`.')
    const next = decodeOnce(text)
    if (next === text) return text
    if (decoded >= MAX_ENCODINGS) throw refused('is encoded too many times.')
    text = next
  }
}

function decodeOnce(text: string): string {
  try {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, escapes => decodeURIComponent(escapes))
  }
  catch {
    // Not UTF-8, for example an overlong encoding of a dot or slash.
    throw refused('is not UTF-8.')
  }
}

/** Compares the base site without decoding: an encoded name is no base site. */
function checkBaseSite(path: string, target: ProxyTarget): void {
  if (path === '/basesites' || path === '/basesites/') return
  assertBaseSiteAllowed(path.slice(1, endOfSegment(path, 1)), target, isSite)
}

function isSite(segment: string, baseSiteId: string): boolean {
  return segment === baseSiteId || segment === encodeURIComponent(baseSiteId)
}

/** Segments after which OCC has a `userId`. */
const USER_COLLECTIONS: ReadonlySet<string> = new Set(['users', 'orgusers'])

function checkSegments(path: string, target: ProxyTarget): void {
  const isPlain = PLAIN.test(path)
  let isUser = false
  let isOfUser = false
  let isEncoded = false
  for (let start = 1, end = 0; end < path.length; start = end + 1) {
    end = endOfSegment(path, start)
    const segment = path.slice(start, end)
    if (isUser && segment !== '') assertUserAllowed(segment, target)
    const name = isPlain ? segment : readSegment(segment).trim()
    if (isAttempt(name, isOfUser)) throw new SapccError('Passwords, logins and codes cannot be checked or requested through the raw proxy, because such attempts are limited. Use the methods, for example `changeUserPassword` or `createVerificationToken`.', { status: 403, data: { type: 'SignInOnlyByMethodError' } })
    isOfUser = isUser
    isUser = isUserCollectionWithoutSuffix(name)
    if (isUser && segment !== name) isEncoded = true
  }
  // `forward.ts` searches the path as it is sent, to judge the call and to put an agent's customer in the place of `current`. It would not find a user after an encoded `users`.
  if (isEncoded) throw refused('has an encoded name before the user.')
}

/** End index of the segment that begins at `start`. Cheaper than splitting the path. */
function endOfSegment(path: string, start: number): number {
  const slash = path.indexOf('/', start)
  return slash === -1 ? path.length : slash
}

/** Compares case-insensitively, as some servers may. `isUserCollection` in `occ/path-parameters.ts` also takes a suffix. The length is checked first, for speed. */
function isUserCollectionWithoutSuffix(name: string): boolean {
  return (name.length === 5 || name.length === 8) && USER_COLLECTIONS.has(name.toLowerCase())
}

/** Lengths of the shortest of these names: nearly all segments are compared by their length only. */
const SHORTEST_ATTEMPT = shortest(ATTEMPT_SEGMENTS.keys())
const SHORTEST_ATTEMPT_OF_USER = Math.min(SHORTEST_ATTEMPT, shortest(USER_ATTEMPT_SEGMENTS))

function shortest(names: Iterable<string>): number {
  return Math.min(...[...names].map(({ length }) => length))
}

/** Some versions of SAP ignore a suffix. */
const SUFFIX = /\.(?:json|xml)$/

/** Compares case-insensitively, as some servers may. */
function isAttempt(name: string, isOfUser: boolean): boolean {
  if (name.length < (isOfUser ? SHORTEST_ATTEMPT_OF_USER : SHORTEST_ATTEMPT)) return false
  const plain = name.toLowerCase().replace(SUFFIX, '')
  return ATTEMPT_SEGMENTS.has(plain) || (isOfUser && USER_ATTEMPT_SEGMENTS.has(plain))
}

/** Spring also accepts a bearer token and an HTTP method override from the query. */
const REFUSED_PARAMETERS = new Set(['access_token', '_method'])

function checkQuery(query: string): void {
  // `#` would end the query, and control characters are invalid in a request line.
  if (!/^[\x21\x22\x24-\x7E]*$/.test(query)) throw refused('has a query with characters that a query cannot contain.')
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
  if (url === undefined) throw refused('is not valid.')
  return url
}

function refused(explanation: string): SapccError {
  return new SapccError(`The address ${explanation}`, { status: 400, data: { type: 'InvalidPathError' } })
}
