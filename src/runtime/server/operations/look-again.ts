import { sessionEnded } from '../session/refresh/outcome'
import type { Session } from '../session/session'
import type { Caller } from '../upstream/call-sap'

/** The newest state of a session, as a new call would find it; `undefined` when it has ended. */
export type NewestSession = (session: Session) => Promise<Session | undefined>

/** A caller whose session can be looked up again. */
export interface SessionCaller extends Caller {
  session: Session
}

/** @param caller changed in place, and returned: each call makes one. */
export function ofSession(caller: Caller, session: Session): SessionCaller {
  return Object.assign(caller, { session })
}

/**
 * For a call that has waited for a slot or a turn: meanwhile the customer may have signed out, or another call may have
 * renewed the token.
 *
 * @returns the token to send.
 * @throws SapccError 401 `SessionEndedError` when the session has ended meanwhile, 503 when that cannot be known.
 */
export async function newestToken(caller: Caller, newest: NewestSession): Promise<string | undefined> {
  if (!isOfSession(caller)) return caller.token
  const { token, session } = caller
  const found = await newest(session)
  if (!found) throw sessionEnded().error
  // The store may have forgotten newer tokens, which this call has.
  return found.generation > session.generation ? found.accessToken : token
}

function isOfSession(caller: Caller): caller is SessionCaller {
  return 'session' in caller
}
