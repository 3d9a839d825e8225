import { SapccError } from '../../sdk/errors'
import type { ServerRequest } from '../platform/types'
import { mayComeFromShop, originOf } from './same-origin'

/**
 * Refuses cross-site requests (CSRF).
 *
 * `Sec-Fetch-Site` decides if the browser sends it; otherwise `Origin` is compared
 * with `publicUrl`. Bodies must be JSON, which other sites cannot send without a
 * preflight, and this server never answers a preflight. Other sites can send a
 * form, so an upload needs proof of the same origin: see `mayComeFromShop`. Inner
 * requests, with or without a connection (`ssrApiUrl`), are not checked: they carry
 * the headers of the page's request, and the visitor may have opened the page by a
 * link on another site.
 *
 * @param publicOrigin the shop's, when it is known.
 * @throws SapccError 403 or 415
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function assertSameSite(request: ServerRequest, publicOrigin: string | undefined): void {
  const type = request.header('content-type') ?? ''
  if (request.method === 'POST' && !isJson(type) && !isForm(type)) {
    throw new SapccError('The arguments have to be sent as application/json.', { status: 415, data: { type: 'UnsupportedMediaTypeError' } })
  }
  if (request.isInner || isCopied(request, type)) return
  const origin = originOf(request)
  const { site } = origin
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw crossSite()
  if (site === undefined && origin.origin !== undefined && publicOrigin !== undefined && origin.origin !== publicOrigin) throw crossSite()
  if (request.method === 'POST' && isForm(type) && !mayComeFromShop(origin, publicOrigin)) throw crossSite()
}

/** `Sec-Fetch-Dest` of navigations. */
const NAVIGATION_DESTINATIONS: ReadonlySet<string | undefined> = new Set(['document', 'iframe', 'frame'])

/**
 * Whether a request has the headers of a page's navigation without being one: a
 * navigation has no JSON content type, and what scripts send has the destination
 * `empty`, which they cannot change. So no browser sends this, only a server that
 * copies a page's headers. (Node's `fetch` overwrites `Sec-Fetch-Mode`.)
 */
function isCopied(request: ServerRequest, type: string): boolean {
  return NAVIGATION_DESTINATIONS.has(request.header('sec-fetch-dest')) && isJson(type) && request.header('origin') === undefined
}

function isJson(type: string): boolean {
  return /^application\/json\s*(?:;|$)/i.test(type)
}

/** Whether a content type is multipart/form-data, which uploads use. */
export function isForm(type: string): boolean {
  return /^multipart\/form-data\s*;/i.test(type)
}

function crossSite(): SapccError {
  return new SapccError('This request comes from another site.', { status: 403, data: { type: 'CrossSiteRequestError' } })
}
