import type { ServerRequest } from '../platform/types'

/** The place of the origin that a request was made to. */
export type ChooseOrigin = (request: ServerRequest) => number

/**
 * The host of the request itself counts first: a proxy routes by it, and keeps cached answers by it. Only where that is
 * the server's own name is the other header asked, in which proxies tell the host that the browser asked for.
 */
const HOST_HEADERS = ['host', 'x-forwarded-host'] as const

/**
 * Chooses among the origins that the shop lists. A request's headers are its
 * sender's to write, so they only choose: a host that is not listed counts as
 * the first one.
 *
 * @param origins with their scheme; no two have the same host.
 */
export function createChooseOrigin(origins: readonly string[]): ChooseOrigin {
  if (origins.length < 2) return () => 0
  const places = new Map(origins.map((origin, place) => [new URL(origin).host, place]))

  function placeOf(host: string | undefined): number | undefined {
    // Of a list the first entry is what the browser asked for.
    const name = host?.split(',', 1)[0]?.trim().toLowerCase()
    return name === undefined ? undefined : places.get(name) ?? places.get(name.replace(/:(?:80|443)$/, ''))
  }

  return function choose(request): number {
    // What the server asks itself belongs to the page that is asked for.
    if (request.outer) return choose(request.outer)
    for (const header of HOST_HEADERS) {
      const place = placeOf(request.header(header))
      if (place !== undefined) return place
    }
    return 0
  }
}
