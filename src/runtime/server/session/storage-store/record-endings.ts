import type { RecordStorage } from './record-storage'
import type { Session } from '../session'
import { recordKey } from '../record-key'
import type { SessionReader } from './session-reader'
import { ignoreOutage } from './token-sharing'
import type { TokenSharing } from './token-sharing'

/** Options of {@link createRecordEndings}. */
export interface RecordEndingsOptions {
  records: RecordStorage
  sessions: SessionReader
  sharing: TokenSharing
  /** Whether several sessions may have the same tokens. */
  sharedTokens: boolean
}

/**
 * Ends sessions in the storage. A record whose tokens other sessions use stays, without its own session.
 *
 * @returns a function that ends one; `isRefused`: its tokens were refused, so all sessions with them end. The caller holds its lock.
 */
export function createRecordEndings({ records, sessions, sharing, sharedTokens }: RecordEndingsOptions): (session: Session, isRefused: boolean) => Promise<void> {
  async function endOwner(session: Session, key: string, { evenIfShared }: { evenIfShared: boolean }): Promise<void> {
    const found = sharedTokens && !evenIfShared ? await records.read(key) : undefined
    if (found?.kind === 'set' && found.shared && await sharing.isUsedByOthers(found, key)) {
      await records.write(key, { ...found, shared: { ...found.shared, isOwnerEnded: true } })
      return
    }
    await records.remove(key)
    // If this fails, the index entry leads to a removed record, which has no effect.
    if (sharedTokens) await sharing.removeIndex(session, key).catch(ignoreOutage)
  }

  async function endMember(session: Session, key: string, setKey: string, isRefused: boolean): Promise<void> {
    await records.remove(key)
    sessions.forgetMember(key)
    try {
      const set = await records.read(setKey)
      if (set?.kind !== 'set') return
      if (isRefused || !await sharing.isUsedByOthers(set, key)) await endOwner(session, setKey, { evenIfShared: true })
      else if (set.shared) await records.write(setKey, { ...set, shared: { ...set.shared, members: set.shared.members.filter(member => member !== key) } })
    }
    catch (error) {
      // This session has ended; a remaining entry in the list of members has no effect.
      ignoreOutage(error)
    }
  }

  return async (session, isRefused) => {
    const key = await recordKey(session.id)
    const setKey = await sessions.setOf(key)
    if (setKey === undefined) await endOwner(session, key, { evenIfShared: isRefused })
    else await endMember(session, key, setKey, isRefused)
  }
}
