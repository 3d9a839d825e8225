import type { H3Event } from 'h3'
import { SapccError } from '../../sdk/errors'
import { isSameOrigin } from './same-origin'
import { requestHeader } from '../platform/nitro2/request-header'

/**
 * Refuses requests that another site's page makes in the visitor's name.
 *
 * `Sec-Fetch-Site` decides where the browser sends it; else `Origin` against
 * `publicUrl`. Bodies must be JSON, which other sites cannot send without
 * asking first, and nobody answers that question here. A form they can send:
 * uploads need a sign that they come from the shop's own pages.
 *
 * @param publicOrigin the shop's, when it is known.
 * @throws SapccError 403 or 415
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function assertSameSite(event: H3Event, publicOrigin: string | undefined): void {
  const site = requestHeader(event, 'sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw refused()
  const origin = requestHeader(event, 'origin')
  if (site === undefined && origin !== undefined && publicOrigin !== undefined && origin !== publicOrigin) throw refused()
  if (event.method !== 'POST') return
  const type = requestHeader(event, 'content-type') ?? ''
  if (isForm(type)) {
    if (!isSameOrigin({ method: event.method, site, origin, mark: requestHeader(event, 'x-sapcc') }, publicOrigin)) throw refused()
  }
  else if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new SapccError('The arguments are sent as application/json.', { status: 415, data: { type: 'UnsupportedMediaTypeError' } })
  }
}

/** Whether a content type is that of uploads. */
export function isForm(type: string): boolean {
  return /^multipart\/form-data\s*;/i.test(type)
}

function refused(): SapccError {
  return new SapccError('This request comes from another site.', { status: 403, data: { type: 'CrossSiteRequestError' } })
}
