import { BoundedMap } from '../storage/bounded-map'
import type { Sealer } from '../crypto/sealer'
import { packSession, unpackSession } from './session'
import type { Session } from './session'
import type { RefreshLock } from '../storage/lock'
import { sessionKey } from './session-key'
import type { SharedStorage } from '../storage/shared-storage'
import type { SessionStore } from './store'
import { isStoreUnavailable } from '../storage/storage-unavailable'
import { createTokenIndex } from './token-index'
import { createUserIndex } from './user-index'
import { createUserSessions } from './user-sessions'
import { createWriteBehind } from '../storage/retrying-writer'
import { settlesWithin, sleep } from '../time/sleep'
import { endOfRecord, openRecord, sealRecord, sessionOfRecord, withTokensOf } from './stored-record'
import type { SharedBy, StoredRecord, TokenSet } from './stored-record'
import { clockOf } from '../time/clock'

/** Options of {@link createStorageStore}. */
export interface StorageStoreOptions {
  sealer: Sealer
  storage: SharedStorage
  lock: RefreshLock
  /** Seconds a session is kept after it was last renewed. */
  maxAge: number
  /**
   * Whether the authorization server may answer a second sign-in with tokens
   * that another session has, as SAP's legacy one does. Costs one read and one
   * write at each sign-in, and up to two writes at each refresh.
   *
   * @default false
   */
  sharedTokens?: boolean
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

/** Where a member's tokens are never changes, so it may be remembered for long. Milliseconds. */
const MEMBERSHIP_CACHE = 24 * 60 * 60 * 1000

/** More sessions than one customer's devices; the list is read with every call of those that share tokens. */
const MAX_MEMBERS = 200

/** From this many on, members that have ended are dropped when one joins. */
const TIDY_FROM = 20

/** A record that is there but cannot be opened may be half written by a driver without atomic writes. Milliseconds. */
const REREAD_AFTER = 25

/** How long tokens that are passed on are waited for; the write goes on. Milliseconds. */
const SAVE_PATIENCE = 1000

/** A record as it was read, with what tells an old one from a new one. */
interface Cached {
  generation: number
  sealed: string
}

/** Tokens that a refresh brought, until they are written. */
interface PendingTokens {
  /** Of the token set. */
  generation: number
  /** The packed session, sealed. */
  sealed: string
  /** Whether it is the session in whose record the tokens are. */
  isOwner: boolean
}

/**
 * Sessions on the server: the cookie holds a random id, the storage's key is
 * its hash, and the tokens are sealed. A response that gets lost loses nothing,
 * and an id that was retired is worth nothing.
 */
export function createStorageStore(options: StorageStoreOptions): SessionStore {
  const { sealer, storage, lock, maxAge, sharedTokens = false } = options
  const { now, monotonic } = clockOf(options.now)
  const cache = new BoundedMap<string, Cached>({ maxEntries: MAX_CACHED, ttl: OUTAGE_CACHE, now: monotonic })
  const memberships = new BoundedMap<string, string>({ maxEntries: MAX_CACHED, ttl: MEMBERSHIP_CACHE, now: monotonic })
  const index = createUserIndex({ sealer, storage, lock, maxAge })
  const tokenIndex = createTokenIndex({ sealer, storage, maxAge })
  /** Keys whose end is being put off; bounded by the requests that are being answered. */
  const extending = new Set<string>()

  const behind = createWriteBehind<PendingTokens>(async (key, pending) => {
    // Read first: the session may have ended elsewhere, or others may share its tokens by now.
    const record = await readRecord(key)
    if (record?.kind !== 'set' || record.session.generation >= pending.generation) return
    const renewed = await withPending(record, pending)
    const old = sharedTokens ? await moveIndex(key, record.session, renewed.session) : undefined
    await writeRecord(key, renewed)
    if (old !== undefined) await tokenIndex.retire(old, { set: key, generation: record.session.generation }).catch(ignoreOutage)
  }, monotonic)

  /** The index leads to the new tokens before they are there: a sign-in that is given them joins, and brings them along. */
  async function moveIndex(key: string, before: Session, after: Session): Promise<string | undefined> {
    const [oldKey, newKey] = await Promise.all([tokenIndex.keyOf(before), tokenIndex.keyOf(after)])
    await tokenIndex.set(newKey, { set: key, generation: after.generation })
    return oldKey === newKey ? undefined : oldKey
  }

  async function withPending(record: TokenSet, pending: PendingTokens): Promise<TokenSet> {
    const tokens = unpackSession(await sealer.open('store', pending.sealed))
    if (!tokens || pending.generation <= record.session.generation) return record
    const until = now() + maxAge * 1000
    const { listedAt } = tokens
    return {
      ...record,
      session: { ...withTokensOf(record.session, tokens, pending.generation), ...(pending.isOwner ? defined({ listedAt }) : {}) },
      until: pending.isOwner ? until : record.until,
      ...(record.shared ? { shared: { ...record.shared, until } } : {}),
    }
  }

  async function writeRecord(key: string, record: StoredRecord): Promise<void> {
    const sealed = await sealRecord(sealer, record)
    await storage.set(key, sealed, (endOfRecord(record) - now()) / 1000)
    remember(key, { generation: generationOf(record), sealed })
  }

  /** A newer state is not overwritten by an answer that was slower. */
  function remember(key: string, read: Cached): void {
    if ((cache.get(key)?.generation ?? -1) <= read.generation) cache.set(key, read)
  }

  function forget(key: string): void {
    cache.delete(key)
    behind.cancel(key)
  }

  async function readRecord(key: string): Promise<StoredRecord | undefined> {
    return await recordOf(key, (await storage.get(key))[0])
  }

  /** What was read for a key. */
  async function recordOf(key: string, sealed: string | undefined, isReread = false): Promise<StoredRecord | undefined> {
    if (sealed === undefined) {
      forget(key)
      return undefined
    }
    const record = await openRecord(sealer, sealed)
    if (!record && !isReread) {
      await sleep(REREAD_AFTER)
      return await recordOf(key, (await storage.get(key))[0], true)
    }
    // Not every driver ends entries by itself.
    if (!record || endOfRecord(record) <= now()) return undefined
    remember(key, { generation: generationOf(record), sealed })
    return record
  }

  /** With tokens that this process has renewed and not yet written. */
  async function latest(key: string, record: TokenSet): Promise<TokenSet> {
    const pending = behind.pending(key)
    return pending ? await withPending(record, pending) : record
  }

  async function remembered(key: string): Promise<StoredRecord | undefined> {
    const cached = cache.get(key)
    const record = cached && await openRecord(sealer, cached.sealed)
    if (record) return record
    const pending = behind.pending(key)
    const session = pending?.isOwner ? unpackSession(await sealer.open('store', pending.sealed)) : undefined
    return session && { kind: 'set', session, until: now() + maxAge * 1000 }
  }

  /** The session whose record has this key, as the storage knows it. */
  async function stored(key: string): Promise<Session | undefined> {
    const known = memberships.get(key)
    if (known) {
      // Both at once; where the tokens are never changes.
      const [own, set] = await storage.get(key, known)
      return await sessionAt(key, await recordOf(key, own), async () => await recordOf(known, set))
    }
    return await sessionAt(key, await readRecord(key), readRecord)
  }

  async function sessionAt(key: string, record: StoredRecord | undefined, read: (setKey: string) => Promise<StoredRecord | undefined>): Promise<Session | undefined> {
    if (!record) return undefined
    const isMember = record.kind === 'member'
    const setKey = isMember ? record.set : key
    const found = isMember ? await read(setKey) : record
    if (found?.kind !== 'set') return undefined
    // A record that somebody moved to another key is nobody's.
    if (isMember && await sessionKey(found.session.id) !== setKey) return undefined
    const set = await latest(setKey, found)
    if (isMember) memberships.set(key, setKey)
    const session = sessionOfRecord(isMember ? record : set, set, now())
    if (session && (isMember || set.shared)) extendIfDue(key, record.until)
    return session
  }

  /** Sessions that share tokens are renewed by one of them: the others live on by being used. */
  function extendIfDue(key: string, until: number): void {
    if (until - now() > maxAge * 1000 / 2 || extending.has(key)) return
    extending.add(key)
    // Without success the next call tries again.
    void extend(key).catch(() => undefined).finally(() => extending.delete(key))
  }

  async function extend(key: string): Promise<void> {
    await withRecordLock(key, async () => {
      const record = await readRecord(key)
      if (!record || record.until <= now()) return
      await writeRecord(key, { ...record, until: now() + maxAge * 1000 })
    })
  }

  async function find(id: string, freshness: 'any' | 'certain'): Promise<Session | undefined> {
    const key = await sessionKey(id)
    try {
      return ofId(await stored(key), id)
    }
    catch (error) {
      if (freshness === 'certain' || !isStoreUnavailable(error)) throw error
      const session = await sessionAt(key, await remembered(key), remembered)
      if (session) return ofId(session, id)
      throw error
    }
  }

  /** The key of the record that has the tokens of the session with this key, if that is not its own. */
  async function setOf(key: string): Promise<string | undefined> {
    const known = memberships.get(key)
    if (known || !sharedTokens) return known
    const cached = cache.get(key)
    const record = (cached && await openRecord(sealer, cached.sealed)) ?? await readRecord(key)
    return record?.kind === 'member' ? record.set : undefined
  }

  async function lockKeyOf(key: string): Promise<string> {
    return await setOf(key) ?? key
  }

  async function withLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const release = await lock.acquire(name)
    try {
      return await work()
    }
    finally {
      await release()
    }
  }

  async function withRecordLock<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return await withLock(await lockKeyOf(key), work)
  }

  async function living(keys: readonly string[]): Promise<string[]> {
    const found = keys.length === 0 ? [] : await storage.get(...keys)
    return keys.filter((_, position) => found[position] !== undefined)
  }

  /** Whether anybody but the session with this key uses the tokens of a set. */
  async function isUsedByOthers({ session, until, shared }: TokenSet, key: string): Promise<boolean> {
    const isOwners = !shared?.isOwnerEnded && until > now() && await sessionKey(session.id) !== key
    if (isOwners || shared?.isCrowded) return true
    return shared !== undefined && (await living(shared.members.filter(member => member !== key))).length > 0
  }

  /** Lets a new session use the tokens that another one has already. */
  async function join(session: Session, key: string, tokenKey: string): Promise<boolean> {
    const reference = await tokenIndex.find(tokenKey)
    if (!reference || reference.set === key) return false
    return await withLock(reference.set, async () => {
      const found = await readRecord(reference.set)
      if (found?.kind !== 'set') return false
      const set = await latest(reference.set, found)
      if (!await isUsedByOthers(set, key)) return false
      const until = now() + maxAge * 1000
      const kept = isNewer(session, set.session, reference.generation) ? withTokensOf(set.session, session, Math.max(set.session.generation, reference.generation) + 1) : set.session
      await writeRecord(reference.set, { ...set, session: kept, shared: { ...await withMember(set.shared, key), until } })
      const { id, createdAt, userId, listedAt } = session
      await writeRecord(key, { kind: 'member', id, set: reference.set, until, ...defined({ createdAt, userId, listedAt }) })
      memberships.set(key, reference.set)
      return true
    })
  }

  async function withMember(shared: SharedBy | undefined, key: string): Promise<Omit<SharedBy, 'until'>> {
    const { members = [], isCrowded = false, isOwnerEnded = false } = shared ?? {}
    const kept = members.length < TIDY_FROM ? members : await living(members)
    const isFull = kept.length >= MAX_MEMBERS
    return { members: isFull ? kept : [...kept, key], isCrowded: isCrowded || isFull, isOwnerEnded }
  }

  async function endOwner(session: Session, key: string, isRefused: boolean): Promise<void> {
    const found = sharedTokens && !isRefused ? await readRecord(key) : undefined
    if (found?.kind === 'set' && found.shared && await isUsedByOthers(found, key)) {
      await writeRecord(key, { ...found, shared: { ...found.shared, isOwnerEnded: true } })
      return
    }
    await storage.remove(key)
    forget(key)
    // What the entry leads to is gone, so it may as well stay.
    if (sharedTokens) await unindex(session, key).catch(ignoreOutage)
  }

  /** Unless the entry leads to another set that has the same tokens. */
  async function unindex(session: Session, key: string): Promise<void> {
    const tokenKey = await tokenIndex.keyOf(session)
    if ((await tokenIndex.find(tokenKey))?.set === key) await tokenIndex.remove(tokenKey)
  }

  async function endMember(session: Session, key: string, setKey: string, isRefused: boolean): Promise<void> {
    await storage.remove(key)
    forget(key)
    memberships.delete(key)
    try {
      const set = await readRecord(setKey)
      if (set?.kind !== 'set') return
      if (isRefused || !await isUsedByOthers(set, key)) await endOwner(session, setKey, true)
      else if (set.shared) await writeRecord(setKey, { ...set, shared: { ...set.shared, members: set.shared.members.filter(member => member !== key) } })
    }
    catch (error) {
      // This session has ended; that the list still names it harms nobody.
      ignoreOutage(error)
    }
  }

  async function end(session: Session, isRefused: boolean): Promise<void> {
    const key = await sessionKey(session.id)
    const setKey = await setOf(key)
    if (setKey === undefined) await endOwner(session, key, isRefused)
    else await endMember(session, key, setKey, isRefused)
  }

  async function pendingTokens(session: Session, isOwner: boolean): Promise<PendingTokens> {
    return { generation: session.generation, sealed: await sealer.seal('store', packSession(session)), isOwner }
  }

  async function updateSession(key: string, change: Partial<Session>): Promise<void> {
    const record = await readRecord(key)
    if (record?.kind === 'member') await writeRecord(key, { ...record, ...change, kind: 'member', id: record.id })
    else if (record) await writeRecord(key, { ...record, session: { ...record.session, ...change } })
  }

  const store: SessionStore = {
    async open(cookie) {
      if (!ID_SHAPE.test(cookie)) return 'unreadable'
      const session = await find(cookie, 'any')
      return { sent: session, current: session }
    },
    cookieValue: session => Promise.resolve(session.id),
    async begin(session) {
      const key = await sessionKey(session.id)
      const record: StoredRecord = { kind: 'set', session, until: now() + maxAge * 1000 }
      if (!sharedTokens) {
        await writeRecord(key, record)
        return
      }
      const tokenKey = await tokenIndex.keyOf(session)
      // Two sign-ins that are given the same tokens at the same moment must find each other.
      await withLock(tokenKey, async () => {
        if (await join(session, key, tokenKey)) return
        await tokenIndex.set(tokenKey, { set: key, generation: session.generation })
        await writeRecord(key, record)
      })
    },
    async newest(session, freshness) {
      const found = await find(session.id, freshness)
      return found && { session: found, spent: false }
    },
    async save(session) {
      const key = await sessionKey(session.id)
      const setKey = memberships.get(key)
      const kept = await listed(key, session)
      if (setKey !== undefined && kept !== session) await updateSession(key, { listedAt: kept.listedAt }).catch(ignoreOutage)
      await behind.write(setKey ?? key, await pendingTokens(kept, setKey === undefined))
    },
    end: async session => await end(session, false),
    // There is one state only, and the lock's holder has seen that it is this one.
    endUpTo: async session => await end(session, true),
    async lockKey(session) {
      const key = await sessionKey(session.id)
      try {
        return await lockKeyOf(key)
      }
      catch (error) {
        ignoreOutage(error)
        return key
      }
    },
    async passOn(session, setKey) {
      if (!sharedTokens) return false
      const key = await sessionKey(session.id)
      const set = await readRecord(setKey)
      if (set?.kind !== 'set' || !await isUsedByOthers(set, key)) return false
      await settlesWithin(behind.write(setKey, await pendingTokens(session, false)), SAVE_PATIENCE)
      return true
    },
    async sharesTokens(session) {
      if (!sharedTokens) return false
      const reference = await tokenIndex.find(await tokenIndex.keyOf(session))
      const set = reference && await readRecord(reference.set)
      return set?.kind === 'set' && await isUsedByOthers(set, await sessionKey(session.id))
    },
    drained: async () => void await Promise.all([behind.drained(), users.drained()]),
    get users() {
      return users
    },
  }

  const users = createUserSessions({ index, session: stored, update: updateSession, withRecordLock, now })

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

/** A record that somebody moved to another key is nobody's. */
function ofId(session: Session | undefined, id: string): Session | undefined {
  return session?.id === id ? session : undefined
}

function generationOf(record: StoredRecord): number {
  return record.kind === 'set' ? record.session.generation : 0
}

/**
 * Whether the tokens of a sign-in are newer than those of the set that they lead to.
 *
 * @param generation of the tokens that lead there.
 */
function isNewer(signedIn: Session, known: Session, generation: number): boolean {
  // The legacy server gives a new access token to the old refresh token when the access token has expired.
  if (signedIn.refreshToken === known.refreshToken) return signedIn.accessToken !== known.accessToken && signedIn.expiresAt > known.expiresAt
  return generation > known.generation
}

function defined<Values extends object>(values: Values): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [Key in keyof Values]?: Exclude<Values[Key], undefined> }
}

/** The storage reports its outages itself. */
function ignoreOutage(error: unknown): void {
  if (!isStoreUnavailable(error)) throw error
}
