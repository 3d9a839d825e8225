import type { RecordStorage } from './record-storage'
import type { Session } from '../session'
import { recordKey } from '../record-key'
import { withTokensOf } from './record'
import type { SharedBy, TokenSet } from './record'
import { retryIfRecordChanged } from './record-changed'
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

/** More than one only while sets are being united: members refer to a set for a moment after it has become a member itself. */
const MAX_FOLLOWED = 4

export function createRecordEndings({ records, sessions, sharing, sharedTokens }: RecordEndingsOptions): RecordEndings {
  /**
   * Takes a session out of a set, and ends the set unless other sessions use it.
   *
   * @param leaving key of the session that ends: of the set's owner, or of a member.
   */
  async function leave(session: Session, setKey: string, leaving: string): Promise<Session> {
    return await retryIfRecordChanged(async () => {
      const record = await records.readOrFail(setKey)
      if (record?.kind === 'member' && setKey === leaving) {
        await records.remove(leaving, record)
        return await leaveAsMember(session, record.set, leaving)
      }
      if (record?.kind !== 'set') return session
      // Tokens that are written late may have brought the set another session since the caller has read it.
      const isUsed = await sharing.isUsedByOthers(record, leaving)
      const { shared, session: { generation } } = record
      if (!isUsed) await removeSet(setKey, record)
      else if (shared) await records.write(setKey, { ...record, shared: without(leaving, shared, setKey) })
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

  async function removeSet(setKey: string, set: TokenSet): Promise<void> {
    await records.remove(setKey, set)
    // If this fails, the index entry leads to a removed record, which has no effect.
    if (sharedTokens) await sharing.removeIndex(set.session, setKey).catch(ignoreOutage)
  }

  return {
    async end(session) {
      const key = await recordKey(session.id)
      return await leave(session, key, key)
    },
    async endRefused(session) {
      const ownKey = await recordKey(session.id)
      return await retryIfRecordChanged(async () => {
        let setKey = ownKey
        let record = await records.read(setKey)
        for (let followed = 0; record?.kind === 'member'; followed++) {
          if (followed === MAX_FOLLOWED) throw storageUnavailable(new Error('The records of several sessions refer to one another.'))
          setKey = record.set
          record = await records.read(setKey)
        }
        // A member's record has no effect without the set.
        if (!record) return true
        if (record.session.generation > session.generation) return false
        await removeSet(setKey, record)
        return true
      })
    },
  }
}

function without(leaving: string, shared: SharedBy, setKey: string): SharedBy {
  return leaving === setKey ? { ...shared, isOwnerEnded: true } : { ...shared, members: shared.members.filter(member => member !== leaving) }
}
