/**
 * The response header of a failed call: the session it was made in; and the
 * request header of the call that repeats it. The server refuses it in another.
 * Nothing can be done with the name.
 */
export const CALL_SESSION_HEADER = 'sapcc-call-session'

/** The header's value for a call that was made in no session. */
export const NO_CALL_SESSION = 'none'

/** Knows in which session failed calls were made. */
export interface CallSessions {
  /** Learns of a failed call. */
  note: (error: object, response: Response) => void
  /** The session that a failed call was made in; `undefined` where the server did not say. */
  of: (error: unknown) => string | undefined
}

export function createCallSessions(): CallSessions {
  const names = new WeakMap<object, string>()
  return {
    note(error, response) {
      const name = response.headers.get(CALL_SESSION_HEADER)
      if (name !== null) names.set(error, name)
    },
    of: error => typeof error === 'object' && error !== null ? names.get(error) : undefined,
  }
}
