import { SapccError, TokenRefreshUnavailableError } from '../../sdk/errors'
import { SESSION_CHANGED } from '../../sdk/refresh/call-session'
import type { Caller } from '../upstream/call-sap'
import { EMULATION_EXPIRED, emulationExpired, notForAgents } from './assisted-errors'
import type { AssistedState } from './assisted-session'
import type { SessionCaller } from './newest-token'
import type { RequestSession } from './request-session'
import type { Session } from './session'

/**
 * What a call is about, which decides whether a support agent may make it:
 *
 * - `shared`: a read that names no user, such as a product.
 * - `personal`: it names the user, or changes something.
 * - `password`: SAP compares or changes the password or the login of the user.
 */
export type CallSensitivity = 'shared' | 'personal' | 'password'

/** What {@link callerOf} needs of the request's session. */
type SessionOfCaller = Pick<RequestSession, 'assistedOf' | 'mayRefresh' | 'noteSkippedRefresh' | 'refreshAfter401'>

/** Options of {@link callerOf}. */
export interface CallerOfOptions {
  /** Whether a 401 renews the token here: callers without the SDK have nothing else that would do so. */
  refreshesOn401?: boolean | undefined
  subject: CallSensitivity
}

/**
 * The identity that a visitor's call is sent with. That of a support agent also names the customer that the agent acts for.
 *
 * Without a refresh token, an access token that SAP refuses cannot be renewed. The session then ends at once, and not only
 * when the SDK asks for a refresh, which not every caller has.
 *
 * @param session the state that the call is made with.
 * @param requestSession of the request that calls.
 * @throws SapccError 409 `EmulationExpiredError`, 403 `NotForAgentsError`, or 409 `SessionChangedError` when the request has another agent's or customer's session by now.
 */
export function callerOf(session: Session, requestSession: SessionOfCaller, options: CallerOfOptions): SessionCaller {
  const caller: SessionCaller = { token: session.accessToken, sessionId: session.id, session }
  const assisted = requestSession.assistedOf(session)
  if (assisted) assertMayCall(assisted, options.subject)
  if (assisted?.customer) {
    caller.actsFor = assisted.customer.customerId
    caller.emulation = { customer: assisted.customer, ...(assisted.agent === undefined ? {} : { agent: assisted.agent }) }
  }
  if (options.refreshesOn401) caller.withNewToken = renewalFor(requestSession, session, options.subject)
  else if (session.refreshToken === undefined) caller.tokenRefused = endFor(requestSession, session)
  return caller
}

// Not assigned in place: see "Short-lived events" in docs/performance.md.
function renewalFor(requestSession: SessionOfCaller, session: Session, subject: CallSensitivity): NonNullable<SessionCaller['withNewToken']> {
  return () => refreshedCaller(requestSession, session, subject)
}

function endFor(requestSession: SessionOfCaller, session: Session): () => Promise<void> {
  return () => endRefused(requestSession, session)
}

/**
 * After the emulation has expired, the agent's own account would take the customer's place: a page that still shows the
 * customer would read and change the agent's. With the group that finds customers SAP lets an agent set a customer's
 * password without the old one, and so sign in as the customer later, which no listener would hear of.
 */
function assertMayCall({ customer, expired }: AssistedState, subject: CallSensitivity): void {
  if (expired && subject !== 'shared') throw emulationExpired()
  if (customer && subject === 'password') throw notForAgents('cannot check or change the password or the login of a customer. SAP Commerce can send the customer a link to a new one')
}

/**
 * @returns `undefined` when the session is over, or cannot be renewed on behalf of this request: the 401 is the answer then.
 * @throws SapccError 409 `SessionChangedError` when this request has begun another session since.
 */
async function refreshedCaller(requestSession: SessionOfCaller, refused: Session, subject: CallSensitivity): Promise<Caller | undefined> {
  if (!requestSession.mayRefresh) {
    requestSession.noteSkippedRefresh()
    return undefined
  }
  try {
    return callerOf(await requestSession.refreshAfter401(refused), requestSession, { subject })
  }
  catch (error) {
    if (!(error instanceof SapccError) || error instanceof TokenRefreshUnavailableError || replacesThe401(error)) throw error
    return undefined
  }
}

/** Errors that the caller gets instead of the 401: they say why the call must not be repeated. */
function replacesThe401({ data: { type } }: SapccError): boolean {
  return type === SESSION_CHANGED || type === EMULATION_EXPIRED
}

/** The 401 is the answer in any case. What fails here, as while the storage is unavailable, is tried again by the next refresh. */
async function endRefused(requestSession: SessionOfCaller, refused: Session): Promise<void> {
  if (!requestSession.mayRefresh) return
  try {
    await requestSession.refreshAfter401(refused)
  }
  catch (error) {
    if (!(error instanceof SapccError)) throw error
  }
}
