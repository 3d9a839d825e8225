import type { RecordStorage } from './record-storage'
import type { Session } from '../session'
import { recordKey } from '../record-key'
import { withTokensOf } from './record'
import type { SharedBy, TokenSet } from './record'
import type { SessionReader } from './session-reader'
import { ignoreOutage, storageUnavailable } from '../../storage/storage-unavailable'
import type { TokenSharing } from './token-sharing'

/** Options of {@link createRecordEndings}. */
export interface RecordEndingsOptions {
  records: RecordStorage
  sessions: SessionReader
  sharing: TokenSharing
  /** Whether several sessions may have the same tokens. */
  sharedTokens: boolean
}

/** Ends sessions in the storage. The caller holds the lock of the session. */
export interface RecordEndings {
  /**
   * Ends a session. A set whose tokens other sessions use stays, without this one.
   *
   * @returns the session with its last tokens; another process may have written newer ones than the caller knows.
   */
  end: (session: Session) => Promise<Session>
  /**
   * Ends all sessions that have the refused tokens of this one.
   *
   * @returns `false` when there are newer tokens by now; then nothing has ended.
   */
  endRefused: (session: Session) => Promise<boolean>
}

export function createRecordEndings({ records, sessions, sharing, sharedTokens }: RecordEndingsOptions): RecordEndings {
  /**
   * Takes a session out of a set, and ends the set unless other sessions use it.
   *
   * @param leaving key of the session that ends: of the set's owner, or of a member.
   */
  async function leave(session: Session, setKey: string, leaving: string): Promise<Session> {
    return await untilUnchanged(async () => {
      const record = await records.readOrFail(setKey)
      if (record?.kind === 'member' && setKey === leaving) return await records.remove(leaving, record) ? await leaveAsMember(session, record.set, leaving) : undefined
      if (record?.kind !== 'set') return session
      // Tokens that are written late may have brought the set another session since the caller has read it.
      const isUsed = await sharing.isUsedByOthers(record, leaving)
      const { shared, session: { generation } } = record
      const isDone = isUsed ? !shared || await records.replace(setKey, { ...record, shared: without(leaving, shared, setKey) }) : await removeSet(setKey, record)
      if (!isDone) return undefined
      return generation < session.generation ? session : withTokensOf(session, record.session, generation)
    })
  }

  async function leaveAsMember(session: Session, setKey: string, leaving: string): Promise<Session> {
    sessions.forgetMember(leaving)
    try {
      return await leave(session, setKey, leaving)
    }
    catch (error) {
      // This session has ended; a remaining entry in the list of members has no effect.
      ignoreOutage(error)
      return session
    }
  }

  async function removeSet(setKey: string, set: TokenSet): Promise<boolean> {
    if (!await records.remove(setKey, set)) return false
    // If this fails, the index entry leads to a removed record, which has no effect.
    if (sharedTokens) await sharing.removeIndex(set.session, setKey).catch(ignoreOutage)
    return true
  }

  return {
    async end(session) {
      const key = await recordKey(session.id)
      return await leave(session, key, key)
    },
    async endRefused(session) {
      let setKey = await recordKey(session.id)
      return await untilUnchanged(async () => {
        const record = await records.read(setKey)
        // A member's record has no effect without the set.
        if (!record) return true
        if (record.kind === 'set') return record.session.generation > session.generation ? false : await removeSet(setKey, record) || undefined
        setKey = record.set
        return undefined
      })
    },
  }
}

/** Each attempt fails only when another process has changed the record at this moment, or the session joined another set. */
const MAX_ATTEMPTS = 5

/** @param attempt resolves to `undefined` to be made again. @throws SapccError 503 when all attempts failed. */
async function untilUnchanged<Result>(attempt: () => Promise<Result | undefined>): Promise<Result> {
  for (let count = 0; count < MAX_ATTEMPTS; count++) {
    const result = await attempt()
    if (result !== undefined) return result
  }
  throw storageUnavailable(new Error('Other processes keep changing the session.'))
}

function without(leaving: string, shared: SharedBy, setKey: string): SharedBy {
  return leaving === setKey ? { ...shared, isOwnerEnded: true } : { ...shared, members: shared.members.filter(member => member !== leaving) }
}
