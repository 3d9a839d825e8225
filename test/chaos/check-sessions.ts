import type { GrantEntry } from '../sap/index.ts'
import { familiesOf } from './check.ts'
import type { Violation } from './check.ts'
import type { ChaosSession, EndReason } from './sessions.ts'
import type { RelayedRefresh } from './token-relay.ts'

/** Milliseconds for a refresh that was decided on before the end was known to reach the wire. */
const MARGIN = 500

/** Ends that the module brings about itself; of a revocation it learns by being refused. */
const OWN_ENDS: ReadonlySet<EndReason> = new Set(['signed out', 'replaced by another sign-in', 'ended from another session'])

/** A session whose end was confirmed is not renewed. Sessions that share its tokens may be, while one of them lives. */
export function checkEnded(sessions: readonly ChaosSession[], refreshes: readonly RelayedRefresh[], grants: readonly GrantEntry[]): Violation[] {
  const families = familiesOf(grants)
  const holders = Map.groupBy(sessions, session => session.family ?? '')
  return refreshes.flatMap(({ used, startedAt, life }) => {
    const of = holders.get(families.get(used) ?? '') ?? []
    const areOver = of.length > 0 && of.every(session => endedAt(session) + MARGIN < startedAt)
    return areOver ? [`${life} renewed the tokens of ${of.join(' and ')} after the end`] : []
  })
}

function endedAt({ endings }: ChaosSession): number {
  return Math.min(...endings.map(({ reason, confirmedAt }) => OWN_ENDS.has(reason) ? confirmedAt ?? Infinity : Infinity))
}
