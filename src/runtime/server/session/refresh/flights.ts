import type { Measure } from '../../hooks'
import { OutageCause } from '../../http/operator-note'
import type { Clock } from '../../time/clock'
import { settlesWithin } from '../../time/sleep'
import type { CallingRequest } from '../../upstream/watch-call'
import type { Session } from '../session'
import { sessionOrThrow, unavailable } from './outcome'
import type { Outcome } from './outcome'
import type { RefreshStart } from './session-refresh'

/** Options of one call. */
export interface RefreshCall {
  /**
   * Why the caller wants new tokens:
   *
   * - `asked`: the app called `refreshUserToken`, as the SDK does after a 401;
   * - `expired`: the access token has expired by the clock;
   * - `expires-soon`: the access token is still valid, so the call continues without new tokens when the refresh is slow;
   * - `refused-by-sap`: SAP answered a call of this server with a 401 that new tokens may cure.
   *
   * No reason allows a second refresh within the minimum interval; only `isNewestRefused` does.
   *
   * @default 'asked'
   */
  reason?: 'asked' | 'expired' | 'expires-soon' | 'refused-by-sap'
  /**
   * Whether SAP has answered the session's newest access token with a 401. It is the caller's word: this process may not
   * have seen the 401.
   *
   * @default false
   */
  isNewestRefused?: boolean
  /**
   * Whether the same request has waited for a refresh in vain before. It then only waits until the refresh is
   * `callerTimeout` old, counted from its start and not from that of the wait: a page with several calls must not wait for a
   * hanging one with each of them.
   *
   * @default false
   */
  hasWaited?: boolean
  /** Called with work that continues after the response, and which the platform has to wait for. */
  keepAlive?: (work: Promise<unknown>) => void
  /** The request that wants the tokens. */
  onBehalfOf?: CallingRequest
}

/** Notified of the outcome, once per refresh. The refresh is complete by then, so the observer may use the session. */
export interface RefreshObserver {
  /** @param refreshId random; identifies this refresh everywhere. */
  refreshed: (session: Session, refreshId: string) => Promise<void>
  failed: (error: unknown) => Promise<void>
  /** The session has ended: the authorization server refused the refresh token, or there is none. */
  ended: () => Promise<void>
}

/** Options of {@link createFlights}. */
export interface FlightsOptions {
  run: (session: Session, start: RefreshStart) => Promise<Outcome>
  /** Milliseconds that a caller waits for a refresh. The refresh continues after that. */
  callerTimeout: number
  /** Whether work continues after the response. If not, callers wait until the refresh has finished. */
  continuesAfterResponse: boolean
  measure: Measure
  monotonic: Clock['monotonic']
  /** Called with work that continues after its callers have stopped waiting, so that a shutdown can wait for it. */
  track: (work: Promise<unknown>) => void
  /** Settles when a session's tokens are in the storage. A refresh waits for that for one second at most (`SAVE_WAIT`). Never rejects. */
  saved: (session: Session) => Promise<void>
}

/** The refreshes in progress: at most one per session, with all its callers. */
export interface Flights {
  /** The refresh in progress of a session. */
  of: (session: Session) => Flight | undefined
  start: (session: Session, call: Pick<RefreshCall, 'isNewestRefused' | 'onBehalfOf'>) => Flight
  /**
   * Waits for the outcome of a refresh, for a limited time.
   *
   * @returns the session object that the observer received, for the call with that observer; a copy for every other call.
   * @throws SapccError as `RefreshCoordinator.refresh`.
   */
  join: (flight: Flight, observer: RefreshObserver | undefined, call: RefreshCall) => Promise<Session>
  /** Whether a refresh takes longer than usual. */
  isSlow: (flight: Flight) => boolean
}

/** A refresh in progress, and its waiting callers. */
export interface Flight {
  outcome: Promise<Outcome>
  startedAt: number
  /** Of the call that started it. */
  isNewestRefused: boolean
  waiting: number
  /** The first one is notified of the outcome: the caller that started the refresh, or the next one if it has timed out. */
  observers: RefreshObserver[]
}

/** After this time a refresh counts as slow, and `expires-soon` calls continue without it. Milliseconds. */
const USUAL_DURATION = 2000

/** `Retry-After` for a caller that timed out: the refresh may finish at any time. Seconds. */
const RETRY_AFTER = 2

export function createFlights({ run, callerTimeout, continuesAfterResponse, measure, monotonic, track, saved }: FlightsOptions): Flights {
  /** Each entry is removed when its refresh finishes; the token request has a time limit. */
  const flights = new Map<string, Flight>()

  function maxWaitOf(flight: Flight, { reason, hasWaited }: RefreshCall): number {
    const leftOf = (duration: number) => Math.max(0, flight.startedAt + duration - monotonic())
    if (reason === 'expires-soon') return leftOf(USUAL_DURATION)
    return hasWaited ? leftOf(callerTimeout) : callerTimeout
  }

  /** @returns `undefined` when the caller timed out. */
  async function wait(flight: Flight, call: RefreshCall): Promise<Outcome | undefined> {
    const startedAt = monotonic()
    let waited: 'answered' | 'gave-up' = 'answered'
    flight.waiting++
    try {
      if (!continuesAfterResponse || await settlesWithin(flight.outcome, maxWaitOf(flight, call))) return await flight.outcome
      waited = 'gave-up'
      return undefined
    }
    finally {
      measure({ name: 'refresh-wait', outcome: waited, duration: monotonic() - startedAt })
      flight.waiting--
    }
  }

  /** The next waiting caller is notified of the outcome instead; if there is none, this observer is notified later, in the background. */
  function giveUp(flight: Flight, observer: RefreshObserver | undefined, { keepAlive }: RefreshCall): void {
    if (!observer) return
    const others = flight.observers.filter(other => other !== observer)
    if (others.length > 0) {
      flight.observers = others
      return
    }
    const told = flight.outcome.then(outcome => tell(flight, observer, outcome))
    track(told)
    keepAlive?.(told)
  }

  return {
    of: session => flights.get(session.id),

    start(session, { isNewestRefused = false, onBehalfOf }) {
      const outcome = run(session, { isAwaited: () => flight.waiting > 0, onBehalfOf, isNewestRefused }).finally(() => flights.delete(session.id))
      const flight: Flight = { outcome, startedAt: monotonic(), isNewestRefused, waiting: 0, observers: [] }
      const note = (outcome: Outcome['kind'] | 'failed') => measure({ name: 'refresh', outcome, duration: monotonic() - flight.startedAt })
      void flight.outcome.then(({ kind }) => note(kind), () => note('failed'))
      flights.set(session.id, flight)
      track(flight.outcome)
      return flight
    },

    async join(flight, observer, call) {
      if (observer) flight.observers.push(observer)
      // Other processes read the old tokens, the refresh token of which is spent, until the new ones are written.
      call.keepAlive?.(flight.outcome.then(outcome => outcome.kind === 'renewed' ? saved(outcome.session) : undefined))
      const outcome = await wait(flight, call)
      if (!outcome) {
        giveUp(flight, observer, call)
        throw unavailable(new OutageCause(`The refresh has not finished within ${Math.round(monotonic() - flight.startedAt)} ms; it continues in the background.`), RETRY_AFTER)
      }
      // Again, because a wait for the first one counts from the start of the refresh.
      if (outcome.kind === 'renewed') call.keepAlive?.(saved(outcome.session))
      await tell(flight, observer, outcome)
      const renewed = sessionOrThrow(outcome)
      return observer && flight.observers[0] === observer ? renewed : { ...renewed }
    },

    isSlow: flight => monotonic() - flight.startedAt >= USUAL_DURATION,
  }
}

async function tell(flight: Flight, observer: RefreshObserver | undefined, outcome: Outcome): Promise<void> {
  if (!observer || flight.observers[0] !== observer) return
  if (outcome.kind === 'renewed') await observer.refreshed(outcome.session, outcome.refreshId)
  if (outcome.kind === 'refused' || outcome.kind === 'unavailable') await observer.failed(outcome.error)
  if (outcome.kind === 'refused' || (outcome.kind === 'ended' && outcome.isNew)) await observer.ended()
}
