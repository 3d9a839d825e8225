import { isCdnDirective } from '../http/cdn-headers'
import { HEADER_VALUE } from '../platform/header-syntax'
import type { HeaderBag } from '../upstream/upstream'

/**
 * Request headers that describe the call itself. All others describe the browser,
 * the shop or the proxies between them: SAP does not need them, or would trust them
 * (user, origin, client address). `CallerHeaders` adds OCC's own headers and the shop's.
 */
const TO_SAP: ReadonlySet<string> = new Set([
  'accept', 'accept-charset', 'accept-encoding', 'accept-language', 'user-agent',
  'content-type', 'content-length', 'content-encoding', 'content-language', 'content-disposition',
  'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range', 'range',
])

/**
 * Response headers that describe the answer. Others concern SAP's connection (`Connection`), caches, or what a browser
 * stores for an origin (`Accept-CH`, `Clear-Site-Data`), and would affect the shop. This is an allow-list because browsers
 * keep adding such headers. `Location` is rewritten: see `location.ts`.
 */
const TO_CLIENT: ReadonlySet<string> = new Set([
  'content-type', 'content-length', 'content-encoding', 'content-language', 'content-disposition', 'content-range', 'accept-ranges',
  'etag', 'last-modified', 'vary', 'content-digest', 'repr-digest', 'digest', 'content-md5',
  'allow', 'accept-patch', 'accept-post', 'link', 'retry-after', 'preference-applied', 'deprecation', 'sunset', 'warning', 'server-timing',
  'ratelimit', 'ratelimit-policy', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset',
])
/** Headers of OCC and of SAP Commerce projects. New standards have no `x-` headers (RFC 6648). */
const TO_CLIENT_PREFIXES = ['x-', 'occ-', 'sap-']
/** Those of them that a browser, a proxy or a platform in front of the shop obeys. */
const NOT_TO_CLIENT_PREFIXES = ['x-accel-', 'x-sendfile', 'x-lighttpd-', 'x-reproxy-', 'x-litespeed-', 'x-middleware-', 'x-vercel-', 'x-dns-prefetch-', 'x-content-security-', 'x-webkit-csp', 'x-permitted-cross-domain-']

const NONE: ReadonlySet<string> = new Set()

/** Headers that override a request's method. */
export const METHOD_OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'] as const

/**
 * The request headers that are forwarded to SAP, without authorization.
 *
 * @param further names of other headers that are forwarded, in lower case.
 * @param headers headers as parsed by the server, possibly changed by the shop in a
 * middleware, or for a request that it makes to itself.
 * @returns names in lower case; `accept-encoding` is among them, so bodies come compressed as the client can take them.
 */
export function headersToSap(headers: Readonly<Record<string, unknown>>, further: ReadonlySet<string> = NONE): Record<string, string> {
  return passable(headers, name => TO_SAP.has(name) || further.has(name))
}

/**
 * The headers of SAP's response that are forwarded to the client. Every response is `no-store`, because it may contain the
 * visitor's data; `http/origin-protection` adds what keeps a browser from running it as a page.
 *
 * @param further names of other headers that are forwarded, in lower case.
 */
export function headersToClient(headers: HeaderBag, further: ReadonlySet<string> = NONE): Record<string, string> {
  const kept = passable(headers, name => isForClient(name, further))
  kept['cache-control'] = 'no-store'
  return kept
}

/** An object without inherited names: `__proto__` is a valid header name. Faster than `Object.create(null)`, which creates a hash table. */
const Names = function () {} as unknown as new () => Record<string, string>
Names.prototype = Object.create(null)

function isForClient(name: string, further: ReadonlySet<string>): boolean {
  if (TO_CLIENT.has(name)) return true
  if (isCdnDirective(name) || name === 'location') return false
  return further.has(name) || (startsWithAny(name, TO_CLIENT_PREFIXES) && !startsWithAny(name, NOT_TO_CLIENT_PREFIXES))
}

function startsWithAny(name: string, prefixes: readonly string[]): boolean {
  for (const prefix of prefixes) if (name.startsWith(prefix)) return true
  return false
}

/**
 * Headers of the wanted names, without those that `Connection` lists.
 * Repeated headers are joined, as RFC 9110, section 5.3 allows.
 */
function passable(headers: Readonly<Record<string, unknown>>, isWanted: (name: string) => boolean): Record<string, string> {
  const kept = new Names()
  let listedByConnection: string[] | undefined
  for (const given of Object.keys(headers)) {
    const value = headers[given] ?? undefined
    if (value === undefined) continue
    const name = given.toLowerCase()
    const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : String(value)
    if (isWanted(name)) {
      // Skip a value that is invalid in HTTP/1.1 or for Node.
      if (HEADER_VALUE.test(text)) kept[name] = text
    }
    // Usually `Connection` lists no header names.
    else if (name === 'connection' && text !== 'keep-alive' && text !== 'close') listedByConnection = text.toLowerCase().split(',')
  }
  if (listedByConnection) for (const name of listedByConnection) Reflect.deleteProperty(kept, name.trim())
  return kept
}
