import type { WriteEntry } from '../../packages/stand-in/src/index.ts'
import type { Violation } from './check.ts'
import type { ChaosSession } from './sessions.ts'

/** What a client did, in which session it meant to, and what it was told. */
export interface ClientWrite {
  comment: string
  /** The session that the browser was in when the write was sent. `undefined` while it was not sent. */
  session: ChaosSession | undefined
  acknowledged: boolean
}

/**
 * A write is executed once when it was acknowledged, at most once otherwise, and in no session but the one it was meant
 * for. Once that one may have ended, it may go to a visitor's cart: no customer sees it there.
 *
 * @param mayBeOver whether the session has ended, or was lost and cannot be saved
 */
export function checkWrites(sent: readonly ClientWrite[], executed: readonly WriteEntry[], mayBeOver: (session: ChaosSession) => boolean): Violation[] {
  const byComment = Map.groupBy(executed, entry => entry.comment ?? '')
  return sent.flatMap(({ comment, session, acknowledged }) => {
    const entries = byComment.get(comment) ?? []
    return [
      ...(entries.length > 1 ? [`the write ${comment} was executed ${entries.length} times`] : []),
      ...(acknowledged && entries.length === 0 ? [`the write ${comment} was acknowledged but is missing`] : []),
      ...entries.flatMap(entry => strangerIn(entry, comment, session, mayBeOver)),
    ]
  })
}

function strangerIn({ user, family }: WriteEntry, comment: string, session: ChaosSession | undefined, mayBeOver: (session: ChaosSession) => boolean): Violation[] {
  if (user === 'anonymous' && session && mayBeOver(session)) return []
  const meant = `the write ${comment}, meant for ${String(session)},`
  if (user !== session?.user) return [`${meant} was executed for ${user}`]
  const isOther = family !== undefined && session.family !== undefined && family !== session.family
  return isOther ? [`${meant} was executed in another session of the same customer`] : []
}
