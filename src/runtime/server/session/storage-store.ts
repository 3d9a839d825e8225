import { BoundedMap } from '../storage/bounded-map'
import type { Sealer } from '../crypto/sealer'
import { isRecord } from '../../sdk/errors'
import { packSession, unpackSession } from './session'
import type { Session } from './session'
import type { RefreshLock } from '../storage/lock'
import { sessionKey } from './session-key'
import type { SharedStorage } from '../storage/shared-storage'
import type { NewestSession, SessionStore } from './store'
import { isStoreUnavailable } from '../storage/storage-unavailable'
import { createUserIndex } from './user-index'
import { createWriteBehind } from '../storage/retrying-writer'
import { clockOf } from '../time/clock'

/** Options of {@link createStorageStore}. */
export interface StorageStoreOptions {
  sealer: Sealer
  storage: SharedStorage
  lock: RefreshLock
  /** Seconds a session is kept after it was last renewed. */
  maxAge: number
  /** Stands for both kinds of time. @default the platform's clocks */
  now?: () => number
}

/**
 * While the storage is away, sessions seen within this time go on with the
 * tokens they have. It is also how long a session that was ended elsewhere just
 * before may still be answered. Milliseconds.
 */
export const OUTAGE_CACHE = 5 * 60 * 1000

const MAX_CACHED = 10_000

/** A record as it is kept, with what tells an old one from a new one. */
interface Kept {
  generation: number
  sealed: string
  /** Whether even the first write must not replace what it does not know. */
  verify?: boolean
}

/**
 * Sessions on the server: the cookie holds a random id, the storage's key is
 * its hash, and the tokens are sealed. A response that gets lost loses nothing,
 * and an id that was retired is worth nothing.
 */
export function createStorageStore(options: StorageStoreOptions): SessionStore {
  const { sealer, storage, lock, maxAge } = options
  const { now, monotonic } = clockOf(options.now)
  const cache = new BoundedMap<string, Kept>({ maxEntries: MAX_CACHED, ttl: OUTAGE_CACHE, now: monotonic })
  const index = createUserIndex({ sealer, storage, lock, maxAge })

  const behind = createWriteBehind<Kept>(async (key, kept, isRetry) => {
    if (isRetry || kept.verify) {
      const stored = await unseal((await storage.get(key))[0])
      // Ended elsewhere meanwhile, or written although it seemed to fail.
      if (!stored || stored.generation >= kept.generation) return
    }
    await storage.set(key, kept.sealed, maxAge)
  }, monotonic)

  async function keep(session: Session): Promise<Kept> {
    const record = { session: packSession(session), until: now() + maxAge * 1000 }
    return { generation: session.generation, sealed: await sealer.sealValue('store', record) }
  }

  async function unseal(sealed: string | undefined): Promise<Session | undefined> {
    const record = sealed === undefined ? undefined : await sealer.openValue('store', sealed)
    // Not every driver ends entries by itself.
    if (!isRecord(record) || typeof record.until !== 'number' || record.until <= now()) return undefined
    return unpackSession(record.session)
  }

  /** A newer state is not overwritten by an answer that was slower. */
  function remember(key: string, kept: Kept): void {
    if ((cache.get(key)?.generation ?? -1) <= kept.generation) cache.set(key, kept)
  }

  function forget(key: string): void {
    cache.delete(key)
    behind.cancel(key)
  }

  async function stored(key: string): Promise<Session | undefined> {
    const [sealed] = await storage.get(key)
    const session = await unseal(sealed)
    if (!session || sealed === undefined) {
      forget(key)
      return undefined
    }
    const pending = behind.pending(key)
    if (pending && pending.generation > session.generation) return await unseal(pending.sealed)
    remember(key, { generation: session.generation, sealed })
    return session
  }

  async function remembered(key: string): Promise<Session | undefined> {
    return await unseal((behind.pending(key) ?? cache.get(key))?.sealed)
  }

  async function find(id: string, freshness: 'any' | 'certain'): Promise<Session | undefined> {
    const key = await sessionKey(id)
    try {
      return ofId(await stored(key), id)
    }
    catch (error) {
      if (freshness === 'certain' || !isStoreUnavailable(error)) throw error
      const session = await remembered(key)
      if (session) return session
      throw error
    }
  }

  const store: SessionStore = {
    async open(cookie) {
      if (!ID_SHAPE.test(cookie)) return 'unreadable'
      const session = await find(cookie, 'any')
      return { sent: session, current: session }
    },
    cookieValue: session => Promise.resolve(session.id),
    async begin(session) {
      const [key, kept] = [await sessionKey(session.id), await keep(session)]
      await storage.set(key, kept.sealed, maxAge)
      remember(key, kept)
    },
    async newest(session, freshness): Promise<NewestSession | undefined> {
      const found = await find(session.id, freshness)
      return found && { session: found, spent: false }
    },
    async save(session, { verify = false } = {}) {
      const key = await sessionKey(session.id)
      const kept = { ...await keep(await listed(key, session)), verify }
      remember(key, kept)
      await behind.write(key, kept)
    },
    async end(session) {
      const key = await sessionKey(session.id)
      await storage.remove(key)
      forget(key)
    },
    // There is one state only, and the lock's holder has seen that it is this one.
    endUpTo: session => store.end(session),
    users: {
      async assign(session, name) {
        const userId = normalize(name)
        const key = await sessionKey(session.id)
        const release = await lock.acquire(key)
        try {
          const current = ofId(await stored(key), session.id)
          if (!current) return
          await index.add(userId, key)
          const kept = await keep({ ...current, userId, listedAt: now() })
          await storage.set(key, kept.sealed, maxAge)
          cache.set(key, kept)
        }
        finally {
          await release()
        }
      },
      async list(name) {
        const userId = normalize(name)
        const sessions = await Promise.all((await index.keys(userId)).map(async (key) => {
          const session = await stored(key)
          return session && await sessionKey(session.id) === key && session.userId === userId ? session : undefined
        }))
        return sessions.filter(session => session !== undefined)
      },
      handle: async session => (await sessionKey(session.id)).slice('session:'.length),
    },
  }

  /** The list of a customer's sessions ends after a while; a session that is used longer renews its entry. */
  async function listed(key: string, session: Session): Promise<Session> {
    const { userId, listedAt = 0 } = session
    if (userId === undefined || now() - listedAt < maxAge * 1000 / 2) return session
    try {
      await index.add(userId, key)
      return { ...session, listedAt: now() }
    }
    catch {
      // The storage is away, which it reports itself; the next refresh tries again.
      return session
    }
  }

  return store
}

/** 256 bits, base64url. */
const ID_SHAPE = /^[\w-]{43}$/

/** SAP's user names are e-mail addresses, which it compares in lower case. */
function normalize(userId: string): string {
  return userId.trim().toLowerCase()
}

/** A record that somebody moved to another key is nobody's. */
function ofId(session: Session | undefined, id: string): Session | undefined {
  return session?.id === id ? session : undefined
}
