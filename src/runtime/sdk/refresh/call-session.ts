import { SapccError } from '../errors'

/**
 * The response header of a failed call: the session it was made in; and the
 * request header of the call that repeats it. The server refuses it in another.
 * Nothing can be done with the name.
 */
export const CALL_SESSION_HEADER = 'sapcc-call-session'

/** The header's value for a call that was made in no session. */
export const NO_CALL_SESSION = 'none'

/** The error type of a call that was made in another session. */
export const SESSION_CHANGED = 'SessionChangedError'

/** The answer to a call that belongs to another session than the one there is now. */
export function sessionChanged(cause?: SapccError): SapccError {
  return new SapccError('The call was made in another session: the customer has signed in or out since.', { status: 409, data: { type: SESSION_CHANGED }, ...(cause ? { cause } : {}) })
}

/** Of calls that were answered by function, without a response. */
const noted = new WeakMap<object, string>()

/** Writes down the session that a failed call was made in. */
export function noteCallSession(error: unknown, session: string): void {
  if (typeof error === 'object' && error !== null) noted.set(error, session)
}

/** The session that a failed call was made in; `undefined` where the server did not say. */
export function callSessionOf(error: unknown): string | undefined {
  return error instanceof SapccError ? error.response?.headers[CALL_SESSION_HEADER] ?? noted.get(error) : undefined
}
