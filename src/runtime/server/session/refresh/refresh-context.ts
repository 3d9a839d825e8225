import type { SapccError } from '../../../sdk/errors'
import type { LoginTokens } from '../../oauth'
import type { KeyedLock } from '../../storage/lock'
import type { Clock } from '../../time/clock'
import type { Session } from '../session'
import type { RefreshRequest } from '../same-token-refresh'
import type { NewestSession, SessionStore } from '../session-store'
import type { RefreshIntents } from './intents'
import { createRefreshTimes } from './refresh-interval'
import type { RefreshTimes } from './refresh-interval'
import { createSessionFailures } from './session-failures'
import type { SessionFailures } from './session-failures'

/** Options of `createSessionRefresh`. */
export interface SessionRefreshOptions {
  /** Sends the token request. It must run until the signal aborts it, without a shorter timeout of its own. */
  refresh: (refreshToken: string, options: RefreshRequest & { session: Session }) => Promise<LoginTokens>
  store: SessionStore
  lock: KeyedLock
  intents: RefreshIntents
  clock: Clock
  /** Minimum milliseconds between two refreshes of a session. */
  minInterval: (session: Session) => number
  /** Whether sessions are refreshed while the shared storage is unavailable. */
  withoutStorage: boolean
  /** Called with `session-over` and the reason why a single session has ended, or with `trouble` and an error that the operator has to look at. */
  report: (error: SapccError, kind: 'trouble' | 'session-over') => void
  /**
   * Called with the new tokens of a session that ended during its refresh: no session holds them.
   *
   * @param sent the refresh token that they were requested with.
   * @param isLate whether this was known only after an outage of the storage: a sign-in may have been given the same tokens meanwhile.
   */
  onOrphaned: (session: Session, sent: string, isLate: boolean) => void
  /** Called with work that continues after the refresh. */
  track: (work: Promise<unknown>) => void
}

/** What the steps of a refresh share: the options, and what this process remembers of earlier refreshes. */
export interface RefreshContext extends SessionRefreshOptions {
  times: RefreshTimes
  failures: SessionFailures
  /** Runs the work under the lock of a session. */
  exclusively: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>
  /** The newest state of a session; `undefined` when it has ended. */
  newestOf: (session: Session) => Promise<NewestSession | undefined>
}

export function createRefreshContext(options: SessionRefreshOptions): RefreshContext {
  const { store, lock, clock, withoutStorage, track } = options
  return {
    ...options,
    times: createRefreshTimes(clock),
    failures: createSessionFailures({ now: clock.monotonic }),
    async exclusively(key, work) {
      const release = await lock.acquire(key)
      try {
        return await work()
      }
      finally {
        track(release())
      }
    },
    newestOf: async session => await store.newest(session, withoutStorage ? 'may-be-stale' : 'current'),
  }
}
