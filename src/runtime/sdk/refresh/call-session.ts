import { SapccError } from '../errors'

/**
 * The response header of a failed call: the session it was made in; and the
 * request header of the call that repeats it. The server refuses it in another.
 * Nothing can be done with the name.
 */
export const CALL_SESSION_HEADER = 'sapcc-call-session'

/** The header's value for a call that was made in no session. */
export const NO_CALL_SESSION = 'none'

/** The session that a failed call was made in; `undefined` where the server did not say. */
export function callSessionOf(error: unknown): string | undefined {
  return error instanceof SapccError ? error.response?.headers[CALL_SESSION_HEADER] : undefined
}
