import type { SapccSignInConfig } from '../../config/types'
import type { ServerRequest } from '../../platform/types'

/** Headers that proxies add, most of them with the client's address. Clients can forge them. */
const FORWARDING_HEADERS = [
  'x-forwarded-for', 'forwarded', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip', 'true-client-ip', 'fastly-client-ip', 'fly-client-ip',
  'x-azure-clientip', 'x-envoy-external-address', 'x-nf-client-connection-ip', 'x-vercel-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via',
]

/** What is read of a request. */
export type ForwardedRequest = Pick<ServerRequest, 'header' | 'remoteAddress'>
/** What is configured about its proxies. */
export type AddressConfig = Pick<SapccSignInConfig, 'addressHeader' | 'trustedProxies'>

/** The client address of a request, as far as it is known. */
export interface ClientAddress {
  /** An IPv4 address, or the /64 network of an IPv6 address, which one customer usually has; `undefined` when only a proxy's address is known. */
  address: string | undefined
  /** A proxy forwarded the request, but its address header is not configured, or has no usable address. */
  isBehindUnknownProxy: boolean
}

/**
 * The address of a request's client: the peer address of the connection, or the
 * configured header of the shop's proxies. In a list only the rightmost entries,
 * which these proxies added, are trusted; the client can forge the others.
 */
export function clientAddress(request: ForwardedRequest, { addressHeader, trustedProxies }: AddressConfig): ClientAddress {
  const entries = addressHeader === undefined ? [] : request.header(addressHeader)?.split(',') ?? []
  const named = normalizeAddress(entries.at(-trustedProxies))
  if (named !== undefined) return { address: named, isBehindUnknownProxy: false }
  const address = normalizeAddress(request.remoteAddress)
  const isForwarded = entries.length > 0 || forwardingHeaders(request).length > 0
  // A private address that forwards is the shop's own proxy: its address would count all customers as one.
  if (isForwarded && address !== undefined && isPrivate(address)) return { address: undefined, isBehindUnknownProxy: true }
  return { address, isBehindUnknownProxy: isForwarded }
}

/** Which headers say that a proxy forwarded the request. */
export function forwardingHeaders(request: ForwardedRequest): string[] {
  return FORWARDING_HEADERS.filter(name => request.header(name) !== undefined)
}

/** @returns `undefined` for text that is no IP address. */
export function normalizeAddress(text: string | undefined): string | undefined {
  const bare = text?.trim().toLowerCase().replace(/^"|"$/g, '').replace(/^\[([\da-f:.]+)\](?::\d+)?$/, '$1').replace(/%.*$/, '')
  if (!bare || bare.length > 50) return undefined
  const v4 = /^(?:::ffff:)?((?:\d{1,3}\.){3}\d{1,3})(?::\d{1,5})?$/.exec(bare)?.[1]
  if (v4 !== undefined) return v4.split('.').every(part => Number(part) < 256) ? v4 : undefined
  return networkOf(bare)
}

/** The first 64 bits of an IPv6 address, as hexadecimal groups. */
function networkOf(address: string): string | undefined {
  const [head = '', tail, ...more] = address.split('::')
  if (more.length > 0 || !/^[\da-f:]*(?:(?:\d{1,3}\.){3}\d{1,3})?$/.test(address)) return undefined
  const groups = (part: string | undefined) => part ? part.split(':') : []
  const [first, last] = [groups(head), groups(tail)]
  const missing = 8 - first.length - last.length
  if (tail === undefined ? missing !== 0 : missing < 0) return undefined
  const all = [...first, ...Array.from({ length: missing }, () => '0'), ...last]
  if (!all.slice(0, 4).every(group => /^[\da-f]{1,4}$/.test(group))) return undefined
  return `${all.slice(0, 4).map(group => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}

/** RFC 1918, RFC 6598, RFC 4193, link-local and loopback. */
function isPrivate(address: string): boolean {
  return /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|0:0:0:0::|f[cd][\da-f]{2}:|fe[89ab][\da-f]:)/.test(address)
}
