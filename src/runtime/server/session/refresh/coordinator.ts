import type { ConsolaInstance } from 'consola'
import type { Measure } from '../../hooks'
import { createLineLimit, leftOutText } from '../../log/line-limit'
import { describeForOperator } from '../../oauth'
import { BoundedMap } from '../../storage/bounded-map'
import { createLocalLock } from '../../storage/lock'
import type { RefreshLock } from '../../storage/lock'
import { clockOf } from '../../time/clock'
import { settlesWithin, sleep } from '../../time/sleep'
import type { CallingRequest } from '../../upstream/watch-call'
import type { Session } from '../session'
import type { SessionStore } from '../store'
import { createMemoryIntents, useOfToken } from './intents'
import type { RefreshIntents } from './intents'
import { withLocalFallback } from './local-fallback'
import { sessionEnded, sessionOf, unavailable } from './outcome'
import type { Outcome } from './outcome'
import { createRenewal } from './renewal'
import type { RenewalOptions } from './renewal'

/** Options of {@link createRefreshCoordinator}. */
export interface RefreshCoordinatorOptions {
  /** Sends the token request. It must run until the signal aborts it, without a shorter timeout of its own. */
  refresh: RenewalOptions['refresh']
  store: SessionStore
  /** Same scope as `intents`: one process, or all that share a storage. @default one process */
  lock?: RefreshLock
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
  /** Called with the new tokens of a session that ended during its refresh: no session holds them, so they must be revoked. See {@link RenewalOptions}. */
  onOrphaned?: RenewalOptions['onOrphaned']
  log?: Pick<ConsolaInstance, 'error' | 'info' | 'warn'>
  /** Gets how refreshes ended, and how long their callers have waited. */
  measure?: Measure
  /** Used for both clocks. @default the platform's clocks */
  now?: () => number
}

/** Options of one call. */
export interface RefreshCall {
  /**
   * Why the caller wants new tokens:
   *
   * - `asked`: the app asked for it, or SAP answered 401 without a definite reason;
   * - `expired`: the access token has expired by the clock;
   * - `expires-soon`: the access token is still valid, so the call continues without new tokens when the refresh is slow;
   * - `refused-by-sap`: SAP answered that the access token is invalid.
   *
   * None of them refreshes a session again within the minimum interval.
   *
   * @default 'asked'
   */
  reason?: 'asked' | 'expired' | 'expires-soon' | 'refused-by-sap'
  /**
   * Whether the same request has waited for a refresh in vain before. It then
   * waits for a refresh until that has run for `callerTimeout`, and no longer: a
   * page with several calls must not wait for a hanging one with each of them.
   *
   * @default false
   */
  hasWaited?: boolean
  /** The platform's `waitUntil`, for work that continues after the response. */
  keepAlive?: (work: Promise<unknown>) => void
  /** The request that wants the tokens. */
  onBehalfOf?: CallingRequest
}

/**
 * The only place that sends refresh tokens. The refresh route, server-side
 * rendering and the proxy all use it, so there is at most one refresh per
 * session at a time, and a spent refresh token is never sent again.
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
   * returned unchanged.
   *
   * @param observer notified of the outcome if this call sends the token request.
   * @returns for the call that caused the refresh the object that its observer
   * received; for other calls a copy.
   * @throws SapccError 401 when the session has ended, `TokenRefreshUnavailableError` when there was no usable response in time.
   */
  refresh: (session: Session, observer?: RefreshObserver, call?: RefreshCall) => Promise<Session>
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
  inProgress: (session: Session) => Promise<number>
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

/** Notified of the outcome, once per refresh. The refresh is complete by then, so the observer may use the session. */
export interface RefreshObserver {
  /** @param refreshId random; identifies this refresh everywhere. */
  refreshed: (session: Session, refreshId: string) => Promise<void>
  failed: (error: unknown) => Promise<void>
  /** The session has ended: the authorization server refused the refresh token, or there is none. */
  ended: () => Promise<void>
}

/** A refresh in progress, and its waiting callers. */
interface Flight {
  outcome: Promise<Outcome>
  startedAt: number
  waiting: number
  /** The first one is notified of the outcome: the caller that started the refresh, or the next one if it has timed out. */
  observers: RefreshObserver[]
}

const CALLER_TIMEOUT = 10_000

/** After this time a refresh counts as slow, and `expires-soon` calls continue without it. Milliseconds. */
const USUAL_DURATION = 2000

/** `Retry-After` for a caller that timed out: the refresh may finish at any time. Seconds. */
const RETRY_AFTER = 2

/** How long a sign-out waits for the result of a refresh, to revoke its tokens. Milliseconds. */
const END_PATIENCE = 5000

/** How often a sign-out polls for the result of another process. Milliseconds. */
const END_POLL = 50

/** Maximum number of session ends that are retried after a storage outage. */
const MAX_UNCONFIRMED = 10_000

/** How long a session end is retried. Milliseconds. */
const UNCONFIRMED_FOR = 60 * 60 * 1000

/** One process's coordinator. */
export function createRefreshCoordinator(options: RefreshCoordinatorOptions): RefreshCoordinator {
  const { store, callerTimeout = CALLER_TIMEOUT, continuesAfterResponse = true, withoutStorage = false, measure = () => {} } = options
  const clock = clockOf(options.now)
  const { monotonic } = clock
  const shared = { lock: options.lock ?? createLocalLock(), intents: options.intents ?? createMemoryIntents(monotonic) }
  const { lock, intents } = withoutStorage ? withLocalFallback(shared, clock) : shared
  const running = new Set<Promise<unknown>>()
  const limit = createLineLimit({ now: monotonic })

  const renewal = createRenewal({
    refresh: options.refresh,
    store,
    lock,
    intents,
    clock,
    minInterval: options.minInterval ?? (() => 0),
    withoutStorage,
    onOrphaned: options.onOrphaned ?? (() => undefined),
    report: (error, kind) => {
      const text = describeForOperator(error)
      const leftOut = limit.admit(text)
      if (leftOut === undefined) return
      // Refresh tokens have a lifetime: that one is over says nothing is wrong, as long as it is not many at once.
      if (kind === 'session-over') options.log?.info(`A session has ended: ${text}${leftOutText(leftOut)}`)
      else if (error.status === 401) options.log?.warn(`A session has ended: ${text}${leftOutText(leftOut)}`)
      else options.log?.error(`No session can be renewed: ${text}${leftOutText(leftOut)}`)
    },
    track,
  })

  /** Each entry is removed when its refresh finishes; the token request has a time limit. */
  const flights = new Map<string, Flight>()
  /** Sessions that are being ended. */
  const ending = new Set<string>()
  /** Last tokens of sessions whose end the storage has not confirmed; the end may have been stored nevertheless. */
  const unconfirmed = new BoundedMap<string, Session>({ maxEntries: MAX_UNCONFIRMED, ttl: UNCONFIRMED_FOR, now: monotonic })

  function track(work: Promise<unknown>): void {
    const settled = work.then(() => undefined, () => undefined)
    running.add(settled)
    void settled.then(() => running.delete(settled))
  }

  function start(session: Session, onBehalfOf: CallingRequest | undefined): Flight {
    const flight: Flight = { outcome: Promise.resolve(sessionEnded()), startedAt: monotonic(), waiting: 0, observers: [] }
    flight.outcome = renewal.run(session, { isAwaited: () => flight.waiting > 0, onBehalfOf }).finally(() => flights.delete(session.id))
    const note = (outcome: Outcome['kind'] | 'failed') => measure({ name: 'refresh', outcome, duration: monotonic() - flight.startedAt })
    void flight.outcome.then(({ kind }) => note(kind), () => note('failed'))
    flights.set(session.id, flight)
    track(flight.outcome)
    return flight
  }

  function maxWaitOf(flight: Flight, { reason, hasWaited }: RefreshCall): number {
    const leftOf = (duration: number) => Math.max(0, flight.startedAt + duration - monotonic())
    if (reason === 'expires-soon') return leftOf(USUAL_DURATION)
    return hasWaited ? leftOf(callerTimeout) : callerTimeout
  }

  /** @returns `undefined` when the caller timed out. */
  async function wait(flight: Flight, call: RefreshCall): Promise<Outcome | undefined> {
    const startedAt = monotonic()
    let outcome: 'answered' | 'gave-up' = 'answered'
    flight.waiting++
    try {
      if (!continuesAfterResponse || await settlesWithin(flight.outcome, maxWaitOf(flight, call))) return await flight.outcome
      outcome = 'gave-up'
      return undefined
    }
    finally {
      measure({ name: 'refresh-wait', outcome, duration: monotonic() - startedAt })
      flight.waiting--
    }
  }

  async function tell(flight: Flight, observer: RefreshObserver | undefined, outcome: Outcome): Promise<void> {
    if (!observer || flight.observers[0] !== observer) return
    if (outcome.kind === 'renewed') await observer.refreshed(outcome.session, outcome.refreshId)
    if (outcome.kind === 'refused' || outcome.kind === 'unavailable') await observer.failed(outcome.error)
    if (outcome.kind === 'refused' || (outcome.kind === 'ended' && outcome.isNew)) await observer.ended()
  }

  /** The next waiting caller is notified of the outcome instead; if there is none, this observer stays. */
  function giveUp(flight: Flight, observer: RefreshObserver | undefined): void {
    if (!observer) return
    const others = flight.observers.filter(other => other !== observer)
    if (others.length > 0) flight.observers = others
    else track(flight.outcome.then(outcome => tell(flight, observer, outcome)))
  }

  async function remainingFor({ generation, refreshToken }: Session, key: string): Promise<number> {
    return refreshToken === undefined ? 0 : await intents.remaining(useOfToken(store, key, generation, refreshToken))
  }

  async function pending(): Promise<void> {
    while (running.size > 0) await Promise.all(running)
  }

  return {
    async resolve(session) {
      return (await store.newest(session, 'any'))?.session
    },

    async refresh(session, observer, call = {}) {
      const known = flights.get(session.id)
      if (!known && ending.has(session.id)) return sessionOf(sessionEnded())
      const flight = known ?? start(session, call.onBehalfOf)
      if (observer) flight.observers.push(observer)
      call.keepAlive?.(flight.outcome)
      const outcome = await wait(flight, call)
      if (!outcome) {
        giveUp(flight, observer)
        throw unavailable(new Error('The refresh did not finish in time; it continues in the background.'), RETRY_AFTER)
      }
      await tell(flight, observer, outcome)
      const renewed = sessionOf(outcome)
      return observer && flight.observers[0] === observer ? renewed : { ...renewed }
    },

    isPausing(session) {
      const flight = session && flights.get(session.id)
      return renewal.isPausing(session) || (flight !== undefined && monotonic() - flight.startedAt >= USUAL_DURATION)
    },

    async end(session) {
      ending.add(session.id)
      try {
        const deadline = monotonic() + END_PATIENCE
        const flight = flights.get(session.id)
        // The new tokens of that refresh are then returned, and the sign-out revokes them.
        if (flight) await settlesWithin(flight.outcome, END_PATIENCE)
        const key = await store.lockKey(session)
        for (;;) {
          const done = await renewal.exclusively(key, async () => {
            const newest = (await store.newest(session, 'certain'))?.session
            // The session had already ended: its tokens were revoked, or the authorization server refused them.
            if (!newest) return { last: unconfirmed.get(session.id) }
            if (monotonic() < deadline && await remainingFor(newest, key) > 0) return undefined
            unconfirmed.set(session.id, newest)
            await store.end(newest)
            return { last: newest }
          })
          if (done) {
            unconfirmed.delete(session.id)
            return done.last
          }
          await sleep(END_POLL)
        }
      }
      finally {
        ending.delete(session.id)
      }
    },

    inProgress: async session => await remainingFor(session, await store.lockKey(session)),
    pending,
    drain: ms => settlesWithin(pending(), ms),
  }
}
