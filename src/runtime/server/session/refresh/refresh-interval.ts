import { BoundedMap } from '../../storage/bounded-map'
import type { Clock } from '../../time/clock'
import type { Session } from '../session'

/** The interval that is derived from an access token's lifetime has these bounds. Milliseconds. */
const SHORTEST = 5000
const LONGEST = 60_000

/** By how much the clocks of two processes may differ. A larger difference is a clock that stepped. Milliseconds. */
const TOLERANCE = 5000

/** Longer than any interval that is not configured. Milliseconds. */
const MEMORY = 10 * 60 * 1000

const MAX_SESSIONS = 20_000

/**
 * How long a session is not renewed again after it was: a tenth of the access
 * token's lifetime, from 5 to 60 seconds, and never more than half of it, so
 * that an expired token can always be renewed.
 *
 * @param configured milliseconds, in place of the derived ones.
 */
export function minRefreshInterval({ lifetime }: Session, configured?: number): number {
  if (lifetime === undefined) return configured ?? LONGEST
  return Math.min(configured ?? Math.min(Math.max(lifetime / 10, SHORTEST), LONGEST), lifetime / 2)
}

/** Knows how long ago sessions were renewed. */
export interface RefreshTimes {
  /** Milliseconds; infinite for a session that never was, or not as far as its tokens tell. */
  since: (session: Session) => number
  /** @param isRefreshed `false`: the session moved on without a new access token, and must be renewed soon. */
  note: (session: Session, isRefreshed: boolean) => void
}

/** By the monotonic clock where this process renewed the session itself, by the receipt of its tokens else. */
export function createRefreshTimes({ now, monotonic }: Clock): RefreshTimes {
  const own = new BoundedMap<string, { generation: number, at: number }>({ maxEntries: MAX_SESSIONS, ttl: MEMORY, now: monotonic })
  return {
    since(session) {
      const known = own.get(session.id)
      if (known?.generation === session.generation) return monotonic() - known.at
      if (session.generation === 0 || session.lifetime === undefined) return Number.POSITIVE_INFINITY
      const elapsed = now() - (session.expiresAt - session.lifetime)
      return elapsed < -TOLERANCE ? Number.POSITIVE_INFINITY : Math.max(0, elapsed)
    },
    note({ id, generation }, isRefreshed) {
      own.set(id, { generation, at: isRefreshed ? monotonic() : Number.NEGATIVE_INFINITY })
    },
  }
}
