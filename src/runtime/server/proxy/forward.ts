import { SapccError, TokenRefreshUnavailableError } from '../../sdk/errors'
import type { RequestScope } from '../http/request-scope'
import type { CancelSignal } from '../platform/types'
import type { RequestSession } from '../session/request-session'
import type { Session } from '../session/session'
import type { Caller, CallSap, SapAnswer } from '../upstream/call-sap'
import type { UpstreamRequest } from '../upstream/upstream'

/** What forwarding a request needs. */
export interface ForwardOptions {
  callSap: CallSap
  session: RequestSession
  scope: RequestScope
}

/**
 * Sends a request to SAP with the visitor's token, renewed before when it has
 * expired. A 401 that a new token may cure renews it as well: the proxy's callers
 * have no SDK that would do so.
 *
 * @throws SapccError 401 or 503 when the token could not be renewed, 502 or 504 when SAP gave no answer.
 */
export async function forward(request: UpstreamRequest, { callSap, session, scope }: ForwardOptions, signal: CancelSignal): Promise<SapAnswer> {
  let known = await session.sessionForCall()
  const mayRenew = scope.access === 'write'
  if (known && known.expiresAt <= Date.now() && known.refreshToken !== undefined && mayRenew) known = await session.refresh(known.generation, 'expired')
  return await callSap('the proxied call', request, callerOf(known, mayRenew ? session : undefined), signal)
}

/** @param renewableSession the session, if its token may be renewed on behalf of this request. */
function callerOf(known: Session | undefined, renewableSession: RequestSession | undefined): Caller {
  if (!known) return { token: undefined }
  const caller: Caller = { token: known.accessToken, sessionId: known.id }
  return renewableSession ? { ...caller, renew: () => renewedCaller(renewableSession, known) } : caller
}

/** @returns `undefined` when the session is over: the 401 is the answer then. */
async function renewedCaller(session: RequestSession, refused: Session): Promise<Caller | undefined> {
  try {
    return callerOf(await session.refresh(refused.generation, 'refused-by-sap'), undefined)
  }
  catch (error) {
    if (!(error instanceof SapccError) || error instanceof TokenRefreshUnavailableError) throw error
    return undefined
  }
}
