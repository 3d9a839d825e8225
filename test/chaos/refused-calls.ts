import { performance } from 'node:perf_hooks'
import { SapccError } from '../../src/runtime/sdk/errors'
import type { GrantEntry } from '../../packages/stand-in/src/index.ts'
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

/**
 * SAP refuses a call of a living session at most until its tokens are renewed: the SDK renews them and repeats the call, on
 * any process. No violation where the new tokens were ended too, the storage was unavailable, or the browser got into another
 * session, during the call: two sign-ins at once leave the first one's session alive, but no call is repeated there.
 */
export function checkRefusal(error: unknown, browser: Pick<ChaosBrowser, 'session'>, { meant, sentAt, alternatives }: Call, { expiries, refreshes, grants, outages }: RefusalFacts): Violation[] {
  if (!(error instanceof SapccError) || error.status !== 401 || error.data.type !== 'InvalidTokenError') return []
  if (!meant || sentAt === undefined || browser.session !== meant || meant.mayBeOver() || alternatives.length > 0) return []
  const span: Span = { from: sentAt, until: performance.now() }
  if (mayBeCutOff(outages, span)) return []
  const families = familiesOf(grants)
  const own = refreshes.filter(({ used, endedAt = Infinity }) => families.get(used) === meant.family && endedAt >= span.from - WRITTEN_WITHIN)
  // What came after the new tokens were issued may have ended these, too.
  const since = Math.min(span.from, ...own.map(({ startedAt }) => startedAt))
  if (expiries.some(({ user, at }) => at >= since && (user === undefined || user === meant.user))) return []
  // A second refresh ends the access token that the first one gave.
  return own.length > 1 ? [] : [`a call of ${String(meant)} was refused although its session lives`]
}
