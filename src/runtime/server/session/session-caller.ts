import { SapccError, TokenRefreshUnavailableError } from '../../sdk/errors'
import { SESSION_CHANGED } from '../../sdk/refresh/call-session'
import type { Caller } from '../upstream/call-sap'
import type { RequestSession } from './request-session'
import type { Session } from './session'

/**
 * On whose behalf a call of a visitor's is sent.
 *
 * @param known the session's state; `undefined` for a visitor who is not signed in.
 * @param session given where a 401 renews the token here: callers without the SDK have nothing else that would do so.
 */
export function sessionCaller(known: Session | undefined, session?: RequestSession): Caller {
  if (!known) return { token: undefined }
  const { accessToken: token, id: sessionId } = known
  return session ? { token, sessionId, renew: () => renewedCaller(session, known) } : { token, sessionId }
}

/**
 * @returns `undefined` when the session is over, or cannot be renewed on behalf of this request: the 401 is the answer then.
 * @throws SapccError 409 `SessionChangedError` when this request has begun another session since.
 */
async function renewedCaller(session: RequestSession, refused: Session): Promise<Caller | undefined> {
  if (!session.mayRenew) {
    session.noteSkippedRefresh()
    return undefined
  }
  try {
    return sessionCaller(await session.refreshRefused(refused))
  }
  catch (error) {
    if (!(error instanceof SapccError) || error instanceof TokenRefreshUnavailableError || error.data.type === SESSION_CHANGED) throw error
    return undefined
  }
}
