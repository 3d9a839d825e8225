import type { H3Event } from 'h3'
import { SapccError, TokenRefreshUnavailableError } from '../../sdk/errors'
import type { Session } from '../session/session'
import type { ServerContext } from '../services'
import { UpstreamTimeout, authorize } from '../upstream/upstream'
import type { CancelSignal, UpstreamRequest, UpstreamResponse } from '../upstream/upstream'
import type { RequestToSap } from './request'
import { sessionAccess } from '../session/access'
import { readRefusal } from './unauthorized-response'
import type { Refusal } from './unauthorized-response'

/** SAP's answer: to be streamed, or a 401 that has been read already. */
export interface ForwardedAnswer {
  response: UpstreamResponse
  refusal?: Refusal
}

/**
 * Sends a request to SAP with the visitor's token, renewing it before when it
 * has expired, and after a 401 that a new one may cure. The request is then sent
 * once more if its body is still there: what was answered with 401 was not done.
 *
 * @throws SapccError 401 or 503 when the token could not be renewed, 502 or 504 when SAP gave no answer.
 */
export async function forward(event: H3Event, context: ServerContext, request: RequestToSap, signal: CancelSignal): Promise<ForwardedAnswer> {
  const visit = context.visit(event)
  const mayRenew = (session: Session) => session.refreshToken !== undefined && sessionAccess(event) === 'write'

  const renewing = visit.refreshAhead()
  if (renewing) await renewing
  const opening = visit.session()
  let session = opening instanceof Promise ? await opening : opening
  if (session && session.expiresAt <= Date.now() && mayRenew(session)) session = await visit.refresh(session.generation)
  const first = await send(context, request, session, signal)
  if (!session || !first.refusal?.isCurable || !mayRenew(session)) return first

  const renewed = await renew(() => visit.refresh(session.generation))
  // Also without a second attempt it was right to renew: the client's own one will have the new token.
  return renewed && isRepeatable(request) ? await send(context, request, renewed, signal) : first
}

/** @returns `undefined` when the session is over: the 401 is the answer then. */
async function renew(refresh: () => Promise<Session>): Promise<Session | undefined> {
  try {
    return await refresh()
  }
  catch (error) {
    if (!(error instanceof SapccError) || error instanceof TokenRefreshUnavailableError) throw error
    return undefined
  }
}

function isRepeatable({ body }: UpstreamRequest): boolean {
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array
}

async function send(context: ServerContext, request: RequestToSap, session: Session | undefined, signal: CancelSignal): Promise<ForwardedAnswer> {
  const turn = session && context.sessionCalls.enter(session.id)
  if (turn) await turn
  authorize(request.headers, session?.accessToken)
  try {
    const response = await context.upstream.send(request, { headers: request.headers, timeout: context.config.api.timeout, signal })
    return response.status === 401 && session ? { response, refusal: await readRefusal(response, session.accessToken) } : { response }
  }
  catch (cause) {
    if (signal.aborted) throw cause
    if (cause instanceof UpstreamTimeout) throw new SapccError('SAP Commerce did not answer in time.', { status: 504, data: { type: 'UpstreamTimeoutError' }, cause })
    // Also when the connection broke while the 401 was read.
    throw new SapccError('SAP Commerce could not be reached.', { status: 502, data: { type: 'UpstreamUnreachableError' }, cause })
  }
  finally {
    if (session) context.sessionCalls.leave(session.id)
  }
}
