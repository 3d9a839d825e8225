import type { ConsolaInstance } from 'consola'
import { SapccError, TokenRefreshUnavailableError } from '../../../sdk/errors'
import { refreshFailure, refreshRefused } from '../../oauth/errors'
import { rescuedRefreshToken } from '../../oauth/tokens'
import { sessionFromTokens } from '../session'
import type { Session } from '../session'
import type { OAuthUserTokenResponse } from '../../../sdk/token'
import type { SessionStore } from '../store'
import { isStoreUnavailable } from '../../storage/storage-unavailable'
import { clockOf } from '../../time/clock'
import { settlesWithin, sleep } from '../../time/sleep'
import { createCircuitBreaker } from './circuit-breaker'
import type { CircuitBreaker, Verdict } from './circuit-breaker'
import { createSessionFailures } from './session-failures'
import { createLocalLock } from '../../storage/lock'
import type { RefreshLock } from '../../storage/lock'

/** Options of {@link createRefreshCoordinator}. */
export interface RefreshCoordinatorOptions {
  /** Asks the authorization server. @param session whose token it is. */
  refresh: (refreshToken: string, session: Session) => Promise<OAuthUserTokenResponse>
  store: SessionStore
  /** @default for this process only */
  lock?: RefreshLock
  breaker?: CircuitBreaker
  /** Stands for both kinds of time. @default the platform's clocks */
  now?: () => number
  log?: Pick<ConsolaInstance, 'error'>
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
  /** Whether a refresh begun now, of this session if one is given, would have to wait. */
  isPausing: (session?: Session) => boolean
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

/** A refresh waits so long for its session's pause; beyond it, callers are told to come again. Milliseconds. */
const PAUSE_PATIENCE = 500

/** Between two messages that the client is refused: every refresh of every session meets it. Milliseconds. */
const LOG_INTERVAL = 60_000

/** One process's coordinator. */
export function createRefreshCoordinator(options: RefreshCoordinatorOptions): RefreshCoordinator {
  const { store, lock = createLocalLock() } = options
  const { now, monotonic } = clockOf(options.now)
  const breaker = options.breaker ?? createCircuitBreaker({ verdict, now: monotonic })
  const failures = createSessionFailures({ now: monotonic })
  let loggedAt = Number.NEGATIVE_INFINITY
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
      const pause = failures.pause(session.id)
      if (pause > PAUSE_PATIENCE) return { kind: 'unavailable', error: withRetryAfter(failures.lastError(session.id), pause) }
      if (pause > 0) await sleep(pause)
      let tokens: OAuthUserTokenResponse
      try {
        tokens = await breaker.run(() => options.refresh(refreshToken, current), session.id)
      }
      catch (error) {
        const rescued = rescuedRefreshToken(error)
        // The one that was sent may be spent: the next attempt has to send its successor.
        if (rescued !== undefined) saved = store.save({ ...current, generation: current.generation + 1, refreshToken: rescued })
        return await failed(current, error)
      }
      failures.succeeded(session.id)
      const renewed = sessionFromTokens(tokens, current, now())
      saved = store.save(renewed)
      await settlesWithin(saved, SAVE_PATIENCE)
      return { kind: 'renewed', session: renewed, refreshId: crypto.randomUUID() }
    }
    finally {
      void saved.then(release)
    }
  }

  /** Decides what a failed request means for the session. */
  async function failed(session: Session, error: unknown): Promise<Outcome> {
    const failure = refreshFailure(error)
    switch (failure) {
      case 'grant-over':
        return await refused(session, error)
      case 'customer-refused':
        return await refused(session, refreshRefused(codeOf(error)))
      case 'customer-unclear':
      case 'client-unclear':
        if (failures.unclear(session.id, error, failure === 'client-unclear')) return await refused(session, refreshRefused(codeOf(error)))
        return { kind: 'unavailable', error: withRetryAfter(error, failures.pause(session.id)) }
      case 'doubtful':
        failures.doubtful(session.id, error)
        return { kind: 'unavailable', error }
      case 'down':
        report(error)
        return { kind: 'unavailable', error }
    }
  }

  /** A client that is refused is a matter for the operator, whom no customer's error reaches. */
  function report(error: unknown): void {
    if (!(error instanceof SapccError) || error.status !== 502 || monotonic() - loggedAt < LOG_INTERVAL) return
    loggedAt = monotonic()
    options.log?.error('No session can be renewed:', error.message)
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

    isPausing: session => breaker.isPausing() || (session !== undefined && failures.pause(session.id) > 0),

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

function verdict(error: unknown): Verdict {
  const failure = refreshFailure(error)
  return failure === 'down' || failure === 'doubtful' ? failure : 'up'
}

function codeOf(error: unknown): string {
  return error instanceof SapccError ? error.data.type : 'unknown'
}

/** @param pause milliseconds. */
function withRetryAfter(error: unknown, pause: number): unknown {
  if (!(error instanceof SapccError)) return error
  return new SapccError(error.message, { status: error.status, data: { ...error.data, retryAfter: Math.ceil(pause / 1000) } })
}

function endedError(message: string, type: string): SapccError {
  return new SapccError(message, { status: 401, data: { type } })
}

function unavailable(error: unknown): TokenRefreshUnavailableError {
  const retryAfter = error instanceof SapccError ? error.data.retryAfter : undefined
  return new TokenRefreshUnavailableError(undefined, { ...(retryAfter === undefined ? {} : { retryAfter }), cause: error })
}
