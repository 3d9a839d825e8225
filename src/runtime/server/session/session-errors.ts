import { SapccError } from '../../sdk/errors'

/** The customer has signed out, or the session is over for another reason. @param cause why, for the log. */
export function sessionEndedError(cause?: SapccError): SapccError {
  return new SapccError('The session has ended.', { status: 401, data: { type: 'SessionEndedError' }, ...(cause ? { cause } : {}) })
}

/** `data.type` of {@link noRefreshTokenError}. */
export const NO_REFRESH_TOKEN = 'NoRefreshTokenError'

export function noRefreshTokenError(): SapccError {
  return new SapccError('The session cannot be renewed: there is no refresh token.', { status: 401, data: { type: NO_REFRESH_TOKEN } })
}

/** The tokens that came are spent, and those after them are unknown here. The browser may have them. */
export function spentTokenError(): SapccError {
  return new SapccError('The session was renewed elsewhere, too long ago.', { status: 401, data: { type: 'SpentTokenError' } })
}
