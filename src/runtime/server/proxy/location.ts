import { decodeOnce, parsePath, withSegments } from '../occ/parse-path'
import type { ProxyTarget } from './path'

/**
 * Rewrites the `Location` of a response from SAP to an address of the proxy.
 *
 * @param location as SAP sent it; absolute or relative to `requestUrl`.
 * @param actsFor id of the customer that a support agent acts for. It becomes `current` again: the proxy refuses the ids of users.
 * @returns `undefined` when it is outside of SAP's OCC.
 */
export function rewriteLocation(location: string, requestUrl: string, target: ProxyTarget, actsFor?: string): string | undefined {
  if (!URL.canParse(location, requestUrl)) return undefined
  const { origin, pathname, search, hash } = new URL(location, requestUrl)
  const api = new URL(target.apiUri)
  const root = `${api.pathname.replace(/\/+$/, '')}/`
  if (origin !== api.origin || !pathname.startsWith(root)) return undefined
  const path = pathname.slice(root.length)
  return `${target.proxyBase}/${actsFor === undefined ? path : withCurrent(path, actsFor)}${search}${hash}`
}

function withCurrent(path: string, customerId: string): string {
  const absolute = `/${path}`
  const parsed = parsePath(absolute, decodeOnce)
  return withSegments(absolute, parsed, (index, segment) => parsed.users.includes(index) && parsed.segments[index] === customerId ? 'current' : segment).slice(1)
}
