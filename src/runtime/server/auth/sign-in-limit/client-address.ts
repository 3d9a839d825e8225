import type { SapccSignInConfig } from '../../config/types'
import type { ServerRequest } from '../../platform/types'

/** Headers in which proxies send the client's address. Clients can forge them. */
const FORWARDING_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'fly-client-ip', 'via']

/** The client address of a request, as far as it is known. */
export interface ClientAddress {
  /** An IPv4 address, or the /64 network of an IPv6 address, which one customer usually has; `undefined` when only a proxy's address is known. */
  address: string | undefined
  /** A proxy forwarded the request, but its address header is not configured. */
  isBehindUnknownProxy: boolean
}

/**
 * The address of a request's client: the peer address of the connection, or the
 * configured header of the shop's proxies. In a list only the rightmost entries,
 * which these proxies added, are trusted; the client can forge the others.
 */
export function clientAddress(request: Pick<ServerRequest, 'header' | 'remoteAddress'>, { addressHeader, trustedProxies }: Pick<SapccSignInConfig, 'addressHeader' | 'trustedProxies'>): ClientAddress {
  const peer = request.remoteAddress
  if (addressHeader !== undefined) {
    const entries = request.header(addressHeader)?.split(',') ?? []
    const address = normalizeAddress(entries.at(-trustedProxies)) ?? normalizeAddress(peer)
    return { address, isBehindUnknownProxy: false }
  }
  const address = normalizeAddress(peer)
  const isForwarded = FORWARDING_HEADERS.some(name => request.header(name) !== undefined)
  // A private address that forwards is the shop's own proxy: its address would count all customers as one.
  if (isForwarded && address !== undefined && isPrivate(address)) return { address: undefined, isBehindUnknownProxy: true }
  return { address, isBehindUnknownProxy: isForwarded }
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
