import { BoundedMap } from '../storage/bounded-map'
import type { Sealer } from '../crypto/sealer'
import type { Session } from './session'
import { withLock } from '../storage/lock'
import type { RefreshLock } from '../storage/lock'
import { sessionKey } from './session-key'
import type { SharedStorage } from '../storage/shared-storage'
import type { SessionStore } from './store'
import { isStoreUnavailable } from '../storage/storage-unavailable'
import { createRecordStorage } from './record-storage'
import type { RecordStorage } from './record-storage'
import { createTokenIndex } from './token-index'
import { createTokenSharing, ignoreOutage } from './token-sharing'
import { createUserIndex } from './user-index'
import { createUserSessions } from './user-sessions'
import { sessionOfRecord } from './stored-record'
import type { StoredRecord } from './stored-record'
import { clockOf } from '../time/clock'
import { settlesWithin } from '../time/sleep'

export { OUTAGE_CACHE } from './record-storage'

/** Options of {@link createStorageStore}. */
export interface StorageStoreOptions {
  sealer: Sealer
  storage: SharedStorage
  lock: RefreshLock
  /** Seconds a session is kept after it was last used. */
  maxAge: number
  /**
   * Whether the authorization server may issue another session's tokens at a
   * second sign-in, as SAP's legacy server does. Costs one read and one write at
   * each sign-in, and up to two writes at each refresh.
   *
   * @default false
   */
  sharedTokens?: boolean
  /** Used for both clocks. @default the platform's clocks */
  now?: () => number
}

/** The key of a member's token set hardly ever changes, and a record says so itself: it may be cached for long. Milliseconds. */
const MEMBERSHIP_CACHE = 24 * 60 * 60 * 1000

const MAX_CACHED = 10_000

/** How long `keepForOthers` waits for the write; the write continues after that. Milliseconds. */
const SAVE_PATIENCE = 1000

/**
 * Sessions on the server: the cookie holds a random id, the storage's key is
 * its hash, and the tokens are sealed. A lost response loses no tokens, and the
 * id of an ended session is useless.
 */
export function createStorageStore(options: StorageStoreOptions): SessionStore {
  const { sealer, storage, lock, maxAge, sharedTokens = false } = options
  const clock = clockOf(options.now)
  const { now, monotonic } = clock
  /** For sessions whose tokens are in another session's record: the key of that record. */
  const memberships = new BoundedMap<string, string>({ maxEntries: MAX_CACHED, ttl: MEMBERSHIP_CACHE, now: monotonic })
  const index = createUserIndex({ sealer, storage, lock, maxAge })
  const tokenIndex = createTokenIndex({ sealer, storage, maxAge })
  const sharing = createTokenSharing({ records: () => records, index: tokenIndex, lock, maxAge, now })
  const records: RecordStorage = createRecordStorage({
    sealer,
    storage,
    maxAge,
    clock,
    onTokenChange: sharedTokens ? sharing.moveTokens : async (_key, _before, _after, write) => await write([]),
  })
  const users = createUserSessions({ index, session: async key => (await stored(key))?.session, update: updateSession, withRecordLock, now })
  /** Keys of records whose lifetime is being extended; bounded by the requests in progress. */
  const extending = new Set<string>()

  /** The session whose record has this key, read from the storage. */
  async function stored(key: string): Promise<StoredSession | undefined> {
    const known = memberships.get(key)
    if (known === undefined) return await sessionAt(key, await records.read(key), records.read)
    // Read both records at the same time: the key of the token set hardly ever changes.
    const [own, set] = await records.readBoth(key, known)
    return await sessionAt(key, own, async setKey => setKey === known ? set : await records.read(setKey))
  }

  async function sessionAt(key: string, record: StoredRecord | undefined, read: (setKey: string) => Promise<StoredRecord | undefined>): Promise<StoredSession | undefined> {
    if (!record) return undefined
    const isMember = record.kind === 'member'
    const setKey = isMember ? record.set : key
    const found = isMember ? await read(setKey) : record
    if (found?.kind !== 'set') return undefined
    // A record that was copied to another key is not accepted.
    if (isMember && await sessionKey(found.session.id) !== setKey) return undefined
    const set = await records.latest(setKey, found)
    if (isMember) memberships.set(key, setKey)
    const session = sessionOfRecord(isMember ? record : set, set, now())
    return session && { session, until: record.until }
  }

  /** Extends a session's lifetime between refreshes, and for sessions whose tokens another session refreshes. */
  function extendIfDue(key: string, until: number): void {
    if (until - now() > maxAge * 1000 / 2 || extending.has(key)) return
    extending.add(key)
    // After a failure the next call tries again.
    void extend(key).catch(() => undefined).finally(() => extending.delete(key))
  }

  async function extend(key: string): Promise<void> {
    await withRecordLock(key, async () => {
      const record = await records.read(key)
      if (!record || record.until <= now()) return
      const usedAt = now()
      const until = usedAt + maxAge * 1000
      if (record.kind === 'member') await records.write(key, { ...await listed(key, record), usedAt, until })
      else await records.write(key, { ...record, session: { ...await listed(key, record.session), usedAt }, until })
      if (sharedTokens) await extendTokens(record.kind === 'member' ? record.set : key, until)
    })
  }

  /** Extends the shared token set, which must live as long as each session that uses it. The caller holds its lock. */
  async function extendTokens(setKey: string, until: number): Promise<void> {
    const set = await records.read(setKey)
    if (set?.kind !== 'set') return
    if (set.shared && set.shared.until < until) await records.write(setKey, { ...set, shared: { ...set.shared, until } })
    await tokenIndex.set(await tokenIndex.keyOf(set.session), { set: setKey, generation: set.session.generation })
  }

  async function find(id: string, freshness: 'any' | 'certain'): Promise<Session | undefined> {
    const key = await sessionKey(id)
    try {
      const found = await stored(key)
      // A record that was copied to another key is not accepted.
      if (found?.session.id !== id) return undefined
      extendIfDue(key, found.until)
      return found.session
    }
    catch (error) {
      if (freshness === 'certain' || !isStoreUnavailable(error)) throw error
      const found = await sessionAt(key, await records.remembered(key), records.remembered)
      if (!found) throw error
      return found.session.id === id ? found.session : undefined
    }
  }

  /** The key of the token set of a session, if it is not the session's own record. */
  async function setOf(key: string): Promise<string | undefined> {
    const known = memberships.get(key)
    if (known !== undefined || !sharedTokens) return known
    const record = await records.remembered(key) ?? await records.read(key)
    return record?.kind === 'member' ? record.set : undefined
  }

  async function withRecordLock<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return await withLock(lock, await setOf(key) ?? key, work)
  }

  async function end(session: Session, isRefused: boolean): Promise<void> {
    const key = await sessionKey(session.id)
    const setKey = await setOf(key)
    if (setKey === undefined) await endOwner(session, key, isRefused)
    else await endMember(session, key, setKey, isRefused)
  }

  async function endOwner(session: Session, key: string, isRefused: boolean): Promise<void> {
    const found = sharedTokens && !isRefused ? await records.read(key) : undefined
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
    memberships.delete(key)
    try {
      const set = await records.read(setKey)
      if (set?.kind !== 'set') return
      if (isRefused || !await sharing.isUsedByOthers(set, key)) await endOwner(session, setKey, true)
      else if (set.shared) await records.write(setKey, { ...set, shared: { ...set.shared, members: set.shared.members.filter(member => member !== key) } })
    }
    catch (error) {
      // This session has ended; a remaining entry in the list of members has no effect.
      ignoreOutage(error)
    }
  }

  async function updateSession(key: string, change: Pick<Session, 'userId' | 'listedAt'>): Promise<void> {
    const record = await records.read(key)
    if (record?.kind === 'member') await records.write(key, { ...record, ...change })
    else if (record) await records.write(key, { ...record, session: { ...record.session, ...change } })
  }

  /** Renews a session's entry in the list of the customer's sessions, which expires. */
  async function listed<Listed extends Pick<Session, 'userId' | 'listedAt'>>(key: string, session: Listed): Promise<Listed> {
    const { userId, listedAt = 0 } = session
    if (userId === undefined || now() - listedAt < maxAge * 1000 / 2) return session
    try {
      await index.add(userId, key)
      return { ...session, listedAt: now() }
    }
    catch {
      // The storage logs its outages itself; the next refresh tries again.
      return session
    }
  }

  return {
    async open(cookie) {
      if (!ID_SHAPE.test(cookie)) return 'unreadable'
      const session = await find(cookie, 'any')
      return { sent: session, current: session, ...(session ? {} : { over: 'ended' as const }) }
    },
    // Not needed: a refresh writes no cookie.
    peek: () => undefined,
    cookieValue: session => Promise.resolve(session.id),
    async begin(session) {
      const key = await sessionKey(session.id)
      const beginAlone = () => records.write(key, { kind: 'set', session, until: now() + maxAge * 1000 })
      if (!sharedTokens) return await beginAlone()
      const tokenKey = await tokenIndex.keyOf(session)
      // The lock serializes concurrent sign-ins with the same tokens, so that the second one finds the first.
      await withLock(lock, tokenKey, async () => {
        const setKey = await sharing.join(session, key, tokenKey)
        if (setKey !== undefined) {
          memberships.set(key, setKey)
          return
        }
        await tokenIndex.set(tokenKey, { set: key, generation: session.generation })
        await beginAlone()
      })
    },
    async newest(session, freshness) {
      if (freshness === 'certain') {
        const key = await sessionKey(session.id)
        await records.flush(memberships.get(key) ?? key)
      }
      const found = await find(session.id, freshness)
      return found && { session: found, spent: false }
    },
    async save(session) {
      const key = await sessionKey(session.id)
      const setKey = memberships.get(key)
      const kept = await listed(key, session)
      if (setKey !== undefined && kept.listedAt !== undefined && kept !== session) await updateSession(key, { listedAt: kept.listedAt }).catch(ignoreOutage)
      await records.saveTokens(setKey ?? key, kept, setKey === undefined)
    },
    end: async session => await end(session, false),
    // The storage has one state only, and the caller has checked under the lock that it is this one.
    endGeneration: async session => await end(session, true),
    async lockKey(session) {
      const key = await sessionKey(session.id)
      try {
        return await setOf(key) ?? key
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
      if (set?.kind !== 'set' || !await sharing.isUsedByOthers(set, await sessionKey(session.id))) return false
      await settlesWithin(records.saveTokens(key, session, false), SAVE_PATIENCE)
      return true
    },
    sharesTokens: sharedTokens,
    revokeUnused: async (tokens, revoke) => sharedTokens ? await sharing.revokeUnused(tokens, revoke) : await revoke(),
    drained: async () => void await Promise.all([records.drained(), users.drained()]),
    users,
  }
}

/** 256 bits, base64url. */
const ID_SHAPE = /^[\w-]{43}$/

/** A session, and when its record expires if it is not used: milliseconds since 1970. */
interface StoredSession {
  session: Session
  until: number
}
