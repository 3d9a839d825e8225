import type { ConsolaInstance } from 'consola'
import { describeForOperator } from '../../oauth'
import { BoundedMap } from '../../storage/bounded-map'
import { createLocalLock } from '../../storage/lock'
import type { RefreshLock } from '../../storage/lock'
import { clockOf } from '../../time/clock'
import { settlesWithin, sleep } from '../../time/sleep'
import type { Session } from '../session'
import type { SessionStore } from '../store'
import { createMemoryIntents } from './intents'
import type { RefreshIntents } from './intents'
import { sessionEnded, sessionOf, unavailable } from './outcome'
import type { Outcome } from './outcome'
import { createRenewal } from './renewal'
import type { RenewalOptions } from './renewal'

/** Options of {@link createRefreshCoordinator}. */
export interface RefreshCoordinatorOptions {
  /** Asks the authorization server. It must give up when the signal says so, and not much earlier. */
  refresh: RenewalOptions['refresh']
  store: SessionStore
  /** Same scope as `intents`: one process, or all that share a storage. @default one process */
  lock?: RefreshLock
  /** Same scope as `lock`. @default one process */
  intents?: RefreshIntents
  /** Milliseconds that a caller waits for a refresh, which goes on without it. @default 10_000 */
  callerTimeout?: number
  /**
   * Whether work goes on after the answer that began it. Where it does not,
   * callers wait for the result as long as the refresh takes.
   *
   * @default true
   */
  outlivesAnswer?: boolean
  /** Milliseconds for which a session is not refreshed again. @default none */
  minInterval?: (session: Session) => number
  /** Whether sessions are refreshed while the shared storage is away: for shops with one process. @default false */
  withoutStorage?: boolean
  /** New tokens of a session that ended while they were requested, to be revoked: no session holds them. */
  onOrphaned?: (session: Session) => void
  log?: Pick<ConsolaInstance, 'error' | 'warn'>
  /** Stands for both kinds of time. @default the platform's clocks */
  now?: () => number
}

/** Options of one call. */
export interface RefreshCall {
  /**
   * Why the caller wants new tokens:
   *
   * - `asked`: the app asked for it, or SAP answered 401 without a definite reason;
   * - `expired`: the access token has expired by the clock;
   * - `expires-soon`: it has not yet, so the call goes on without new tokens where they take their time;
   * - `refused-by-sap`: SAP said definitely that the access token is not valid.
   *
   * None of them refreshes a session again within the minimum interval.
   *
   * @default 'asked'
   */
  reason?: 'asked' | 'expired' | 'expires-soon' | 'refused-by-sap'
  /** The platform's `waitUntil`: given the work that may go on after the answer. */
  keepAlive?: (work: Promise<unknown>) => void
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
   * Renews a session, or gives what a renewal that ended meanwhile brought. A
   * session that was renewed within the minimum interval is given as it is.
   *
   * @param observer told of the outcome if it is this call that asks the authorization server.
   * @returns the very object that the observer was told of, for the call that
   * caused the refresh; a copy for every other one.
   * @throws SapccError 401 when the session is over, `TokenRefreshUnavailableError` when there was no usable answer in time.
   */
  refresh: (session: Session, observer?: RefreshObserver, call?: RefreshCall) => Promise<Session>
  /** Whether a refresh begun now, of this session if one is given, would have to wait. */
  isPausing: (session?: Session) => boolean
  /**
   * Ends a session: waits for a refresh under way, for a limited time.
   *
   * @returns the newest tokens, to be revoked; `undefined` when the session was over before.
   */
  end: (session: Session) => Promise<Session | undefined>
  /** Settles when no refresh and no write of new tokens is under way. */
  pending: () => Promise<void>
  /**
   * The same for a server that is told to stop.
   *
   * @param ms milliseconds to wait at most.
   * @returns whether everything has ended.
   */
  drain: (ms: number) => Promise<boolean>
}

/** Learns what a refresh brought, once per refresh. The work is done by then: it may use the session. */
export interface RefreshObserver {
  /** @param refreshId random; the same wherever this refresh is spoken of. */
  refreshed: (session: Session, refreshId: string) => Promise<void>
  failed: (error: unknown) => Promise<void>
  /** The authorization server refused, or there is no refresh token: the session is over. */
  ended: () => Promise<void>
}

/** A refresh under way, and who waits for it. */
interface Flight {
  outcome: Promise<Outcome>
  startedAt: number
  waiting: number
  /** The first one is told of the outcome: the caller that began the refresh, or the next one if that has given up. */
  observers: RefreshObserver[]
}

const CALLER_TIMEOUT = 10_000

/** A refresh that takes longer is slow: calls that can do without it do. Milliseconds. */
const USUAL_DURATION = 2000

/** What a caller that gave up is told: the result may come any time. Seconds. */
const RETRY_AFTER = 2

/** How long a sign-out waits for the result of a refresh, to revoke its tokens. Milliseconds. */
const END_PATIENCE = 5000

/** How often a sign-out looks for the result of another process. Milliseconds. */
const END_POLL = 50

/** Ends that are tried again while the storage is away. */
const MAX_UNCONFIRMED = 10_000

/** As long as an end is tried again. Milliseconds. */
const UNCONFIRMED_FOR = 60 * 60 * 1000

/** Between two messages of the same: every refresh of every session may meet what they tell. Milliseconds. */
const LOG_INTERVAL = 60_000

/** Messages that are known; they differ by the authorization server's error codes. */
const MAX_LOGGED = 50

/** One process's coordinator. */
export function createRefreshCoordinator(options: RefreshCoordinatorOptions): RefreshCoordinator {
  const { store, lock = createLocalLock(), callerTimeout = CALLER_TIMEOUT, outlivesAnswer = true } = options
  const clock = clockOf(options.now)
  const { monotonic } = clock
  const { intents = createMemoryIntents(monotonic) } = options
  const running = new Set<Promise<unknown>>()
  const logged = new BoundedMap<string, true>({ maxEntries: MAX_LOGGED, ttl: LOG_INTERVAL, now: monotonic })

  const renewal = createRenewal({
    refresh: options.refresh,
    store,
    lock,
    intents,
    clock,
    minInterval: options.minInterval ?? (() => 0),
    withoutStorage: options.withoutStorage ?? false,
    onOrphaned: options.onOrphaned ?? (() => undefined),
    report: (error) => {
      const text = describeForOperator(error)
      if (logged.has(text)) return
      logged.set(text, true)
      if (error.status === 401) options.log?.warn('A session has ended:', text)
      else options.log?.error('No session can be renewed:', text)
    },
    track,
  })

  /** Each entry ends by itself, at the latest with its token request. */
  const flights = new Map<string, Flight>()
  /** Sessions that are being ended. */
  const ending = new Set<string>()
  /** Their last tokens while the storage does not confirm the end: it may be written down all the same. */
  const unconfirmed = new BoundedMap<string, Session>({ maxEntries: MAX_UNCONFIRMED, ttl: UNCONFIRMED_FOR, now: monotonic })

  function track(work: Promise<unknown>): void {
    const settled = work.then(() => undefined, () => undefined)
    running.add(settled)
    void settled.then(() => running.delete(settled))
  }

  function start(session: Session): Flight {
    const flight: Flight = { outcome: Promise.resolve(sessionEnded()), startedAt: monotonic(), waiting: 0, observers: [] }
    flight.outcome = renewal.run(session, () => flight.waiting > 0).finally(() => flights.delete(session.id))
    flights.set(session.id, flight)
    track(flight.outcome)
    return flight
  }

  function patienceOf(flight: Flight, reason: RefreshCall['reason']): number {
    return reason === 'expires-soon' ? Math.max(0, flight.startedAt + USUAL_DURATION - monotonic()) : callerTimeout
  }

  /** @returns `undefined` when the caller gave up. */
  async function wait(flight: Flight, reason: RefreshCall['reason']): Promise<Outcome | undefined> {
    flight.waiting++
    try {
      if (outlivesAnswer && !await settlesWithin(flight.outcome, patienceOf(flight, reason))) return undefined
      return await flight.outcome
    }
    finally {
      flight.waiting--
    }
  }

  async function tell(flight: Flight, observer: RefreshObserver | undefined, outcome: Outcome): Promise<void> {
    if (!observer || flight.observers[0] !== observer) return
    if (outcome.kind === 'renewed') await observer.refreshed(outcome.session, outcome.refreshId)
    if (outcome.kind === 'refused' || outcome.kind === 'unavailable') await observer.failed(outcome.error)
    if (outcome.kind === 'refused' || (outcome.kind === 'ended' && outcome.isNew)) await observer.ended()
  }

  /** The next caller that waits is told of the outcome instead; without one, this observer still is. */
  function giveUp(flight: Flight, observer: RefreshObserver | undefined): void {
    if (!observer) return
    const others = flight.observers.filter(other => other !== observer)
    if (others.length > 0) flight.observers = others
    else track(flight.outcome.then(outcome => tell(flight, observer, outcome)))
  }

  async function pending(): Promise<void> {
    while (running.size > 0) await Promise.all(running)
  }

  return {
    async resolve(session) {
      return (await store.newest(session, 'any'))?.session
    },

    async refresh(session, observer, { reason = 'asked', keepAlive } = {}) {
      const known = flights.get(session.id)
      if (!known && ending.has(session.id)) return sessionOf(sessionEnded())
      const flight = known ?? start(session)
      if (observer) flight.observers.push(observer)
      keepAlive?.(flight.outcome)
      const outcome = await wait(flight, reason)
      if (!outcome) {
        giveUp(flight, observer)
        throw unavailable(new Error('The refresh goes on; its result was not waited for any longer.'), RETRY_AFTER)
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
        // Its tokens are then returned, and revoked with the sign-out.
        if (flight) await settlesWithin(flight.outcome, END_PATIENCE)
        const key = await store.lockKey(session)
        for (;;) {
          const done = await renewal.exclusively(key, async () => {
            const newest = (await store.newest(session, 'certain'))?.session
            // It has ended before: its tokens were revoked then, or the authorization server refused them.
            if (!newest) return { last: unconfirmed.get(session.id) }
            const { generation, refreshToken } = newest
            const isUnderWay = refreshToken !== undefined && monotonic() < deadline && await intents.remaining({ session: key, generation, refreshToken }) > 0
            if (isUnderWay) return undefined
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

    pending,
    drain: ms => settlesWithin(pending(), ms),
  }
}
