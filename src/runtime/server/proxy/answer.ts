import { SapccError } from '../../sdk/errors'
import { NULL_BODY_STATUS } from '../platform/answer-body'
import type { Answer } from '../platform/types'
import type { SapAnswer } from '../upstream/call-sap'
import { headersToClient } from './headers'
import { rewriteLocation } from './location'
import type { ProxyTarget } from './path'

/**
 * SAP's answer as the client gets it: status and body as they are, headers as far
 * as they are the client's business.
 *
 * @param method of the request.
 * @param requestUrl at SAP, which relative locations refer to.
 * @throws SapccError 502 for a redirect that leads out of OCC.
 */
export function answerToClient({ response, unauthorized }: SapAnswer, method: string, requestUrl: string, target: ProxyTarget): Answer {
  const { status } = response
  const headers = headersToClient(unauthorized?.headers ?? response.headers())
  const location = response.header('location')
  const rewritten = location === undefined ? undefined : rewriteLocation(location, requestUrl, target)
  if (rewritten !== undefined) headers.location = rewritten
  else if (location !== undefined && status >= 300 && status < 400) {
    response.discard().catch(() => {})
    throw new SapccError('SAP Commerce sent this call elsewhere.', { status: 502, data: { type: 'UpstreamRedirectError' } })
  }
  // A recipient might wait for it.
  if (NULL_BODY_STATUS.has(status)) delete headers['content-length']
  if (!unauthorized) return { status, headers, body: response }
  return { status, headers, ...(method === 'HEAD' ? {} : { body: unauthorized.body }) }
}
