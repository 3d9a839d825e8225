import type { GrantEntry, WriteEntry } from '../sap/index.ts'

/** What went wrong, in words. */
export type Violation = string

/**
 * Authorization servers answer the second use of a refresh token by ending the
 * living session, so there may be one only after an attempt without an answer.
 */
export function checkRefreshTokens(grants: readonly GrantEntry[]): Violation[] {
  const spent = new Set<string>()
  return grants.filter(entry => entry.grant === 'refresh_token').flatMap((entry) => {
    const token = entry.usedRefreshToken ?? ''
    const violation = spent.has(token) ? [`the refresh token ${token} was sent again after it had been answered`] : []
    const answered = entry.delivered && (entry.outcome === 'success' || entry.outcome === 'invalid_grant')
    if (answered) spent.add(token)
    return violation
  })
}

/** What a client did, and what it was told. */
export interface ClientWrite {
  comment: string
  acknowledged: boolean
}

/** A write is executed once when it was acknowledged, at most once otherwise. */
export function checkWrites(sent: readonly ClientWrite[], executed: readonly WriteEntry[]): Violation[] {
  const times = new Map<string, number>()
  for (const { comment } of executed) if (comment !== undefined) times.set(comment, (times.get(comment) ?? 0) + 1)
  return sent.flatMap(({ comment, acknowledged }) => {
    const count = times.get(comment) ?? 0
    if (count > 1) return [`the write ${comment} was executed ${count} times`]
    return acknowledged && count === 0 ? [`the write ${comment} was acknowledged but is missing`] : []
  })
}

/**
 * Rotations whose answer reached nobody: the authorization server gave a new
 * refresh token and the connection broke. Nobody can save such a session.
 */
export function lostRotations(grants: readonly GrantEntry[], user: string): number {
  return grants.filter(entry => entry.grant === 'refresh_token' && entry.user === user && entry.outcome === 'success' && !entry.delivered).length
}
