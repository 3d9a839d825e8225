import type { SapccSessionConfig } from '../config/types'
import type { Session } from './session'

/** How long sessions may live, in seconds. */
export type LifetimeLimits = Pick<SapccSessionConfig, 'maxAge' | 'absoluteMaxAge'>

/** Tolerance for processes' clocks that differ, and for a clock that jumps. Milliseconds. */
export const CLOCK_TOLERANCE = 5000

/** How long an expired access token without a refresh token is still used: SAP's clock decides, not this one. Milliseconds. */
const UNRENEWABLE_TOLERANCE = 60_000

/**
 * Whether a session has outlived its limits: unused for `maxAge`, older than
 * `absoluteMaxAge`, or left with an expired token that cannot be renewed. Decided by what is sealed in the session, not by
 * how long the browser keeps a cookie.
 *
 * @param now milliseconds since 1970.
 */
export function hasExpired(session: Session, { maxAge, absoluteMaxAge }: LifetimeLimits, now: number): boolean {
  if (session.refreshToken === undefined && now - session.expiresAt > UNRENEWABLE_TOLERANCE) return true
  const lastUse = lastUseOf(session)
  if (lastUse !== undefined && now - lastUse > maxAge * 1000 + CLOCK_TOLERANCE) return true
  return session.createdAt !== undefined && now - session.createdAt > absoluteMaxAge * 1000 + CLOCK_TOLERANCE
}

/** Uses are saved at most once per this part of `maxAge`; otherwise each request would write. */
const USE_INTERVAL_PART = 0.1

/** The interval in which uses of a session are saved at most once. @param maxAge seconds. @returns milliseconds. */
export function useInterval(maxAge: number): number {
  return maxAge * 1000 * USE_INTERVAL_PART
}

/** Whether the time of last use must be updated, so that a used session does not expire. */
export function shouldRecordUse(session: Session, { maxAge }: LifetimeLimits, now: number): boolean {
  const lastUse = lastUseOf(session)
  return lastUse !== undefined && now - lastUse > useInterval(maxAge)
}

/** Sessions of version 0.1 have no `usedAt`: the receipt of their tokens counts as last use. */
function lastUseOf({ usedAt, lifetime, expiresAt }: Session): number | undefined {
  return usedAt ?? (lifetime === undefined ? undefined : expiresAt - lifetime)
}
