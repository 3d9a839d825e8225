import type { Measure } from '../../hooks'
import type { ServerLog } from '../../log/server-log'
import { createLocalLock } from '../../storage/lock'
import type { KeyedLock } from '../../storage/lock'
import { clockOf } from '../../time/clock'
import { settlesWithin } from '../../time/sleep'
import type { Session } from '../session'
import type { SessionStore } from '../session-store'
import { createFlights } from './flights'
import type { Flight, RefreshCall, RefreshObserver } from './flights'
import { createMemoryIntents } from './intents'
import type { RefreshIntents } from './intents'
import { withLocalFallback } from './local-fallback'
import { createRefreshLog } from './refresh-log'
import { SAVE_WAIT } from '../save-wait'
import { sessionEndedError } from '../session-errors'
import type { SessionRefreshOptions } from './refresh-context'
import { createSessionRefresh } from './session-refresh'
import { createRunningWork } from './running-work'
import { createSessionEndings } from './session-endings'

export type { RefreshCall, RefreshObserver } from './flights'

/** Options of {@link createRefreshCoordinator}. */
export interface RefreshCoordinatorOptions {
  /** Sends the token request. It must run until the signal aborts it, without a shorter timeout of its own. */
  refresh: SessionRefreshOptions['refresh']
  store: SessionStore
  /** Same scope as `intents`: one process, or all that share a storage. @default one process */
  lock?: KeyedLock
  /** Same scope as `lock`. @default one process */
  intents?: RefreshIntents
  /** Milliseconds that a caller waits for a refresh. The refresh continues after that. @default 10_000 */
  callerTimeout?: number
  /**
   * Whether work continues after the response to the request that started it.
   * If not, callers wait until the refresh has finished.
   *
   * @default true
   */
  continuesAfterResponse?: boolean
  /** Minimum milliseconds between two refreshes of a session. @default none */
  minInterval?: (session: Session) => number
  /** Whether sessions are refreshed while the shared storage is unavailable; safe only with a single process. @default false */
  withoutStorage?: boolean
  /** Called with the new tokens of a session that ended during its refresh: no session holds them, so they must be revoked. See {@link SessionRefreshOptions}. */
  onOrphaned?: SessionRefreshOptions['onOrphaned']
  log?: ServerLog
  /** Gets how refreshes ended, and how long their callers have waited. */
  measure?: Measure
  /** Used for both clocks. @default the platform's clocks */
  now?: () => number
}

/**
 * Sends the refresh tokens of sessions that go on. The refresh route, server-side
 * rendering and the proxy all use it, so there is at most one refresh per
 * session at a time, and a spent refresh token is never sent again. Refresh tokens
 * of sessions that have ended are sent by `session/token-revocation.ts`, under the same intents.
 */
export interface RefreshCoordinator {
  /**
   * The current state of a session, for a request whose cookie may be older.
   *
   * @returns the newest tokens known; `undefined` when the session has ended.
   */
  resolve: (session: Session) => Promise<Session | undefined>
  /**
   * Refreshes a session, or returns the result of a refresh that finished
   * meanwhile. A session that was refreshed within the minimum interval is
   * returned unchanged, or refreshed once more if its newest token was refused.
   *
   * @param observer notified of the outcome if this call sends the token request.
   * @returns the caller whose observer was notified gets the same object as the
   * observer; all others get a copy.
   * @throws SapccError 401 when the session has ended, `TokenRefreshUnavailableError` when there was no usable response in time.
   */
  refresh: (session: Session, observer?: RefreshObserver, call?: RefreshCall) => Promise<Session>
  /**
   * Waits until other processes can read the tokens that a session has in this one, for a limited time: a refresh in progress
   * here has them a moment earlier, and the browser's next call may go to another process.
   */
  saved: (session: Session) => Promise<void>
  /** Whether a refresh that starts now would have to wait; for this session, if given. */
  isPausing: (session?: Session) => boolean
  /**
   * Ends a session. Waits for a refresh in progress, for a limited time.
   *
   * @returns the newest tokens, which must be revoked; `undefined` when the session had already ended.
   */
  end: (session: Session) => Promise<Session | undefined>
  /**
   * How long a request with the refresh token of an ended session may still be in
   * progress, in any process: one that is frozen, or was killed, gives no result.
   *
   * @returns milliseconds; 0 when there is none.
   * @throws SapccError 503 `SessionStoreUnavailableError`
   */
  blockedFor: (session: Session) => Promise<number>
  /** Settles when no refresh and no write of new tokens is in progress. */
  pending: () => Promise<void>
  /**
   * As `pending`, with a time limit, for shutdown.
   *
   * @param ms milliseconds to wait at most.
   * @returns whether everything has ended.
   */
  drain: (ms: number) => Promise<boolean>
}

const CALLER_TIMEOUT = 10_000

/** One process's coordinator. */
export function createRefreshCoordinator(options: RefreshCoordinatorOptions): RefreshCoordinator {
  const { store, callerTimeout = CALLER_TIMEOUT, continuesAfterResponse = true, withoutStorage = false, measure = () => {} } = options
  const clock = clockOf(options.now)
  const { monotonic } = clock
  const shared = { lock: options.lock ?? createLocalLock(), intents: options.intents ?? createMemoryIntents(monotonic) }
  const { lock, intents } = withoutStorage ? withLocalFallback(shared, clock) : shared
  const { track, pending } = createRunningWork()

  const sessionRefresh = createSessionRefresh({
    refresh: options.refresh,
    store,
    lock,
    intents,
    clock,
    minInterval: options.minInterval ?? (() => 0),
    withoutStorage,
    onOrphaned: options.onOrphaned ?? (() => undefined),
    report: createRefreshLog(options.log, monotonic),
    track,
  })
  const saved = (session: Session): Promise<void> => store.saved?.(session) ?? Promise.resolve()
  const flights = createFlights({ run: sessionRefresh.run, callerTimeout, continuesAfterResponse, measure, monotonic, track, saved })
  const endings = createSessionEndings({ store, intents, monotonic, refreshOf: session => flights.of(session)?.outcome, exclusively: sessionRefresh.exclusively })

  /** The refresh in progress, or a new one. @throws SapccError 401 when the session is being ended. */
  function flightFor(session: Session, call: RefreshCall): Flight {
    const known = flights.of(session)
    if (!known && endings.isEnding(session)) throw sessionEndedError()
    return known ?? flights.start(session, call)
  }

  return {
    async resolve(session) {
      return (await store.newest(session, 'may-be-stale'))?.session
    },

    async refresh(session, observer, call = {}) {
      const flight = flightFor(session, call)
      const renewed = await flights.join(flight, observer, call)
      if (!call.isNewestRefused || flight.isNewestRefused || renewed.accessToken !== session.accessToken) return renewed
      // The caller that started the refresh did not know that SAP refuses this token.
      return await flights.join(flightFor(session, call), observer, call)
    },

    async saved(session) {
      await settlesWithin(saved(session), SAVE_WAIT)
    },

    isPausing(session) {
      const flight = session && flights.of(session)
      return sessionRefresh.isPausing(session) || (flight !== undefined && flights.isSlow(flight))
    },

    end: endings.end,
    blockedFor: endings.blockedFor,
    pending,
    drain: ms => settlesWithin(pending(), ms),
  }
}
