import { send, setResponseHeaders, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { SapccError } from '../../sdk/errors'
import type { MaybePromise } from '../platform/maybe-promise'
import { BODILESS } from '../upstream/upstream'
import type { UpstreamResponse } from '../upstream/upstream'
import { sendAnswer } from '#sapcc/upstream'
import type { ForwardedAnswer } from './forward'
import { headersToClient } from './headers'
import { rewriteLocation } from './location'
import type { ProxyTarget } from './path'

/**
 * Passes SAP's answer on: status and body as they are, headers as far as they
 * are the client's business.
 *
 * @param requestUrl at SAP, which relative locations refer to.
 * @throws SapccError 502 for a redirect that leads out of OCC.
 */
export function passOn(event: H3Event, { response, refusal }: ForwardedAnswer, requestUrl: string, target: ProxyTarget): MaybePromise<void> {
  const headers = headersToClient(refusal?.headers ?? response.headers())
  const location = response.header('location')
  if (location !== undefined) {
    const rewritten = rewriteLocation(location, requestUrl, target)
    if (rewritten !== undefined) headers.location = rewritten
    else if (response.status >= 300 && response.status < 400) return refuse(response)
  }
  // A recipient might wait for it.
  if (BODILESS.has(response.status)) delete headers['content-length']
  if (!refusal) return sendAnswer(event, response, { status: response.status, headers })
  setResponseStatus(event, response.status)
  setResponseHeaders(event, headers)
  return send(event, event.method === 'HEAD' ? undefined : refusal.body)
}

async function refuse(response: UpstreamResponse): Promise<never> {
  await response.discard()
  throw new SapccError('SAP Commerce sent this call elsewhere.', { status: 502, data: { type: 'UpstreamRedirectError' } })
}
