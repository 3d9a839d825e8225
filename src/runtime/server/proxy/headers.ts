import { WRITABLE } from '../occ/caller-headers'
import type { HeaderBag } from '../upstream/upstream'

/** RFC 9110, section 7.6.1, with what older senders still use: for one connection only, and so never passed on. */
const HOP_BY_HOP = [
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
]

/**
 * What a call is made of. Everything else says something about the browser, the
 * shop or the way between, which is no business of SAP's, or which SAP would
 * believe: who is asking, from where and for what. `CallerHeaders` adds OCC's
 * own headers and the shop's.
 */
const TO_SAP: ReadonlySet<string> = new Set([
  'accept', 'accept-charset', 'accept-encoding', 'accept-language', 'user-agent',
  'content-type', 'content-length', 'content-encoding', 'content-language', 'content-disposition',
  'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range', 'range',
])

/** What would act on the shop's origin, or on what stands in front of it, in SAP's name. */
const NOT_TO_CLIENT: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  'set-cookie', 'set-cookie2', 'strict-transport-security', 'www-authenticate', 'public-key-pins', 'clear-site-data', 'service-worker-allowed',
  'alt-svc', 'nel', 'report-to', 'reporting-endpoints', 'refresh', 'content-security-policy', 'content-security-policy-report-only',
  // The visitor's own data: no cache keeps it, whatever SAP says.
  'cache-control', 'pragma', 'expires', 'age', 'edge-control', 'x-sendfile',
  // Rewritten, not passed on; see `location.ts`.
  'location', 'content-location',
])
const NOT_TO_CLIENT_PREFIXES = ['access-control-', 'proxy-', 'surrogate-', 'x-accel-']

const NONE: ReadonlySet<string> = new Set()

/** Headers by which a request asks to be taken for one of another method. */
export const METHOD_OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'] as const

/**
 * The headers of a request that go on to SAP, without authorization.
 *
 * @param own names of further ones that may, in lower case.
 * @param headers as the server's parser left them, or as somebody has changed
 * them since: the shop in a middleware, or for a request that it makes to itself.
 * @returns names in lower case; `accept-encoding` is among them, so bodies come compressed as the client can take them.
 */
export function headersToSap(headers: Readonly<Record<string, unknown>>, own: ReadonlySet<string> = NONE): Record<string, string> {
  return passable(headers, name => TO_SAP.has(name) || own.has(name))
}

/**
 * The headers of SAP's answer that go on to the client. Every answer is
 * `no-store` and is taken for what its type says it is, and one that a browser
 * could run as a page gets no access to the shop's origin.
 */
export function headersToClient(headers: HeaderBag): Record<string, string> {
  const kept = passable(headers, isForClient)
  kept['cache-control'] = 'no-store'
  kept['x-content-type-options'] = 'nosniff'
  // Anywhere in it: of several types a browser takes the last.
  if (/html|xml|svg/i.test(kept['content-type'] ?? '')) kept['content-security-policy'] = 'default-src \'none\'; sandbox'
  return kept
}

/** An object without a prototype's names: `__proto__` is a valid header name. Unlike those of `Object.create(null)` it is not kept as a table. */
const Names = function () {} as unknown as new () => Record<string, string>
Names.prototype = Object.create(null)

function isForClient(name: string): boolean {
  return !NOT_TO_CLIENT.has(name) && !startsWithAny(name, NOT_TO_CLIENT_PREFIXES) && !name.endsWith('cdn-cache-control')
}

function startsWithAny(name: string, prefixes: readonly string[]): boolean {
  for (const prefix of prefixes) if (name.startsWith(prefix)) return true
  return false
}

/**
 * Headers of the wanted names, without those that `Connection` says are for one connection only.
 * Several of one name become one, as any recipient may make of them (RFC 9110, section 5.3).
 */
function passable(headers: Readonly<Record<string, unknown>>, isWanted: (name: string) => boolean): Record<string, string> {
  const kept = new Names()
  let named: string[] | undefined
  for (const given of Object.keys(headers)) {
    const value = headers[given] ?? undefined
    if (value === undefined) continue
    const name = given.toLowerCase()
    const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : String(value)
    if (isWanted(name)) {
      // A value that cannot be written as a header in HTTP/1.1, or by Node, is left out.
      if (WRITABLE.test(text)) kept[name] = text
    }
    // Mostly it names nothing.
    else if (name === 'connection' && text !== 'keep-alive' && text !== 'close') named = text.toLowerCase().split(',')
  }
  if (named) for (const name of named) Reflect.deleteProperty(kept, name.trim())
  return kept
}
