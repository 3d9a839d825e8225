import type { Caller } from '../upstream/call-sap'
import { sessionEndedError } from './session-errors'
import type { Session } from './session'

/** A caller whose session can be read again. A `Caller` of `upstream` knows no sessions. */
export interface SessionCaller extends Caller {
  /** The state that the call is made with. */
  session: Session
}

/**
 * The token for a call that has waited for a slot or a turn: meanwhile the customer may have signed out, or another call may
 * have renewed the token.
 *
 * @param findNewest finds the newest state of a session, as a new call would; `undefined` when it has ended.
 * @returns the caller's own token where the caller has no session.
 * @throws SapccError 401 `SessionEndedError` when the session has ended meanwhile, 503 when that cannot be known.
 */
export async function newestToken(caller: Caller, findNewest: (session: Session) => Promise<Session | undefined>): Promise<string | undefined> {
  if (!isOfSession(caller)) return caller.token
  const { token, session } = caller
  const found = await findNewest(session)
  if (!found) throw sessionEndedError()
  // The store may have forgotten newer tokens, which this call has.
  return found.generation > session.generation ? found.accessToken : token
}

function isOfSession(caller: Caller): caller is SessionCaller {
  return 'session' in caller
}
