import { getRequestHeader } from 'h3'
import type { H3Event } from 'h3'
import type { SapccConfig } from '../core/config'
import { SapccError } from '../core/errors'

/**
 * Refuses requests that another site's page makes in the visitor's name.
 *
 * `Sec-Fetch-Site` decides where the browser sends it; else `Origin` against
 * `publicUrl`. Bodies must be JSON, which other sites cannot send without
 * asking first, and nobody answers that question here.
 *
 * @throws SapccError 403 or 415
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function assertSameSite(event: H3Event, config: SapccConfig): void {
  const site = getRequestHeader(event, 'sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw refused()
  const origin = getRequestHeader(event, 'origin')
  if (site === undefined && origin !== undefined && config.publicUrl !== undefined && origin !== new URL(config.publicUrl).origin) throw refused()
  if (event.method === 'POST' && !/^application\/json\s*(?:;|$)/i.test(getRequestHeader(event, 'content-type') ?? '')) {
    throw new SapccError('The arguments are sent as application/json.', { status: 415, data: { type: 'UnsupportedMediaTypeError' } })
  }
}

function refused(): SapccError {
  return new SapccError('This request comes from another site.', { status: 403, data: { type: 'CrossSiteRequestError' } })
}
