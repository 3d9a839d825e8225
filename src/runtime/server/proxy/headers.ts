/** Names in lower case. A name may come twice. */
export type HeaderPairs = Iterable<readonly [name: string, value: string]>

/** RFC 9110, section 7.6.1, with what older senders still use: for one connection only, and so never passed on. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
])

/** What says something about the browser, the shop or the way between, and nothing to SAP. */
const NOT_TO_SAP: ReadonlySet<string> = new Set([
  // Who calls is decided by the session alone.
  'authorization', 'cookie', 'cookie2',
  // SAP answers 403 to an origin it does not know.
  'origin', 'referer', 'host',
  // SAP would believe them about who is asking, from where and for what.
  'forwarded', 'via', 'x-real-ip', 'true-client-ip', 'x-client-ip', 'x-cluster-client-ip', 'client-ip', 'x-original-url', 'x-original-uri', 'x-rewrite-url', 'x-original-host',
  'expect', 'x-sapcc',
])
const NOT_TO_SAP_PREFIXES = ['sec-', 'proxy-', 'x-forwarded-', 'access-control-', 'cf-']

/** What would act on the shop's origin, or on what stands in front of it, in SAP's name. */
const NOT_TO_CLIENT: ReadonlySet<string> = new Set([
  'set-cookie', 'set-cookie2', 'strict-transport-security', 'www-authenticate', 'public-key-pins', 'clear-site-data', 'service-worker-allowed',
  'alt-svc', 'nel', 'report-to', 'reporting-endpoints', 'refresh', 'content-security-policy', 'content-security-policy-report-only',
  // The visitor's own data: no cache keeps it, whatever SAP says.
  'cache-control', 'pragma', 'expires', 'age', 'edge-control', 'x-sendfile',
  // Rewritten, not passed on; see `location.ts`.
  'location', 'content-location',
])
const NOT_TO_CLIENT_PREFIXES = ['access-control-', 'proxy-', 'surrogate-', 'x-accel-']

/** Headers by which a request asks to be taken for one of another method. */
export const METHOD_OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'] as const

/**
 * The headers of a request that go on to SAP, without authorization.
 *
 * @returns names in lower case; `accept-encoding` is among them, so bodies come compressed as the client can take them.
 */
export function headersToSap(headers: HeaderPairs): Record<string, string> {
  // Without a prototype: `__proto__` is a valid header name.
  const kept = Object.create(null) as Record<string, string>
  for (const [name, value] of passable(headers, isForSap)) kept[name] = name in kept ? `${kept[name]}, ${value}` : value
  return kept
}

/**
 * The headers of SAP's answer that go on to the client. Every answer is
 * `no-store` and is taken for what its type says it is, and one that a browser
 * could run as a page gets no access to the shop's origin.
 */
export function headersToClient(headers: HeaderPairs): [name: string, value: string][] {
  const kept = passable(headers, isForClient)
  const own: [string, string][] = [['cache-control', 'no-store'], ['x-content-type-options', 'nosniff']]
  const type = kept.find(([name]) => name === 'content-type')?.[1] ?? ''
  if (/html|xml|svg/i.test(type)) own.push(['content-security-policy', 'default-src \'none\'; sandbox'])
  return [...kept.filter(([name]) => name !== 'x-content-type-options'), ...own]
}

function isForSap(name: string): boolean {
  return !NOT_TO_SAP.has(name) && !NOT_TO_SAP_PREFIXES.some(prefix => name.startsWith(prefix))
}

function isForClient(name: string): boolean {
  return !NOT_TO_CLIENT.has(name) && !NOT_TO_CLIENT_PREFIXES.some(prefix => name.startsWith(prefix)) && !name.endsWith('cdn-cache-control')
}

/** Headers of these names, in lower case, without those that are for one connection only. */
function passable(headers: HeaderPairs, isWanted: (name: string) => boolean): [string, string][] {
  const kept: [string, string][] = []
  const named: string[] = []
  for (const [rawName, value] of headers) {
    const name = rawName.toLowerCase()
    if (name === 'connection') named.push(...value.toLowerCase().split(',').map(token => token.trim()))
    // What neither HTTP/1.1 nor Node can write as a header is nobody's to pass on.
    else if (!HOP_BY_HOP.has(name) && isWanted(name) && /^[\t\x20-\x7E\x80-\xFF]*$/.test(value)) kept.push([name, value])
  }
  return named.length === 0 ? kept : kept.filter(([name]) => !named.includes(name))
}
