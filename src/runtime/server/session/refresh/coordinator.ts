import { SapccError, TokenRefreshUnavailableError } from '../../../sdk/errors'
import { isDefiniteRefusal } from '../../oauth'
import { sessionFromTokens } from '../session'
import type { Session } from '../session'
import type { OAuthUserTokenResponse } from '../../../sdk/token'
import type { SessionStore } from '../store'
import { isStoreUnavailable } from '../../storage/storage-unavailable'
import { settlesWithin } from '../../time/sleep'
import { createBackoff } from './circuit-breaker'
import type { Backoff } from './circuit-breaker'
import { createLocalLock } from '../../storage/lock'
import type { RefreshLock } from '../../storage/lock'

/** Options of {@link createRefreshCoordinator}. */
export interface RefreshCoordinatorOptions {
  /** Asks the authorization server. @param session whose token it is. */
  refresh: (refreshToken: string, session: Session) => Promise<OAuthUserTokenResponse>
  store: SessionStore
  /** @default for this process only */
  lock?: RefreshLock
  backoff?: Backoff
  now?: () => number
}

/**
 * The one place where refresh tokens are spent. The refresh route, the
 * rendering path and the proxy all come here, so that there is at most one
 * refresh per session at a time and no spent token is ever sent again.
 */
export interface RefreshCoordinator {
  /**
   * The session as it is now, for a request whose cookie may be older.
   *
   * @returns the newest tokens known; `undefined` when the session has ended.
   */
  resolve: (session: Session) => Promise<Session | undefined>
  /**
   * Renews a session, or gives what a renewal that ended meanwhile brought.
   *
   * @param observer told of the outcome if it is this call that asks the authorization server.
   * @throws SapccError 401 when the session is over, `TokenRefreshUnavailableError` when there was no usable answer.
   */
  refresh: (session: Session, observer?: RefreshObserver) => Promise<Session>
  /** Whether a refresh begun now would have to wait for an authorization server that is down. */
  isPausing: () => boolean
  /** Ends a session: waits for a refresh under way, and gives the newest tokens, to be revoked. */
  end: (session: Session) => Promise<Session>
}

/** Learns what a refresh brought, once per refresh. The work is done by then: it may use the session. */
export interface RefreshObserver {
  /** @param refreshId random; the same wherever this refresh is spoken of. */
  refreshed: (session: Session, refreshId: string) => Promise<void>
  failed: (error: unknown) => Promise<void>
  /** The authorization server refused: the session is over. */
  ended: () => Promise<void>
}

type Outcome
  = | { kind: 'renewed', session: Session, refreshId: string }
  /** Somebody else has renewed it meanwhile. */
    | { kind: 'known', session: Session }
    | { kind: 'refused', error: unknown }
    | { kind: 'unavailable', error: unknown }

/** How long a caller waits for its new tokens to be safe. They are good already; the write goes on without it. */
const SAVE_PATIENCE = 1000

/** One process's coordinator. */
export function createRefreshCoordinator(options: RefreshCoordinatorOptions): RefreshCoordinator {
  const { store, lock = createLocalLock(), now = Date.now } = options
  const backoff = options.backoff ?? createBackoff({ isOutage: error => !isDefiniteRefusal(error), now })
  /** Ends by itself: each entry lives as long as its token request, which has a timeout. */
  const inFlight = new Map<string, Promise<Outcome>>()

  async function renew(session: Session): Promise<Outcome> {
    const release = await lock.acquire(await store.lockKey(session))
    /** The lock is held until the new tokens are safe: nobody may find the old ones and send them again. */
    let saved: Promise<void> = Promise.resolve()
    try {
      const newest = await store.newest(session, 'certain')
      if (!newest) throw endedError('The session has ended.', 'SessionEndedError')
      const current = newest.session
      if (current.generation > session.generation) return { kind: 'known', session: current }
      // The tokens that replaced these are forgotten. Sending the spent one would end the living session too.
      if (newest.spent) throw endedError('The session was renewed elsewhere, too long ago.', 'SpentTokenError')
      const { refreshToken } = current
      if (refreshToken === undefined) throw endedError('The session cannot be renewed: there is no refresh token.', 'NoRefreshTokenError')
      let tokens: OAuthUserTokenResponse
      try {
        tokens = await backoff.run(() => options.refresh(refreshToken, current))
      }
      catch (error) {
        if (!isDefiniteRefusal(error)) return { kind: 'unavailable', error }
        return await refused(current, error)
      }
      const renewed = sessionFromTokens(tokens, current, now())
      saved = store.save(renewed)
      await settlesWithin(saved, SAVE_PATIENCE)
      return { kind: 'renewed', session: renewed, refreshId: crypto.randomUUID() }
    }
    finally {
      void saved.then(release)
    }
  }

  async function refused(session: Session, error: unknown): Promise<Outcome> {
    try {
      // A process that lost its lock, frozen or cut off, may have been the first to send this token.
      const newest = await store.newest(session, 'certain')
      if (newest && newest.session.generation > session.generation) return { kind: 'known', session: newest.session }
      await store.end(session, { isRefused: true })
    }
    catch (storeError) {
      if (!isStoreUnavailable(storeError)) throw storeError
      // Still refused; the next refresh finds that out again, and ends it then.
    }
    return { kind: 'refused', error }
  }

  async function tell(observer: RefreshObserver, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'renewed') await observer.refreshed(outcome.session, outcome.refreshId)
    if (outcome.kind === 'refused' || outcome.kind === 'unavailable') await observer.failed(outcome.error)
    if (outcome.kind === 'refused') await observer.ended()
  }

  return {
    async resolve(session) {
      return (await store.newest(session, 'any'))?.session
    },

    async refresh(session, observer) {
      const running = inFlight.get(session.id)
      if (running) return sessionOf(await running)
      const renewal = renew(session).catch((error: unknown): Outcome => {
        if (isStoreUnavailable(error)) return { kind: 'unavailable', error }
        throw error
      })
      inFlight.set(session.id, renewal)
      const outcome = await renewal.finally(() => inFlight.delete(session.id))
      if (observer) await tell(observer, outcome)
      return sessionOf(outcome)
    },

    isPausing: () => backoff.isPausing(),

    async end(session) {
      // A refresh that finishes later would bring the session back to life.
      const release = await lock.acquire(await store.lockKey(session))
      try {
        const last = (await store.newest(session, 'certain'))?.session ?? session
        await store.end(last)
        return last
      }
      finally {
        await release()
      }
    },
  }
}

function sessionOf(outcome: Outcome): Session {
  switch (outcome.kind) {
    case 'renewed':
    case 'known':
      return outcome.session
    case 'refused':
      throw outcome.error
    case 'unavailable':
      throw unavailable(outcome.error)
  }
}

function endedError(message: string, type: string): SapccError {
  return new SapccError(message, { status: 401, data: { type } })
}

function unavailable(error: unknown): TokenRefreshUnavailableError {
  const retryAfter = error instanceof SapccError ? error.data.retryAfter : undefined
  return new TokenRefreshUnavailableError(undefined, { ...(retryAfter === undefined ? {} : { retryAfter }), cause: error })
}
