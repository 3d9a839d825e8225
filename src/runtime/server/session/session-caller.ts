import { SapccError, TokenRefreshUnavailableError } from '../../sdk/errors'
import { SESSION_CHANGED } from '../../sdk/refresh/call-session'
import type { Caller } from '../upstream/call-sap'
import type { RequestSession } from './request-session'
import type { Session } from './session'

/**
 * On whose behalf a call of a visitor's is sent; a support agent's, for the customer that the agent acts for.
 *
 * Where there is no refresh token, nothing can renew a token that SAP refuses: the session ends then, also when its caller
 * has no SDK that would ask for a refresh.
 *
 * @param known the session's state.
 * @param session of the request that calls.
 * @param refreshesOn401 whether a 401 renews the token here: callers without the SDK have nothing else that would do so.
 */
export function callerOf(known: Session, session: RequestSession, refreshesOn401 = false): Caller {
  const caller: Caller = { token: known.accessToken, sessionId: known.id }
  const customer = session.assisted?.customer
  if (customer) caller.actsFor = customer.customerId
  if (refreshesOn401) caller.withNewToken = () => refreshedCaller(session, known)
  else if (known.refreshToken === undefined) caller.tokenRefused = () => endRefused(session, known)
  return caller
}

/**
 * @returns `undefined` when the session is over, or cannot be renewed on behalf of this request: the 401 is the answer then.
 * @throws SapccError 409 `SessionChangedError` when this request has begun another session since.
 */
async function refreshedCaller(session: RequestSession, refused: Session): Promise<Caller | undefined> {
  if (!session.mayRefresh) {
    session.noteSkippedRefresh()
    return undefined
  }
  try {
    return callerOf(await session.refreshAfter401(refused), session)
  }
  catch (error) {
    if (!(error instanceof SapccError) || error instanceof TokenRefreshUnavailableError || error.data.type === SESSION_CHANGED) throw error
    return undefined
  }
}

/** The 401 is the answer in any case. What fails here, as while the storage is away, is tried again by the next refresh. */
async function endRefused(session: RequestSession, refused: Session): Promise<void> {
  if (!session.mayRefresh) return
  try {
    await session.refreshAfter401(refused)
  }
  catch (error) {
    if (!(error instanceof SapccError)) throw error
  }
}
