import type { ProxyTarget } from './path'

/**
 * Rewrites the `Location` of a response from SAP to an address of the proxy.
 *
 * @param location as SAP sent it; absolute or relative to `requestUrl`.
 * @returns `undefined` when it is outside of SAP's OCC.
 */
export function rewriteLocation(location: string, requestUrl: string, target: ProxyTarget): string | undefined {
  if (!URL.canParse(location, requestUrl)) return undefined
  const { origin, pathname, search, hash } = new URL(location, requestUrl)
  const api = new URL(target.apiUri)
  const root = `${api.pathname.replace(/\/+$/, '')}/`
  if (origin !== api.origin || !pathname.startsWith(root)) return undefined
  return `${target.proxyBase}/${pathname.slice(root.length)}${search}${hash}`
}
