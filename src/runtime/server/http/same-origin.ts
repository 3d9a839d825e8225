import type { ServerRequest } from '../platform/types'

/** The headers that show a request's origin. */
export interface RequestOrigin {
  method: string
  /** `Sec-Fetch-Site`, which browsers set and pages cannot. */
  site: string | undefined
  /** `Origin` */
  origin: string | undefined
  /** `x-sapcc`: a page of another origin needs a preflight to send it, and this server never answers a preflight. */
  mark: string | undefined
}

/** Safe methods (RFC 9110, section 9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request may come from the shop's own pages. For routes that accept bodies of
 * any type, including those that another site's form can send: the raw proxy, uploads and
 * tokens that are handed over. An unsafe method needs proof; a safe one is refused only if
 * its headers say that it comes from another site. The rule for methods with JSON is in `csrf.ts`.
 *
 * @param publicOrigin the shop's, when it is known.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function mayComeFromShop(request: RequestOrigin, publicOrigin: string | undefined): boolean {
  const { site, origin, mark } = request
  if (site === 'cross-site' || site === 'same-site') return false
  if (site === 'same-origin') return true
  const isForeign = origin !== undefined && publicOrigin !== undefined && origin !== publicOrigin
  if (isForeign) return false
  if (SAFE_METHODS.has(request.method)) return true
  return mark === '1' || (origin !== undefined && origin === publicOrigin)
}

/** Reads the origin headers of a request. */
export function originOf(request: ServerRequest): RequestOrigin {
  return {
    method: request.method,
    site: request.header('sec-fetch-site'),
    origin: request.header('origin'),
    mark: request.header('x-sapcc'),
  }
}
