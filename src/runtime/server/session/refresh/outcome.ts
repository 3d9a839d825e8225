import { SapccError, TokenRefreshUnavailableError } from '../../../sdk/errors'
import type { Session } from '../session'

/** What a refresh came to, for all that wait for it. */
export type Outcome
  = | { kind: 'renewed', session: Session, refreshId: string }
  /** Without a request of this refresh: renewed meanwhile, or so recently that it is not renewed again. */
    | { kind: 'known', session: Session }
  /** The authorization server ended the session. */
    | { kind: 'refused', error: unknown }
  /** The session had ended before; `isNew`: it ended with this refresh, because there is nothing to renew it with. */
    | { kind: 'ended', error: SapccError, isNew?: true }
    | { kind: 'unavailable', error: unknown }

/** @throws SapccError 401 when the session is over, `TokenRefreshUnavailableError` when there was no usable answer. */
export function sessionOf(outcome: Outcome): Session {
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

export function ended(message: string, type: string): { kind: 'ended', error: SapccError } {
  return { kind: 'ended', error: new SapccError(message, { status: 401, data: { type } }) }
}

export function sessionEnded(): { kind: 'ended', error: SapccError } {
  return ended('The session has ended.', 'SessionEndedError')
}

/**
 * @param error its `retryAfter` is kept unless another one is given.
 * @param wait milliseconds until another attempt makes sense.
 */
export function notNow(error: unknown, wait?: number): { kind: 'unavailable', error: unknown } {
  return { kind: 'unavailable', error: wait === undefined ? error : unavailable(error, Math.max(1, Math.ceil(wait / 1000))) }
}

/** @param retryAfter seconds. */
export function unavailable(error: unknown, retryAfter = error instanceof SapccError ? error.data.retryAfter : undefined): TokenRefreshUnavailableError {
  return new TokenRefreshUnavailableError(undefined, { ...(retryAfter === undefined ? {} : { retryAfter }), cause: error })
}
