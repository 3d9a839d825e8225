import { PROXY_SECRET_HEADER } from '../../shared/proxy-secret'
import type { GuardedOrigin } from '../config/assisted-service'
import { isSameText } from '../crypto/same-text'
import type { ServerRequest } from '../platform/types'

/** The index of the origin that a request was made to, in the list of origins. */
export type ChooseOrigin = (request: ServerRequest) => number

/**
 * `host` counts first, because proxies route and cache by it. `x-forwarded-host`, in which proxies pass on the host that
 * the browser requested, is read only when `host` is not a listed one.
 */
const HOST_HEADERS = ['host', 'x-forwarded-host'] as const

/**
 * Chooses among the origins that the shop lists. A client can write anything into the
 * headers, so they only select a listed origin; a host that is not listed counts as the
 * first one, and so does a guarded one without its proxy's secret.
 *
 * @param origins origins with their scheme; no two have the same host.
 * @param guarded one of them, not the first.
 */
export function createChooseOrigin(origins: readonly string[], guarded?: GuardedOrigin): ChooseOrigin {
  if (origins.length < 2) return () => 0
  const indexes = new Map(origins.map((origin, index) => [new URL(origin).host, index]))
  const guardedIndex = guarded && indexes.get(new URL(guarded.origin).host)

  function indexOf(host: string | undefined): number | undefined {
    // The first entry of a list is the host that the browser requested.
    const name = host?.split(',', 1)[0]?.trim().toLowerCase()
    return name === undefined ? undefined : indexes.get(name) ?? indexes.get(name.replace(/:(?:80|443)$/, ''))
  }

  function cameThroughProxy(request: ServerRequest): boolean {
    return guarded !== undefined && isSameText(request.header(PROXY_SECRET_HEADER) ?? '', guarded.secret)
  }

  return function choose(request): number {
    // A request of the server to itself belongs to the origin of the request that caused it.
    if (request.outer) return choose(request.outer)
    for (const header of HOST_HEADERS) {
      const index = indexOf(request.header(header))
      if (index !== undefined && (index !== guardedIndex || cameThroughProxy(request))) return index
    }
    return 0
  }
}
