import type { GrantEntry, WriteEntry } from '../sap/index.ts'
import type { RelayedRefresh } from './token-relay.ts'

/** What went wrong, in words. */
export type Violation = string

/** How a session was lost that nobody can save: the rotation's answer met a broken connection, or a process that was killed. */
export type Loss = 'dropped' | 'killed'

/** @param orphans hashes of new refresh tokens that only a process knew that was killed */
function lossIn(entry: GrantEntry, orphans: ReadonlySet<string>): Loss | undefined {
  if (entry.outcome !== 'success') return undefined
  if (!entry.delivered) return 'dropped'
  return orphans.has(entry.newRefreshToken ?? '') ? 'killed' : undefined
}

/**
 * Authorization servers answer the second use of a refresh token by ending the
 * living session, so there may be one only after an attempt without an answer.
 */
export function checkRefreshTokens(grants: readonly GrantEntry[], orphans: ReadonlySet<string>): Violation[] {
  const answered = new Set<string>()
  return grants.filter(entry => entry.grant === 'refresh_token').flatMap((entry) => {
    const token = entry.usedRefreshToken ?? ''
    const violation = answered.has(token) ? [`the refresh token ${token} was sent again after it had been answered`] : []
    const isUsable = entry.delivered && (entry.outcome === 'success' || entry.outcome === 'invalid_grant')
    if (isUsable && !lossIn(entry, orphans)) answered.add(token)
    return violation
  })
}

/** The same refresh token under way twice at once: two refreshes of one session. */
export function checkOverlaps(refreshes: readonly RelayedRefresh[]): Violation[] {
  const last = new Map<string, RelayedRefresh>()
  return refreshes.flatMap((entry) => {
    const before = last.get(entry.used)
    last.set(entry.used, entry)
    const overlaps = before && (before.endedAt === undefined || before.endedAt > entry.startedAt)
    return overlaps ? [`${before.life} and ${entry.life} refreshed one session at the same time`] : []
  })
}

/** What a client did, and what it was told. */
export interface ClientWrite {
  comment: string
  user: string
  acknowledged: boolean
}

/** A write is executed once when it was acknowledged, at most once otherwise, and for nobody but its sender. */
export function checkWrites(sent: readonly ClientWrite[], executed: readonly WriteEntry[]): Violation[] {
  const byComment = Map.groupBy(executed, entry => entry.comment ?? '')
  return sent.flatMap(({ comment, user, acknowledged }) => {
    const entries = byComment.get(comment) ?? []
    const stranger = entries.find(entry => entry.user !== user)
    return [
      ...(entries.length > 1 ? [`the write ${comment} was executed ${entries.length} times`] : []),
      ...(acknowledged && entries.length === 0 ? [`the write ${comment} was acknowledged but is missing`] : []),
      ...(stranger ? [`the write ${comment} of ${user} was executed for ${stranger.user}`] : []),
    ]
  })
}

/**
 * Follows a session through its rotations, to the one whose answer reached
 * nobody who is still there, if there is one.
 *
 * @param root hash of the refresh token that the session began with
 */
export function unsavable(grants: readonly GrantEntry[], root: string, orphans: ReadonlySet<string>): Loss | undefined {
  const rotations = new Map(grants.flatMap(entry => entry.grant === 'refresh_token' && entry.outcome === 'success' ? [[entry.usedRefreshToken ?? '', entry] as const] : []))
  let rotation = rotations.get(root)
  // Ends: no token is answered twice.
  while (rotation) {
    const loss = lossIn(rotation, orphans)
    if (loss) return loss
    rotation = rotations.get(rotation.newRefreshToken ?? '')
  }
  return undefined
}
