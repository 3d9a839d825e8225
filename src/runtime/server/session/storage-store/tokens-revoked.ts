import { SapccError } from '../../../sdk/errors'

const TYPE = 'TokensRevokedError'

/**
 * The tokens of a sign-in are also the last ones of an ended session and are
 * being revoked: SAP's legacy server issues valid tokens again at every sign-in.
 */
export function tokensRevoked(): SapccError {
  return new SapccError('The tokens of this sign-in were revoked before its session began. Try again shortly.', { status: 503, data: { type: TYPE, retryAfter: 1 } })
}

export function areTokensRevoked(error: unknown): boolean {
  return error instanceof SapccError && error.data.type === TYPE
}
