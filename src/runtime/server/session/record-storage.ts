import { BoundedMap } from '../storage/bounded-map'
import type { Sealer } from '../crypto/sealer'
import { createWriteBehind } from '../storage/retrying-writer'
import { existingKeys } from '../storage/shared-storage'
import type { SharedStorage } from '../storage/shared-storage'
import type { Clock } from '../time/clock'
import { sleep } from '../time/sleep'
import { packSession, unpackSession } from './session'
import type { Session } from './session'
import { endOfRecord, openRecord, sealRecord, withTokensOf } from './stored-record'
import type { StoredRecord, TokenSet } from './stored-record'

/** Sessions' records: read from the storage, remembered for its outages, and written until they are safe. */
export interface RecordStorage {
  /** @throws SapccError 503 when the storage is away. */
  read: (key: string) => Promise<StoredRecord | undefined>
  /** Two at once. */
  readBoth: (one: string, other: string) => Promise<[StoredRecord | undefined, StoredRecord | undefined]>
  /** What this process last read, for outages. */
  remembered: (key: string) => Promise<StoredRecord | undefined>
  /** Which of these keys have a record. */
  living: (keys: readonly string[]) => Promise<string[]>
  /** Replaces a record; called with its lock held. */
  write: (key: string, record: StoredRecord) => Promise<void>
  remove: (key: string) => Promise<void>
  /** A set with tokens that this process has and could not write yet. */
  latest: (key: string, set: TokenSet) => Promise<TokenSet>
  /**
   * Puts new tokens into a set, unless it has ended or has newer ones.
   *
   * @param isOwner whether they came to the session in whose record they are.
   * @returns settles when they are written; never rejects.
   */
  saveTokens: (key: string, session: Session, isOwner: boolean) => Promise<void>
  drained: () => Promise<void>
}

/** Options of {@link createRecordStorage}. */
export interface RecordStorageOptions {
  sealer: Sealer
  storage: SharedStorage
  /** Seconds a session is kept after it was last used. */
  maxAge: number
  clock: Clock
  /** Around the writing of new tokens, to keep the way to them. */
  aroundMove: (key: string, before: Session, after: Session, write: (joining: readonly string[]) => Promise<void>) => Promise<void>
}

/**
 * While the storage is away, sessions seen within this time go on with the
 * tokens they have. It is also how long a session that was ended elsewhere just
 * before may still be answered. Milliseconds.
 */
export const OUTAGE_CACHE = 5 * 60 * 1000

const MAX_CACHED = 10_000

/** A record that is there but cannot be opened may be half written by a driver without atomic writes. Milliseconds. */
const REREAD_AFTER = 25

/** A record as it was read, with what tells an old one from a new one. */
interface Cached {
  generation: number
  sealed: string
}

/** Tokens that a refresh brought, until they are written. */
interface PendingTokens {
  generation: number
  /** The packed session, sealed. */
  sealed: string
  isOwner: boolean
}

/** @param options none has a default. */
export function createRecordStorage(options: RecordStorageOptions): RecordStorage {
  const { sealer, storage, maxAge, clock: { now, monotonic }, aroundMove } = options
  const cache = new BoundedMap<string, Cached>({ maxEntries: MAX_CACHED, ttl: OUTAGE_CACHE, now: monotonic })

  const behind = createWriteBehind<PendingTokens>(async (key, pending) => {
    // Read first: the session may have ended elsewhere, or others may share its tokens by now.
    const record = await read(key)
    if (record?.kind !== 'set' || record.session.generation >= pending.generation) return
    const renewed = await withPending(record, pending)
    await aroundMove(key, record.session, renewed.session, joining => write(key, withMembers(renewed, joining, now() + maxAge * 1000)))
  }, monotonic)

  async function withPending(record: TokenSet, pending: PendingTokens): Promise<TokenSet> {
    const tokens = unpackSession(await sealer.open('store', pending.sealed))
    if (!tokens || pending.generation <= record.session.generation) return record
    const until = now() + maxAge * 1000
    const { listedAt } = tokens
    return {
      ...record,
      session: { ...withTokensOf(record.session, tokens, pending.generation), ...(pending.isOwner && listedAt !== undefined ? { listedAt } : {}) },
      until: pending.isOwner ? until : record.until,
      ...(record.shared ? { shared: { ...record.shared, until } } : {}),
    }
  }

  /** A newer state is not overwritten by an answer that was slower. */
  function remember(key: string, record: StoredRecord, sealed: string): void {
    const generation = record.kind === 'set' ? record.session.generation : 0
    if ((cache.get(key)?.generation ?? -1) <= generation) cache.set(key, { generation, sealed })
  }

  function forget(key: string): void {
    cache.delete(key)
    behind.cancel(key)
  }

  async function opened(key: string, sealed: string | undefined, isReread = false): Promise<StoredRecord | undefined> {
    if (sealed === undefined) {
      forget(key)
      return undefined
    }
    const record = await openRecord(sealer, sealed)
    if (!record && !isReread) {
      await sleep(REREAD_AFTER)
      return await opened(key, (await storage.get(key))[0], true)
    }
    // Not every driver ends entries by itself.
    if (!record || endOfRecord(record) <= now()) return undefined
    remember(key, record, sealed)
    return record
  }

  async function read(key: string): Promise<StoredRecord | undefined> {
    return await opened(key, (await storage.get(key))[0])
  }

  async function write(key: string, record: StoredRecord): Promise<void> {
    const sealed = await sealRecord(sealer, record)
    await storage.set(key, sealed, (endOfRecord(record) - now()) / 1000)
    remember(key, record, sealed)
  }

  return {
    read,
    write,
    async readBoth(one, other) {
      const [first, second] = await storage.get(one, other)
      return await Promise.all([opened(one, first), opened(other, second)])
    },
    async remembered(key) {
      const cached = cache.get(key)
      const record = cached && await openRecord(sealer, cached.sealed)
      if (record) return record
      const pending = behind.pending(key)
      const session = pending?.isOwner ? unpackSession(await sealer.open('store', pending.sealed)) : undefined
      return session && { kind: 'set', session, until: now() + maxAge * 1000 }
    },
    living: keys => existingKeys(storage, keys),
    async remove(key) {
      await storage.remove(key)
      forget(key)
    },
    async latest(key, set) {
      const pending = behind.pending(key)
      return pending ? await withPending(set, pending) : set
    },
    async saveTokens(key, session, isOwner) {
      await behind.write(key, { generation: session.generation, sealed: await sealer.seal('store', packSession(session)), isOwner })
    },
    drained: () => behind.drained(),
  }
}

function withMembers(set: TokenSet, joining: readonly string[], until: number): TokenSet {
  if (joining.length === 0) return set
  const { members = [], isCrowded = false, isOwnerEnded = false } = set.shared ?? {}
  return { ...set, shared: { members: [...members, ...joining], isCrowded, isOwnerEnded, until } }
}
