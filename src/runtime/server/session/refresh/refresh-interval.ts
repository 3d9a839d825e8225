import { BoundedMap } from '../../storage/bounded-map'
import type { Clock } from '../../time/clock'
import type { Session } from '../session'

/** Bounds of the interval that is derived from the access token's lifetime. Milliseconds. */
const SHORTEST = 5000
const LONGEST = 60_000

/** Expected clock difference between two processes. A larger difference means that a clock jumped. Milliseconds. */
const TOLERANCE = 5000

/** How long a refresh is remembered: longer than any derived interval. Milliseconds. */
const MEMORY = 10 * 60 * 1000

const MAX_SESSIONS = 20_000

/**
 * Minimum time between two refreshes of a session: a tenth of the access
 * token's lifetime, from 5 to 60 seconds, and at most half of the lifetime, so
 * that an expired token can always be refreshed. So a client cannot make the
 * server refresh at will, but at most twice in an interval. The second refresh is
 * for a token that SAP refuses (`decide` in `token-claim.ts`), because it was
 * revoked right after the first one.
 *
 * @param configured milliseconds, instead of the derived interval.
 */
export function minRefreshInterval({ lifetime }: Session, configured?: number): number {
  if (lifetime === undefined) return configured ?? LONGEST
  return Math.min(configured ?? Math.min(Math.max(lifetime / 10, SHORTEST), LONGEST), lifetime / 2)
}

/** Remembers when sessions were last refreshed. */
export interface RefreshTimes {
  /** Milliseconds since the last refresh; `Infinity` when none is known. */
  since: (session: Session) => number
  /** As `since`, but at the least so much: the clock of the process that has refreshed the session may be behind this one's. */
  surelySince: (session: Session) => number
  /** @param isRefreshed `false`: the session has a new generation but no new access token, and needs a refresh soon. */
  note: (session: Session, isRefreshed: boolean) => void
}

/** Uses the monotonic clock for refreshes of this process; otherwise the time at which the tokens were received. */
export function createRefreshTimes({ now, monotonic }: Clock): RefreshTimes {
  const own = new BoundedMap<string, { generation: number, at: number }>({ maxEntries: MAX_SESSIONS, ttl: MEMORY, now: monotonic })
  /** @returns `undefined` for a refresh of another process. */
  function sinceOwn({ id, generation }: Session): number | undefined {
    const known = own.get(id)
    return known?.generation === generation ? monotonic() - known.at : undefined
  }

  function sinceReceipt({ generation, lifetime, expiresAt }: Session): number {
    if (generation === 0 || lifetime === undefined) return Number.POSITIVE_INFINITY
    const elapsed = now() - (expiresAt - lifetime)
    return elapsed < -TOLERANCE ? Number.POSITIVE_INFINITY : Math.max(0, elapsed)
  }

  return {
    since: session => sinceOwn(session) ?? sinceReceipt(session),
    surelySince: session => sinceOwn(session) ?? sinceReceipt(session) - TOLERANCE,
    note({ id, generation }, isRefreshed) {
      own.set(id, { generation, at: isRefreshed ? monotonic() : Number.NEGATIVE_INFINITY })
    },
  }
}
