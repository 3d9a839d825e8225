import type { ServerRequest } from '../platform/types'

/** What of a request tells where it comes from. */
export interface RequestOrigin {
  method: string
  /** `Sec-Fetch-Site`, set by browsers and by no page. */
  site: string | undefined
  /** `Origin` */
  origin: string | undefined
  /** `x-sapcc`: a page of another origin would have to ask before it may send it, and this server never answers a preflight. */
  mark: string | undefined
}

/** RFC 9110, section 9.2.1: these change nothing. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether the proxy answers a request. The proxy takes bodies of any type, also
 * those that another site's form can send: what changes something needs a sign
 * that it comes from the shop's own pages. Reads are refused when it is known
 * that they come from elsewhere.
 *
 * @param publicOrigin the shop's, when it is known.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function isSameOrigin(request: RequestOrigin, publicOrigin: string | undefined): boolean {
  const { site, origin, mark } = request
  if (site === 'cross-site' || site === 'same-site') return false
  if (site === 'same-origin') return true
  const isForeign = origin !== undefined && publicOrigin !== undefined && origin !== publicOrigin
  if (isForeign) return false
  if (SAFE_METHODS.has(request.method)) return true
  return mark === '1' || (origin !== undefined && origin === publicOrigin)
}

/** What a request says about where it comes from. */
export function originOf(request: ServerRequest): RequestOrigin {
  return {
    method: request.method,
    site: request.header('sec-fetch-site'),
    origin: request.header('origin'),
    mark: request.header('x-sapcc'),
  }
}
