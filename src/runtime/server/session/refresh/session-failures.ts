import { BoundedMap } from '../../storage/bounded-map'
import { systemClock } from '../../time/clock'

/**
 * Remembers the sessions whose refreshes fail while others succeed, so that only
 * these sessions pause, and decides after how many unclear errors a customer
 * counts as refused.
 */
export interface SessionFailures {
  /** Milliseconds until the next attempt of this session is allowed; 0: allowed now. */
  pause: (id: string) => number
  /** The error of the last failed attempt. */
  lastError: (id: string) => unknown
  /** Notes a response that says nothing about the customer: a short pause for this session. */
  noteDoubtful: (id: string, error: unknown) => void
  /**
   * Notes an OAuth error that does not clearly say that the grant is over.
   *
   * @param mayBeClient whether the OAuth client's configuration may be the cause.
   * @returns whether the customer counts as refused from now on.
   */
  noteUnclear: (id: string, error: unknown, mayBeClient: boolean) => boolean
  succeeded: (id: string) => void
}

interface Failures {
  error: unknown
  /** Number of attempts that failed with an unclear OAuth error. */
  unclearCount: number
  /** When the first of them was. */
  since: number
  delay: number
  retryAt: number
}

/** Maximum number of remembered sessions. */
const MAX_SESSIONS = 10_000

/** Failures of a session are forgotten after this time without a new one. Milliseconds. */
const MEMORY = 2 * 60 * 60 * 1000

/** Pauses after a doubtful response: as short as those of the circuit breaker. Milliseconds. */
const SHORT_PAUSE = { first: 100, max: 500 }

/** Pauses after an OAuth error: its cause may be the customer's account, and does not disappear within a second. Milliseconds. */
const LONG_PAUSE = { first: 1000, max: 30_000 }

/** Attempts that fail with an OAuth error before a session ends. */
const ATTEMPTS = 3

/** Milliseconds over which these attempts must be spread: longer than a restart or a change of the configuration takes. */
const PERSISTENCE = 30_000

/** As {@link PERSISTENCE}, when the OAuth client may be the cause and no refresh of another session has succeeded since. Milliseconds. */
const CLIENT_PERSISTENCE = 60 * 60 * 1000

/** @param options.now @default the monotonic clock */
export function createSessionFailures(options: { now?: () => number } = {}): SessionFailures {
  const { now = systemClock.monotonic } = options
  const sessions = new BoundedMap<string, Failures>({ maxEntries: MAX_SESSIONS, ttl: MEMORY, now })
  /** When a refresh last succeeded, for any session. */
  let lastSuccess = Number.NEGATIVE_INFINITY

  function add(id: string, error: unknown, pause: { first: number, max: number }): Failures {
    const before = sessions.get(id)
    const delay = before ? Math.min(Math.max(before.delay * 2, pause.first), pause.max) : pause.first
    const failures = { error, unclearCount: before?.unclearCount ?? 0, since: before?.since ?? now(), delay, retryAt: now() + delay }
    sessions.set(id, failures)
    return failures
  }

  return {
    pause: id => Math.max(0, (sessions.get(id)?.retryAt ?? 0) - now()),
    lastError: id => sessions.get(id)?.error,
    noteDoubtful(id, error) {
      add(id, error, SHORT_PAUSE)
    },
    noteUnclear(id, error, mayBeClient) {
      const failures = add(id, error, LONG_PAUSE)
      if (failures.unclearCount++ === 0) failures.since = now()
      const isClientFine = !mayBeClient || lastSuccess > failures.since
      return failures.unclearCount >= ATTEMPTS && now() - failures.since >= (isClientFine ? PERSISTENCE : CLIENT_PERSISTENCE)
    },
    succeeded(id) {
      sessions.delete(id)
      lastSuccess = now()
    },
  }
}
