import { performance } from 'node:perf_hooks'
import { SapccError } from '../../src/runtime/sdk/errors'
import { isRefreshRefused } from '../../src/runtime/sdk/refresh/is-unauthorized'
import type { GrantEntry } from '../../packages/stand-in/src/index.ts'
import { hasChangedSince } from './browser.ts'
import type { ChaosBrowser } from './browser.ts'
import type { Call } from './call.ts'
import { familiesOf } from './check.ts'
import type { Violation } from './check.ts'
import { mayBeCutOff } from './check-sessions.ts'
import type { Span } from './check-sessions.ts'
import type { RelayedRefresh } from './token-relay.ts'

/** What ended access tokens in a round, other than refreshes. */
export interface Expiry {
  /** Absent: everybody's. */
  user: string | undefined
  /** Milliseconds of `performance.now()`. */
  at: number
}

/** What else is known when a call was refused. */
export interface RefusalFacts {
  expiries: readonly Expiry[]
  refreshes: readonly RelayedRefresh[]
  grants: readonly GrantEntry[]
  outages: readonly Span[]
}

/** Milliseconds until every process has the tokens of a refresh; until then a call may be sent with those before. */
const WRITTEN_WITHIN = 1500

/** Milliseconds after a disturbance of the storage until a process has a connection that works, as docs/sessions.md says. */
const HEALED_WITHIN = 10_000

/**
 * SAP refuses a call of a living session at most until its tokens are renewed: the SDK renews them and repeats the call, on
 * any process. No violation where during the call the new tokens were ended, too, or the storage was unavailable, or the
 * browser signed out or was in another session: then no call is repeated, although of two sign-ins at once both sessions live.
 * Where the server says that the session is over, another check decides whether that is allowed.
 */
export function checkRefusal(error: unknown, browser: Pick<ChaosBrowser, 'changes'>, { meant, sentAt, alternatives }: Call, { expiries, refreshes, grants, outages }: RefusalFacts): Violation[] {
  if (!(error instanceof SapccError) || error.status !== 401 || error.data.type !== 'InvalidTokenError') return []
  if (isRefreshRefused(error.cause)) return []
  if (!meant || sentAt === undefined || meant.mayBeOver() || alternatives.length > 0) return []
  const span: Span = { from: sentAt, until: performance.now() }
  if (mayBeCutOff(outages, { ...span, from: span.from - HEALED_WITHIN })) return []
  if (hasChangedSince(browser, sentAt)) return []
  const families = familiesOf(grants)
  // Without an answer nothing was renewed.
  const own = refreshes.filter(({ used, answered }) => answered !== undefined && families.get(used) === meant.family)
  const recent = own.filter(({ endedAt = Infinity }) => endedAt >= span.from - WRITTEN_WITHIN)
  // The tokens that the call was repeated with. A browser that has missed an answer, or a process that has read the storage before
  // these were written, is given those of the last refresh, however long ago that was.
  const used = recent.length === 0 ? own.slice(-1) : recent
  // What came after they were issued may have ended them, too.
  const since = Math.min(span.from, ...used.map(({ startedAt }) => startedAt))
  if (expiries.some(({ user, at }) => at >= since && (user === undefined || user === meant.user))) return []
  // A second renewal ends the access token that the first one gave.
  if (renewals(grants, meant.family, span.from - WRITTEN_WITHIN) > 1) return []
  return [`a call of ${String(meant)} was refused although its session lives`]
}

/** How many access tokens were issued to a family since a moment, after its first one. Another sign-in may do so where sessions share tokens. */
function renewals(grants: readonly GrantEntry[], family: string | undefined, since: number): number {
  const [first, ...later] = grants.filter(entry => entry.outcome === 'success' && entry.family === family)
  const issued = later.filter(({ time, newAccessToken }) => Date.parse(time) - performance.timeOrigin >= since && newAccessToken !== first?.newAccessToken)
  return new Set(issued.map(({ newAccessToken }) => newAccessToken)).size
}
