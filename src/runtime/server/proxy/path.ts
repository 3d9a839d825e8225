import { occAddress } from '../occ/occ-address'
import { assertBaseSiteAllowed, assertUserAllowed } from '../occ/access-policy'
import type { AccessPolicy } from '../occ/access-policy'
import { forbiddenParameter } from '../occ/parameter-errors'
import { siteQueryPairs } from '../occ/site-query'
import type { SiteQuery } from '../occ/site-query'
import { SapccError } from '../../sdk/errors'

/** What a proxied address may reach. */
export interface ProxyTarget extends AccessPolicy {
  /** Base address of OCC without a trailing slash, e.g. `https://host/occ/v2`. */
  apiUri: string
  /** Where the proxy lies, e.g. `/api/occ`. */
  proxyBase: string
  /** Parameters that go with every call of the request; an address that has one of them keeps its own. */
  query?: SiteQuery | undefined
}

/** Longest address that is passed on, in characters. */
export const MAX_URL_LENGTH = 16 * 1024

/**
 * The address at SAP for an address at the proxy.
 *
 * Path and query go out byte by byte as they came. That is safe because
 * everything is refused that some server on the way could read in another way.
 *
 * @param rawUrl path and query as they came, not decoded.
 * @throws SapccError 400 for what could lead elsewhere, 403 for what checks a password, 414 when it is too long.
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

/** Segments in which there is nothing to decode, and nothing that means anything. */
const PLAIN = /^[\w/-]+$/

/** RFC 3986, section 3.3, but for `;`, whose parameters servers cut off after others have checked the segment. */
const SEGMENT = /^(?:[\w.~!$&'()*+,=:@-]|%[0-9a-f]{2})*$/i

/** Encoded once more than this is nothing anybody means. */
const MAX_ENCODINGS = 3

/** What a segment says after all decoding, refusing what could structure an address on the way there. */
function readSegment(segment: string): string {
  if (!SEGMENT.test(segment)) throw refused('has characters that a path cannot carry.')
  let text = segment
  for (let decoded = 0; ; decoded++) {
    if (/[/\\;]|^\.{1,2}(?:$|[?#])/.test(text) || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) throw refused('has a segment that could be read as several, or as a step up.')
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
    // Not UTF-8: overlong forms of dots and slashes among it.
    throw refused('is not UTF-8.')
  }
}

/** Compared as it came: a site's name written in another way names no site. */
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
  for (let start = 1, end = 0; end < path.length; start = end + 1) {
    end = endOfSegment(path, start)
    const segment = path.slice(start, end)
    if (isUser && segment !== '') assertUserAllowed(segment, target)
    const name = isPlain ? segment : readSegment(segment).trim()
    if (isCodeRequest(name)) throw new SapccError('Attempts to sign in are limited: ask for a one-time code by `createVerificationToken`.', { status: 403, data: { type: 'SignInOnlyByMethodError' } })
    isUser = isUserCollection(name)
  }
}

/** Of the segment that begins at `start`. Cheaper than to split a path of which most needs no second look. */
function endOfSegment(path: string, start: number): number {
  const slash = path.indexOf('/', start)
  return slash === -1 ? path.length : slash
}

/** Compared as leniently as any server might; by length before, as most are something else. */
function isUserCollection(name: string): boolean {
  return (name.length === 5 || name.length === 8) && USER_COLLECTIONS.has(name.toLowerCase())
}

/** SAP checks a password there; compared as leniently. */
function isCodeRequest(name: string): boolean {
  return name.length === 17 && name.toLowerCase() === 'verificationtoken'
}

/** Spring reads a bearer token and another HTTP method from the query as well. */
const REFUSED_PARAMETERS = new Set(['access_token', '_method'])

function checkQuery(query: string): void {
  // A `#` would end it, and control characters have no place in a request line.
  if (!/^[\x21\x22\x24-\x7E]*$/.test(query)) throw refused('has a query with characters that it cannot carry.')
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
