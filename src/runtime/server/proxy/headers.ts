import { isCdnDirective } from '../http/cdn-headers'
import { HEADER_VALUE } from '../platform/header-syntax'
import type { HeaderBag } from '../upstream/upstream'

/** RFC 9110, section 7.6.1, and older headers: they are valid for one connection only, so they are never forwarded. */
const HOP_BY_HOP = [
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
]

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

/** Response headers that would affect the shop's origin, or a proxy or CDN in front of it. */
const NOT_TO_CLIENT: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  'set-cookie', 'set-cookie2', 'strict-transport-security', 'www-authenticate', 'public-key-pins', 'clear-site-data', 'service-worker-allowed',
  'alt-svc', 'nel', 'report-to', 'reporting-endpoints', 'refresh', 'content-security-policy', 'content-security-policy-report-only',
  'x-sendfile', 'content-location',
  // Responses may contain the visitor's data: no cache may store them, whatever SAP sends.
  'cache-control', 'pragma', 'expires', 'age',
  // Rewritten; see `location.ts`.
  'location',
])
const NOT_TO_CLIENT_PREFIXES = ['access-control-', 'proxy-', 'surrogate-', 'x-accel-', 'akamai-', 'fastly-']

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
 * The headers of SAP's response that are forwarded to the client. Every response
 * is `no-store`; `http/origin-protection` adds what keeps a browser from running it as a page.
 */
export function headersToClient(headers: HeaderBag): Record<string, string> {
  const kept = passable(headers, isForClient)
  kept['cache-control'] = 'no-store'
  return kept
}

/** An object without inherited names: `__proto__` is a valid header name. Faster than `Object.create(null)`, which creates a hash table. */
const Names = function () {} as unknown as new () => Record<string, string>
Names.prototype = Object.create(null)

function isForClient(name: string): boolean {
  return !NOT_TO_CLIENT.has(name) && !startsWithAny(name, NOT_TO_CLIENT_PREFIXES) && !isCdnDirective(name)
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
