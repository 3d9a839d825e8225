import type { Sealer } from '../../crypto/sealer'
import { withLock } from '../../storage/lock'
import type { KeyedLock } from '../../storage/lock'
import type { SharedStorage } from '../../storage/shared-storage'
import { ignoreOutage, isStorageUnavailable } from '../../storage/storage-unavailable'
import { clockOf } from '../../time/clock'
import { settlesWithin } from '../../time/sleep'
import { createRecordEndings } from './record-endings'
import { createRecordLifetime } from './record-lifetime'
import { createRecordStorage } from './record-storage'
import type { RecordStorage } from './record-storage'
import type { Session } from '../session'
import { recordKey } from '../record-key'
import { SAVE_WAIT } from '../save-wait'
import type { SessionStore } from '../session-store'
import { createSessionReader } from './session-reader'
import { createTokenIndex } from './token-index'
import { createTokenSharing } from './token-sharing'
import { createUserIndex } from './user-index'
import { isUnreadable, unlessUnreadable } from './unreadable-record'
import { createUserSessions } from './user-sessions'

export { OUTAGE_CACHE } from './record-storage'

/** Options of {@link createStorageStore}. */
export interface StorageStoreOptions {
  sealer: Sealer
  storage: SharedStorage
  lock: KeyedLock
  /** Seconds a session is kept after it was last used. */
  maxAge: number
  /**
   * Whether the authorization server may issue another session's tokens at a
   * second sign-in, as SAP's legacy server does. Costs one read and one write at
   * each sign-in, and a read and up to two writes at each refresh.
   *
   * @default false
   */
  sharedTokens?: boolean
  /** Called for each session whose record this process cannot open. */
  onUnreadable?: () => void
  /** Used for both clocks. @default the platform's clocks */
  now?: () => number
}

/** 256 bits, base64url. */
const ID_SHAPE = /^[\w-]{43}$/

/**
 * Sessions on the server: the cookie holds a random id, the storage's key is
 * its hash, and the tokens are sealed. A lost response loses no tokens, and the
 * id of an ended session is useless.
 */
export function createStorageStore(options: StorageStoreOptions): SessionStore {
  const { sealer, storage, lock, maxAge, sharedTokens = false, onUnreadable = () => {} } = options
  const clock = clockOf(options.now)
  const { now } = clock
  const index = createUserIndex({ sealer, storage, lock, maxAge })
  const tokenIndex = createTokenIndex({ sealer, storage, maxAge })
  const sharing = createTokenSharing({ records: () => records, index: tokenIndex, lock, maxAge, now })
  const records: RecordStorage = createRecordStorage({
    sealer,
    storage,
    maxAge,
    clock,
    writeWithIndex: sharedTokens ? sharing.moveTokens : async (_key, _before, _after, write) => await write([]),
  })
  const sessions = createSessionReader({ records, sharedTokens, clock })
  const lifetime = createRecordLifetime({ records, index, tokenIndex, withRecordLock, maxAge, sharedTokens, now })
  const endings = createRecordEndings({ records, sessions, sharing, sharedTokens })
  const users = createUserSessions({ index, session: async key => (await unlessUnreadable(sessions.read(key)))?.session, update: updateSession, withRecordLock, now })

  async function withRecordLock<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return await withLock(lock, await sessions.setOf(key) ?? key, work)
  }

  async function find(id: string, freshness: 'may-be-stale' | 'current'): Promise<Session | undefined> {
    const key = await recordKey(id)
    try {
      // A refresh must not overwrite a record that this process cannot open.
      const found = await (freshness === 'current' ? unlessUnreadable(sessions.read(key)) : sessions.read(key))
      // A record that was copied to another key is not accepted.
      if (found?.session.id !== id) return undefined
      lifetime.extendIfDue(key, found.until)
      return found.session
    }
    catch (error) {
      if (freshness === 'current' || !isStorageUnavailable(error) || isUnreadable(error)) throw error
      const found = await sessions.remembered(key)
      if (!found) throw error
      return found.session.id === id ? found.session : undefined
    }
  }

  async function updateSession(key: string, change: Pick<Session, 'userId' | 'listedAt' | 'device'>): Promise<void> {
    const record = await records.read(key)
    if (record?.kind === 'member') await records.write(key, { ...record, ...change })
    else if (record) await records.write(key, { ...record, session: { ...record.session, ...change } })
  }

  return {
    async open(cookie) {
      if (!ID_SHAPE.test(cookie)) return 'unreadable'
      try {
        const session = await find(cookie, 'may-be-stale')
        return { sent: session, current: session, ...(session ? {} : { ending: 'ended' as const }) }
      }
      catch (error) {
        if (!isUnreadable(error)) throw error
        onUnreadable()
        return 'unreadable'
      }
    },
    // Not needed: a refresh writes no cookie.
    peek: () => undefined,
    cookieValue: session => Promise.resolve(session.id),
    async begin(session) {
      const key = await recordKey(session.id)
      const beginAlone = () => records.write(key, { kind: 'set', session, until: now() + maxAge * 1000 })
      if (!sharedTokens) return await beginAlone()
      const tokenKey = await tokenIndex.keyOf(session)
      // The lock serializes concurrent sign-ins with the same tokens, so that the second one finds the first.
      await withLock(lock, tokenKey, async () => {
        const setKey = await sharing.join(session, key, tokenKey)
        if (setKey !== undefined) {
          sessions.noteMember(key, setKey)
          return
        }
        await tokenIndex.set(tokenKey, { set: key, generation: session.generation })
        await beginAlone()
      })
    },
    async newest(session, freshness) {
      if (freshness === 'current') {
        const key = await recordKey(session.id)
        await records.flush(sessions.knownSetOf(key) ?? key)
      }
      const found = await find(session.id, freshness)
      return found && { session: found, isOutdated: false }
    },
    async save(session) {
      const key = await recordKey(session.id)
      const setKey = sessions.knownSetOf(key)
      const kept = await lifetime.relist(key, session)
      if (setKey !== undefined && kept.listedAt !== undefined && kept !== session) await updateSession(key, { listedAt: kept.listedAt }).catch(ignoreOutage)
      await records.saveTokens(setKey ?? key, kept, setKey === undefined)
    },
    async saved(session) {
      const key = await recordKey(session.id)
      await records.written(sessions.knownSetOf(key) ?? key)
    },
    end: endings.end,
    endUpTo: endings.endRefused,
    async lockKey(session) {
      const key = await recordKey(session.id)
      try {
        return await sessions.setOf(key) ?? key
      }
      catch (error) {
        ignoreOutage(error)
        return key
      }
    },
    async keepForOthers(session, setKey) {
      if (!sharedTokens) return false
      const record = await records.read(setKey)
      const key = record?.kind === 'member' ? record.set : setKey
      const set = record?.kind === 'member' ? await records.read(key) : record
      if (set?.kind !== 'set' || !await sharing.isUsedByOthers(set, await recordKey(session.id))) return false
      await settlesWithin(records.saveTokens(key, session, false), SAVE_WAIT)
      return true
    },
    keepForLateSignIn: async (session, replaced) => sharedTokens && await sharing.keepForLateSignIn(session, replaced),
    sharesTokens: sharedTokens,
    revokeUnused: async (tokens, revoke) => sharedTokens ? await sharing.revokeUnused(tokens, revoke) : await revoke(),
    drained: async () => void await Promise.all([records.drained(), users.drained()]),
    users,
  }
}
