import type { GrantEntry } from '../../packages/stand-in/src/index.ts'
import { familiesOf } from './check.ts'
import type { Violation } from './check.ts'
import type { ChaosSession, EndReason } from './sessions.ts'
import type { RelayedRefresh } from './token-relay.ts'

/** Milliseconds for a refresh that was decided on before the end was known to reach the wire. */
const MARGIN = 500

/** Ends that the module brings about itself; of a revocation it learns by being refused. */
const OWN_ENDS: ReadonlySet<EndReason> = new Set(['signed out', 'replaced by another sign-in', 'ended from another session'])

/** Milliseconds after an outage until what could not be written is: writes are tried again twice a second, after the connection is back. */
const CAUGHT_UP = 2000

/** From when to when something was so. Milliseconds of `performance.now()`. */
export interface Span {
  from: number
  until: number
}

/** Whether a process may have been unable to reach the storage at some time of a span, or to know yet what happened meanwhile. */
export function mayBeCutOff(outages: readonly Span[], span: Span): boolean {
  return outages.some(({ from, until }) => from <= span.until && span.from <= until + CAUGHT_UP)
}

/** Milliseconds from a moment until all processes know again what is in the storage; no outage is going on. */
export function untilCaughtUp(outages: readonly Span[], at: number): number {
  return Math.max(0, ...outages.map(({ until }) => until + CAUGHT_UP - at))
}

/** What else is known when ended sessions are checked. */
export interface EndFacts {
  toRevoke?: ReadonlySet<string>
  outages?: readonly Span[]
  lateTokensExpire?: boolean
}

/**
 * A session whose end was confirmed is not renewed. Sessions that share its tokens may be, while one of them lives.
 *
 * @param facts.toRevoke hashes of refresh tokens that a revocation was asked for, whatever came of it: SAP's legacy server revokes
 * nothing without a living access token, so a session whose token has expired is renewed once more to end it.
 * @param facts.outages of the storage. A sign-in does not wait for the end of the session that it replaces: that is written when the storage is back.
 * @param facts.lateTokensExpire whether tokens that came to a process while the storage was away, for a session that had ended, are left to
 * expire: with cookies and SAP's legacy server nobody knows whether a sign-in was given the same ones.
 */
export function checkEnded(sessions: readonly ChaosSession[], refreshes: readonly RelayedRefresh[], grants: readonly GrantEntry[], facts: EndFacts = {}): Violation[] {
  const { toRevoke, outages = [], lateTokensExpire = false } = facts
  const families = familiesOf(grants)
  const holders = Map.groupBy(sessions, session => session.family ?? '')
  return refreshes.flatMap(({ used, startedAt, endedAt: answeredAt = Infinity, life, answered }) => {
    // Without an answer nothing was renewed: what was sent to revoke the session met an outage, or was refused.
    if (answered === undefined || toRevoke?.has(answered)) return []
    if (lateTokensExpire && mayBeCutOff(outages, { from: startedAt, until: answeredAt })) return []
    const of = holders.get(families.get(used) ?? '') ?? []
    const areOver = of.length > 0 && of.every(session => endedAt(session, outages) + MARGIN < startedAt)
    return areOver ? [`${life} renewed the tokens of ${of.join(' and ')} after the end`] : []
  })
}

function endedAt({ endings }: ChaosSession, outages: readonly Span[]): number {
  return Math.min(...endings.map(({ reason, from, confirmedAt }) => {
    if (!OWN_ENDS.has(reason) || confirmedAt === undefined) return Infinity
    if (reason !== 'replaced by another sign-in') return confirmedAt
    const met = outages.filter(outage => outage.from <= confirmedAt && from <= outage.until + CAUGHT_UP)
    return Math.max(confirmedAt, ...met.map(({ until }) => until + CAUGHT_UP))
  }))
}
