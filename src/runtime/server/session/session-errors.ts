import { SapccError } from '../../sdk/errors'

/** The customer has signed out, or the session is over for another reason. @param cause why, for the log. */
export function sessionEndedError(cause?: SapccError): SapccError {
  return new SapccError('The session has ended.', { status: 401, data: { type: 'SessionEndedError' }, ...(cause ? { cause } : {}) })
}

/** The tokens that came are spent, and those after them are unknown here. The browser may have them. */
export function spentTokenError(): SapccError {
  return new SapccError('The session was renewed elsewhere, too long ago.', { status: 401, data: { type: 'SpentTokenError' } })
}
