import { SapccError, TokenRefreshUnavailableError } from '../../../sdk/errors'
import type { Session } from '../session'
import { sessionEndedError } from '../session-errors'

/** The result of a refresh, for all waiting callers. */
export type Outcome
  = | { kind: 'renewed', session: Session, refreshId: string }
  /** No token request was sent: the session was refreshed meanwhile, or within the minimum interval. */
    | { kind: 'known', session: Session }
  /** The authorization server ended the session. */
    | { kind: 'refused', error: unknown }
  /** The session has ended: before this refresh, or with `isNew` by it, because it has no refresh token. */
    | { kind: 'ended', error: SapccError, isNew?: true }
    | { kind: 'unavailable', error: unknown }

/** @throws SapccError 401 when the session has ended, `TokenRefreshUnavailableError` when there was no usable response. */
export function sessionOrThrow(outcome: Outcome): Session {
  switch (outcome.kind) {
    case 'renewed':
    case 'known':
      return outcome.session
    case 'refused':
    case 'ended':
      throw outcome.error
    case 'unavailable':
      throw unavailable(outcome.error)
  }
}

/** @param error the answer to the callers. */
export function ended(error: SapccError): { kind: 'ended', error: SapccError } {
  return { kind: 'ended', error }
}

export function sessionEnded(): { kind: 'ended', error: SapccError } {
  return ended(sessionEndedError())
}

/**
 * @param error its `retryAfter` is used unless `wait` is given.
 * @param wait milliseconds until the next useful attempt.
 */
export function unavailableOutcome(error: unknown, wait?: number): { kind: 'unavailable', error: unknown } {
  return { kind: 'unavailable', error: wait === undefined ? error : unavailable(error, Math.max(1, Math.ceil(wait / 1000))) }
}

/** @param retryAfter seconds. */
export function unavailable(error: unknown, retryAfter = error instanceof SapccError ? error.data.retryAfter : undefined): TokenRefreshUnavailableError {
  // Not nested in itself: the log has the whole chain of causes.
  const cause = error instanceof TokenRefreshUnavailableError ? error.cause : error
  return new TokenRefreshUnavailableError(undefined, { ...(retryAfter === undefined ? {} : { retryAfter }), cause })
}
