import { SapccError } from '../../sdk/errors'
import { NULL_BODY_STATUS } from '../platform/answer-body'
import type { Answer, ServerRequest } from '../platform/types'
import { asAccepted } from '../upstream/accepted-encoding'
import { withUpstreamErrors } from '../upstream/upstream-error'
import { PROXY_CALL_IN_MESSAGE } from './forward'
import type { ForwardedAnswer } from './forward'
import { headersToClient } from './headers'
import { rewriteLocation } from './location'
import type { ProxyTarget } from './path'

/**
 * Converts SAP's response for the client: the status unchanged, headers filtered, the body decoded where the client does not
 * accept its coding, and errors without the access token.
 *
 * @param request that SAP's answer goes to.
 * @param requestUrl at SAP, which relative locations refer to.
 * @param further names of other headers that are forwarded, in lower case.
 * @throws SapccError 502 for a redirect that leads out of OCC, and for a body that cannot be decoded; 502 or 504 where it does not begin.
 */
export async function answerToClient({ answer: { response: sapResponse }, error, actsFor }: ForwardedAnswer, request: ServerRequest, requestUrl: string, target: ProxyTarget, further?: ReadonlySet<string>): Promise<Answer> {
  const { status } = sapResponse
  const { method } = request
  const response = error ? sapResponse : await withUpstreamErrors(PROXY_CALL_IN_MESSAGE, asAccepted(sapResponse, request))
  // The same headers as with a body: an answer to HEAD has those of GET (RFC 9110, section 9.3.2), and a 304 those of the 200 that the client keeps.
  const headers = headersToClient(error?.headers ?? response.headers(), further)
  const location = response.header('location')
  const rewritten = location === undefined ? undefined : rewriteLocation(location, requestUrl, target, actsFor)
  if (rewritten !== undefined) headers.location = rewritten
  else if (location !== undefined && status >= 300 && status < 400) {
    response.discard().catch(() => {})
    throw new SapccError('SAP Commerce redirected this call to an address outside of OCC.', { status: 502, data: { type: 'UpstreamRedirectError' } })
  }
  // With a length the client might wait for a body.
  if (NULL_BODY_STATUS.has(status)) delete headers['content-length']
  if (!error) return { status, headers, body: method === 'HEAD' || NULL_BODY_STATUS.has(status) ? sapResponse : response }
  return { status, headers, ...(method === 'HEAD' ? {} : { body: error.body }) }
}
