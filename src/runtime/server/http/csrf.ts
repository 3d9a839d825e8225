import { SapccError } from '../../sdk/errors'
import type { ServerRequest } from '../platform/types'
import { isSameOrigin, originOf } from './same-origin'

/**
 * Refuses requests that another site's page makes in the visitor's name.
 *
 * `Sec-Fetch-Site` decides where the browser sends it; else `Origin` against
 * `publicUrl`. Bodies must be JSON, which other sites cannot send without a
 * preflight, and this server never answers one. Other sites can send a form, so an
 * upload needs proof of the same origin: see `isSameOrigin`. A request that the
 * server makes to itself carries the headers of the page's request, and the
 * visitor may have come to the page by another site's link: it is not judged.
 *
 * @param publicOrigin the shop's, when it is known.
 * @throws SapccError 403 or 415
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function assertSameSite(request: ServerRequest, publicOrigin: string | undefined): void {
  const type = request.header('content-type') ?? ''
  if (request.method === 'POST' && !isForm(type) && !/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new SapccError('The arguments are sent as application/json.', { status: 415, data: { type: 'UnsupportedMediaTypeError' } })
  }
  if (request.isInner) return
  const origin = originOf(request)
  const { site } = origin
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw crossSite()
  if (site === undefined && origin.origin !== undefined && publicOrigin !== undefined && origin.origin !== publicOrigin) throw crossSite()
  if (request.method === 'POST' && isForm(type) && !isSameOrigin(origin, publicOrigin)) throw crossSite()
}

/** Whether a content type is multipart/form-data, which uploads use. */
export function isForm(type: string): boolean {
  return /^multipart\/form-data\s*;/i.test(type)
}

function crossSite(): SapccError {
  return new SapccError('This request comes from another site.', { status: 403, data: { type: 'CrossSiteRequestError' } })
}
