import { BoundedMap } from '../../storage/bounded-map'
import { systemClock } from '../../time/clock'

/**
 * Remembers which sessions' refreshes fail while others succeed, so that only
 * those wait, and decides when a customer who is answered with errors that are
 * not definite counts as refused.
 */
export interface SessionFailures {
  /** Milliseconds until this session may ask again; 0 for now. */
  pause: (id: string) => number
  /** What the last attempt failed with. */
  lastError: (id: string) => unknown
  /** An answer that says nothing about the customer: a short pause for this session. */
  doubtful: (id: string, error: unknown) => void
  /**
   * An OAuth error that is not definite.
   *
   * @param mayBeClient whether the client's configuration may be the reason.
   * @returns whether that is enough: the customer counts as refused.
   */
  unclear: (id: string, error: unknown, mayBeClient: boolean) => boolean
  succeeded: (id: string) => void
}

interface Failures {
  error: unknown
  /** Attempts that were answered with an OAuth error. */
  unclear: number
  /** When the first of them was. */
  since: number
  delay: number
  retryAt: number
}

/** Sessions that fail at the same time, for reasons of their own. */
const MAX_SESSIONS = 10_000

/** A session that is not used for so long begins anew. Milliseconds. */
const MEMORY = 2 * 60 * 60 * 1000

/** Pauses after an answer that says nothing: as short as those of the circuit breaker. Milliseconds. */
const SHORT_PAUSE = { first: 100, max: 500 }

/** Pauses after an OAuth error: a cause in the customer's account does not vanish within a second. Milliseconds. */
const LONG_PAUSE = { first: 1000, max: 30_000 }

/** A customer is refused after this many attempts … */
const ATTEMPTS = 3

/** … over at least this time: longer than a restart or a change of the configuration takes. Milliseconds. */
const PERSISTENCE = 30_000

/** The same where the client may be the reason and nothing shows that it works for others. Milliseconds. */
const CLIENT_PERSISTENCE = 60 * 60 * 1000

/** @param options.now @default the monotonic clock */
export function createSessionFailures(options: { now?: () => number } = {}): SessionFailures {
  const { now = systemClock.monotonic } = options
  const sessions = new BoundedMap<string, Failures>({ maxEntries: MAX_SESSIONS, ttl: MEMORY, now })
  /** When a refresh of any session succeeded. */
  let lastSuccess = Number.NEGATIVE_INFINITY

  function add(id: string, error: unknown, pause: { first: number, max: number }): Failures {
    const before = sessions.get(id)
    const delay = before ? Math.min(Math.max(before.delay * 2, pause.first), pause.max) : pause.first
    const failures = { error, unclear: before?.unclear ?? 0, since: before?.since ?? now(), delay, retryAt: now() + delay }
    sessions.set(id, failures)
    return failures
  }

  return {
    pause: id => Math.max(0, (sessions.get(id)?.retryAt ?? 0) - now()),
    lastError: id => sessions.get(id)?.error,
    doubtful(id, error) {
      add(id, error, SHORT_PAUSE)
    },
    unclear(id, error, mayBeClient) {
      const failures = add(id, error, LONG_PAUSE)
      if (failures.unclear++ === 0) failures.since = now()
      const isClientFine = !mayBeClient || lastSuccess > failures.since
      return failures.unclear >= ATTEMPTS && now() - failures.since >= (isClientFine ? PERSISTENCE : CLIENT_PERSISTENCE)
    },
    succeeded(id) {
      sessions.delete(id)
      lastSuccess = now()
    },
  }
}
