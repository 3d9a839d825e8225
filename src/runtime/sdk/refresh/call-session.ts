import { SapccError } from '../errors'

/**
 * The response header of a failed call that names the session it was made in, and
 * the request header of the call that repeats it. The server refuses the repeated
 * call in another session. The name of a session gives no access to it.
 */
export const CALL_SESSION_HEADER = 'sapcc-call-session'

/** The header's value for a call that was made without a session. */
export const NO_CALL_SESSION = 'none'

/**
 * The header's value for a call that is repeated without the session that it has, as an anonymous visitor's. Only the
 * function calls of a page that is rendered know it; in a request it is no session's name, and refused as such.
 */
export const AS_VISITOR = 'visitor'

/** Whether a call was made in a session, by the value of its header. */
export function isOfSession(madeIn: unknown): madeIn is string {
  return typeof madeIn === 'string' && madeIn !== NO_CALL_SESSION
}

/** The `data.type` of the error of a call that was made in another session. */
export const SESSION_CHANGED = 'SessionChangedError'

/** The error of a call that was made in another session than the present one. */
export function sessionChanged(cause?: SapccError): SapccError {
  return new SapccError('The call was made in another session: the customer has signed in or out since.', { status: 409, data: { type: SESSION_CHANGED }, ...(cause ? { cause } : {}) })
}

/** Sessions by error, for calls that were made by function and so have no response headers. */
const noted = new WeakMap<object, string>()

/** Remembers the session that a failed call was made in. */
export function noteCallSession(error: unknown, session: string): void {
  if (typeof error === 'object' && error !== null) noted.set(error, session)
}

/** The session that a failed call was made in; `undefined` where the server did not say. */
export function callSessionOf(error: unknown): string | undefined {
  return error instanceof SapccError ? error.response?.headers[CALL_SESSION_HEADER] ?? noted.get(error) : undefined
}
