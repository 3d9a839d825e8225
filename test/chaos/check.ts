import type { GrantEntry } from '../../packages/stand-in/src/index.ts'
import type { RelayedRefresh } from './token-relay.ts'

export { checkWrites } from './check-writes.ts'
export type { ClientWrite } from './check-writes.ts'

/** What went wrong, in words. */
export type Violation = string

/** What is known of a round's tokens beside the ledger. */
export interface TokenFacts {
  /** Hashes of new refresh tokens that only a process knew that was killed. */
  orphans: ReadonlySet<string>
  /** Hashes of refresh tokens whose refusal only a process knew that was killed, one for each refusal. */
  unnotedRefusals: readonly string[]
  /** Families that several sessions hold, and that no process can keep apart; see `exemptions.ts`. */
  unguarded: ReadonlySet<string>
  /** Families that several sessions hold. */
  shared: ReadonlySet<string>
}

/** How new tokens got lost for good: the connection broke before their answer arrived, or the process that received it was killed. */
export type RotationLoss = 'dropped' | 'killed'

function lossIn(entry: GrantEntry, orphans: ReadonlySet<string>): RotationLoss | undefined {
  // Without rotation an answer that is lost costs nothing.
  if (entry.outcome !== 'success' || entry.newRefreshToken === entry.usedRefreshToken) return undefined
  if (!entry.delivered) return 'dropped'
  return orphans.has(entry.newRefreshToken ?? '') ? 'killed' : undefined
}

/**
 * Authorization servers answer the second use of a refresh token by ending the
 * living session, so there may be one only after an attempt without an answer.
 */
export function checkRefreshTokens(grants: readonly GrantEntry[], { orphans, unnotedRefusals, unguarded, shared }: TokenFacts): Violation[] {
  const answered = new Set<string>()
  const unnoted = [...unnotedRefusals]
  const families = familiesOf(grants)
  return grants.filter(entry => entry.grant === 'refresh_token').flatMap((entry) => {
    const token = entry.usedRefreshToken ?? ''
    if (unguarded.has(families.get(token) ?? '')) return []
    const violation = answered.has(token) ? [`the refresh token ${token} was sent again after it had been answered`] : []
    // Of sessions that share tokens each may learn by itself that they are refused: it costs nothing.
    const isRefused = entry.outcome === 'invalid_grant' && !shared.has(families.get(token) ?? '') && !takeOut(unnoted, token)
    const isSpent = isRefused || (entry.outcome === 'success' && entry.newRefreshToken !== token)
    if (entry.delivered && isSpent && !lossIn(entry, orphans)) answered.add(token)
    return violation
  })
}

/** @returns whether it was among them */
function takeOut<T>(values: T[], value: T): boolean {
  const at = values.indexOf(value)
  if (at >= 0) values.splice(at, 1)
  return at >= 0
}

/** The same refresh token under way twice at once, a request that its sender has given up included: two refreshes of one session. */
export function checkOverlaps(refreshes: readonly RelayedRefresh[], grants: readonly GrantEntry[], { unguarded }: TokenFacts): Violation[] {
  const last = new Map<string, RelayedRefresh>()
  const families = familiesOf(grants)
  return refreshes.flatMap((entry) => {
    if (unguarded.has(families.get(entry.used) ?? '')) return []
    const before = last.get(entry.used)
    last.set(entry.used, entry)
    const overlaps = before && (before.endedAt === undefined || before.endedAt > entry.startedAt)
    return overlaps ? [`${before.life} and ${entry.life} refreshed one session at the same time`] : []
  })
}

/**
 * Follows a session through its rotations, to the one whose answer reached no process that still runs, if there is one.
 *
 * @param root hash of the refresh token that the session began with
 */
export function unsavable(grants: readonly GrantEntry[], root: string, orphans: ReadonlySet<string>): RotationLoss | undefined {
  return lostRotation(grants, root, orphans)?.loss
}

/** As {@link unsavable}. @returns also the refresh token that is sent once more because of it. */
export function lostRotation(grants: readonly GrantEntry[], root: string, orphans: ReadonlySet<string>): { loss: RotationLoss, used: string | undefined } | undefined {
  const rotations = new Map(grants.flatMap(entry => isRotation(entry) ? [[entry.usedRefreshToken ?? '', entry] as const] : []))
  let rotation = rotations.get(root)
  // Ends: no token is answered twice.
  while (rotation) {
    const loss = lossIn(rotation, orphans)
    if (loss) return { loss, used: rotation.usedRefreshToken }
    rotation = rotations.get(rotation.newRefreshToken ?? '')
  }
  return undefined
}

/** The family of every refresh token that was issued, by the token's hash. */
export function familiesOf(grants: readonly GrantEntry[]): Map<string, string> {
  return new Map(grants.flatMap(({ newRefreshToken, family }) => newRefreshToken !== undefined && family !== undefined ? [[newRefreshToken, family] as const] : []))
}

function isRotation(entry: GrantEntry): boolean {
  return entry.grant === 'refresh_token' && entry.outcome === 'success' && entry.newRefreshToken !== entry.usedRefreshToken
}
