import type { RecordStorage } from './record-storage'
import type { Session } from '../session'
import { recordKey } from '../record-key'
import type { SharedBy } from './record'
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

/** Each attempt fails only when another process has changed the set at this moment. */
const MAX_ATTEMPTS = 5

/**
 * Ends sessions in the storage. A record whose tokens other sessions use stays, without its own session.
 *
 * @returns a function that ends one; `isRefused`: its tokens were refused, so all sessions with them end. The caller holds its lock.
 */
export function createRecordEndings({ records, sessions, sharing, sharedTokens }: RecordEndingsOptions): (session: Session, isRefused: boolean) => Promise<void> {
  /**
   * Ends a token set, unless other sessions use it.
   *
   * @param leaving key of the session that ends: of the set's owner, or of a member.
   */
  async function leaveSet(session: Session, setKey: string, leaving: string): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const set = await records.readOrFail(setKey)
      // Tokens that were written late have made the session a member of another set.
      if (set?.kind === 'member' && setKey === leaving) return await endMember(session, setKey, set.set, false)
      if (set?.kind !== 'set') return
      if (set.shared && await sharing.isUsedByOthers(set, leaving)) return await records.write(setKey, { ...set, shared: without(leaving, set.shared, setKey) })
      // Tokens that are written late may have brought it another session since it was read.
      if (await records.removeUnchanged(setKey, set)) return await removeIndex(session, setKey)
    }
    throw storageUnavailable(new Error('Other processes keep changing the session.'))
  }

  async function removeSet(session: Session, setKey: string): Promise<void> {
    await records.remove(setKey)
    if (sharedTokens) await removeIndex(session, setKey)
  }

  /** If this fails, the index entry leads to a removed record, which has no effect. */
  async function removeIndex(session: Session, setKey: string): Promise<void> {
    await sharing.removeIndex(session, setKey).catch(ignoreOutage)
  }

  async function endMember(session: Session, key: string, setKey: string, isRefused: boolean): Promise<void> {
    await records.remove(key)
    sessions.forgetMember(key)
    try {
      await (isRefused ? removeSet(session, setKey) : leaveSet(session, setKey, key))
    }
    catch (error) {
      // This session has ended; a remaining entry in the list of members has no effect.
      ignoreOutage(error)
    }
  }

  return async (session, isRefused) => {
    const key = await recordKey(session.id)
    const setKey = await sessions.setOf(key)
    if (setKey !== undefined) await endMember(session, key, setKey, isRefused)
    else if (isRefused || !sharedTokens) await removeSet(session, key)
    else await leaveSet(session, key, key)
  }
}

function without(leaving: string, shared: SharedBy, setKey: string): SharedBy {
  return leaving === setKey ? { ...shared, isOwnerEnded: true } : { ...shared, members: shared.members.filter(member => member !== leaving) }
}
