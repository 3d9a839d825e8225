import { BoundedMap } from '../../storage/bounded-map'
import type { Sealer } from '../../crypto/sealer'
import { createRetryingWriter } from '../../storage/retrying-writer'
import { LEASE_TIME } from '../../storage/shared-storage'
import type { SharedStorage } from '../../storage/shared-storage'
import { ignoreOutage, storageUnavailable } from '../../storage/storage-unavailable'
import type { Clock } from '../../time/clock'
import { settlesWithin, sleep } from '../../time/sleep'
import { packSession, renewedIdToken, unpackSession } from '../session'
import type { Session } from '../session'
import { endOfRecord, openRecord, sealRecord, withTokensOf } from './record'
import type { SessionRecord, TokenSet } from './record'
import { recordChanged, retryIfRecordChanged } from './record-changed'
import { UnreadableRecord, unlessUnreadable } from './unreadable-record'

/** Reads sessions' records from the storage, caches them for outages, and retries writes until they succeed. */
export interface RecordStorage {
  /**
   * @returns `undefined` also for a record that this process cannot open.
   * @throws SapccError 503 when the storage is unavailable.
   */
  read: (key: string) => Promise<SessionRecord | undefined>
  /** As {@link RecordStorage.read}. @throws SapccError 503 also for a record that this process cannot open; see `isUnreadable`. */
  readOrFail: (key: string) => Promise<SessionRecord | undefined>
  /** As {@link RecordStorage.readOrFail}, for two records at the same time. The second one fails when it is asked for. */
  readBothOrFail: (one: string, other: string) => Promise<[SessionRecord | undefined, () => Promise<SessionRecord | undefined>]>
  /** The record that this process last read, for outages. */
  remembered: (key: string) => Promise<SessionRecord | undefined>
  /** Which of these keys have a record. */
  living: (keys: readonly string[]) => Promise<string[]>
  /**
   * Writes a new record, or replaces the one that was read. The caller holds its lock.
   *
   * @throws SapccError 503 when the storage is unavailable, or another process has changed the record since it was read:
   * the lock has expired while its holder was cut off, late tokens are written without the lock, or the client repeats a
   * command that got no answer. `retryIfRecordChanged` repeats the work then.
   */
  write: (key: string, record: SessionRecord) => Promise<void>
  /** Removes a record as it was read. @throws as {@link RecordStorage.write}. */
  remove: (key: string, record: SessionRecord) => Promise<void>
  /** A token set with the newest tokens of this process, including those not yet written. */
  latest: (key: string, set: TokenSet) => Promise<TokenSet>
  /**
   * Writes new tokens into a token set, unless it has ended or has newer tokens.
   *
   * @param isOwner whether the session owns the record of the token set.
   * @returns settles when the tokens are written; never rejects.
   */
  saveTokens: (key: string, session: Session, isOwner: boolean) => Promise<void>
  /** Settles when what {@link RecordStorage.saveTokens} was given for a token set is written; never rejects. */
  written: (key: string) => Promise<void>
  /**
   * Makes sure that what {@link RecordStorage.saveTokens} was given is written: waits for the attempt that is running. If there
   * is none, or it fails, makes one more.
   *
   * @throws SapccError 503 when the storage is still unavailable, or the write takes longer than {@link FLUSH_WAIT}.
   */
  flush: (key: string) => Promise<void>
  drained: () => Promise<void>
}

/** Options of {@link createRecordStorage}. */
export interface RecordStorageOptions {
  sealer: Sealer
  storage: SharedStorage
  /** Seconds a session is kept after it was last used. */
  maxAge: number
  clock: Clock
  /** Writes new tokens by calling `write`, and updates the token index with it. */
  writeWithIndex: (key: string, before: Session, after: Session, write: (joining: readonly string[]) => Promise<void>) => Promise<void>
}

/**
 * While the storage is unavailable, sessions that were read within this time
 * continue with their cached tokens. A session that another process ended just
 * before the outage may be accepted for this long. Milliseconds.
 */
export const OUTAGE_CACHE = 5 * 60 * 1000

const MAX_CACHED = 10_000

/** Delay before a record that cannot be opened is read again: a driver without atomic writes may be writing it. Milliseconds. */
const REREAD_AFTER = 25

/**
 * Ends a deadlock: the caller of a flush holds the session's lock and waits for a write that needs the lock of the tokens, while a
 * sign-in holds the lock of the tokens and waits for the session's. Longer than the lock of a killed process lives, and shorter
 * than `SEND_WITHIN`. Milliseconds.
 */
const FLUSH_WAIT = LEASE_TIME + 1000

/** A sealed record and its generation, which orders old and new ones. */
interface Cached {
  generation: number
  sealed: string
}

/** Tokens of a refresh that are not written yet. */
interface PendingTokens {
  generation: number
  /** The packed session, sealed. */
  sealed: string
  isOwner: boolean
  /** The packed session whose tokens are replaced, sealed. Kept when an attempt fails: it may have written the new tokens into the record, from which the next one cannot read the old ones. */
  replaced?: string
}

/** @param options all are required. */
export function createRecordStorage(options: RecordStorageOptions): RecordStorage {
  const { sealer, storage, maxAge, clock: { now, monotonic }, writeWithIndex } = options
  const cache = new BoundedMap<string, Cached>({ maxEntries: MAX_CACHED, ttl: OUTAGE_CACHE, now: monotonic })

  const writer = createRetryingWriter(writePending, monotonic)

  async function writePending(key: string, pending: PendingTokens, isRetry: boolean): Promise<void> {
    await retryIfRecordChanged(isRepeated => writePendingOnce(key, pending, isRetry || isRepeated))
  }

  async function writePendingOnce(key: string, pending: PendingTokens, isRetry: boolean): Promise<void> {
    // Read before the write: another process may have ended the session, or other sessions may share its tokens meanwhile.
    const record = await read(key)
    if (record?.kind !== 'set' || record.session.generation > pending.generation) return
    const hasNewTokens = record.session.generation === pending.generation
    // On a retry, the record may be all that an earlier attempt has written: the index and sets to be united are missing.
    if (hasNewTokens && !isRetry) return
    const renewed = await withPending(record, pending)
    try {
      await writeWithIndex(key, (hasNewTokens && await replacedSession(pending)) || record.session, renewed.session, async (joining) => {
        // Nothing changes: a sign-in that is joining the set must not fail for it.
        if (renewed !== record || joining.length > 0) await write(key, withMembers(renewed, joining, now() + maxAge * 1000))
      })
    }
    catch (error) {
      if (!hasNewTokens) pending.replaced = await sealer.seal('store', packSession(record.session))
      throw error
    }
  }

  async function replacedSession({ replaced }: PendingTokens): Promise<Session | undefined> {
    return replaced === undefined ? undefined : unpackSession(await sealer.open('store', replaced))
  }

  async function withPending(record: TokenSet, pending: PendingTokens): Promise<TokenSet> {
    const tokens = unpackSession(await sealer.open('store', pending.sealed))
    if (!tokens || pending.generation <= record.session.generation) return record
    const until = now() + maxAge * 1000
    const { listedAt } = tokens
    // Of a refresh only: a sign-in that joins the set brings the ID token of another browser.
    const idToken = renewedIdToken(record.session.idToken, tokens.idToken)
    return {
      ...record,
      session: {
        ...withTokensOf(record.session, tokens, pending.generation),
        ...(pending.isOwner && listedAt !== undefined ? { listedAt } : {}),
        ...(idToken === undefined ? {} : { idToken }),
      },
      until: pending.isOwner ? until : record.until,
      ...(record.shared ? { shared: { ...record.shared, until } } : {}),
    }
  }

  /** Caches a record, unless a newer one is cached. */
  function remember(key: string, record: SessionRecord, sealed: string): void {
    // A session that joined another one's set never has its own again.
    const generation = record.kind === 'set' ? record.session.generation : Number.POSITIVE_INFINITY
    if ((cache.get(key)?.generation ?? -1) <= generation) cache.set(key, { generation, sealed })
  }

  function forget(key: string): void {
    cache.delete(key)
    writer.cancel(key)
  }

  async function opened(key: string, sealed: string | undefined, isReread = false): Promise<SessionRecord | undefined> {
    if (sealed === undefined) {
      forget(key)
      return undefined
    }
    const record = await openRecord(sealer, sealed)
    if (!record) {
      if (isReread) throw storageUnavailable(new UnreadableRecord('The record cannot be opened with the passwords of this process.'))
      await sleep(REREAD_AFTER)
      return await opened(key, (await storage.get(key))[0], true)
    }
    // Not every driver removes expired entries.
    if (endOfRecord(record) <= now()) return undefined
    remember(key, record, sealed)
    return { ...record, revision: sealed }
  }

  async function readOrFail(key: string): Promise<SessionRecord | undefined> {
    return await opened(key, (await storage.get(key))[0])
  }

  async function read(key: string): Promise<SessionRecord | undefined> {
    return await unlessUnreadable(readOrFail(key))
  }

  async function write(key: string, record: SessionRecord): Promise<void> {
    const sealed = await sealRecord(sealer, record)
    const ttl = (endOfRecord(record) - now()) / 1000
    if (record.revision === undefined) {
      await storage.set(key, sealed, ttl)
      // A sign-in may have written a membership, and then begun alone. `remember` would keep that, because it counts as the newest.
      cache.delete(key)
    }
    else if (!await storage.replace(key, record.revision, sealed, ttl)) throw recordChanged()
    remember(key, record, sealed)
  }

  return {
    read,
    write,
    readOrFail,
    async readBothOrFail(one, other) {
      const [first, second] = await storage.get(one, other)
      const openedOther = opened(other, second)
      // It may never be asked for.
      openedOther.catch(() => undefined)
      return [await opened(one, first), () => openedOther]
    },
    async remembered(key) {
      const cached = cache.get(key)
      const record = cached && await openRecord(sealer, cached.sealed)
      if (record) return record
      const pending = writer.pending(key)
      const session = pending?.isOwner ? unpackSession(await sealer.open('store', pending.sealed)) : undefined
      return session && { kind: 'set', session, until: now() + maxAge * 1000 }
    },
    async living(keys) {
      const records = keys.length === 0 ? [] : await storage.get(...keys)
      const isLiving = await Promise.all(records.map(async (sealed) => {
        if (sealed === undefined) return false
        const record = await openRecord(sealer, sealed)
        // One that this process cannot open may live.
        return !record || endOfRecord(record) > now()
      }))
      return keys.filter((_, position) => isLiving[position])
    },
    async remove(key, record) {
      // A record of the past counts as none. It is there only until the next step.
      const over = await sealRecord(sealer, record.kind === 'set' ? { kind: 'set', session: record.session, until: 0 } : { ...record, until: 0 })
      if (!await storage.replace(key, record.revision, over, 1)) throw recordChanged()
      forget(key)
      // It is over already, and expires by itself.
      await storage.remove(key).catch(ignoreOutage)
    },
    async latest(key, set) {
      const pending = writer.pending(key)
      return pending ? await withPending(set, pending) : set
    },
    async saveTokens(key, session, isOwner) {
      await writer.write(key, { generation: session.generation, sealed: await sealer.seal('store', packSession(session)), isOwner })
    },
    written: key => writer.written(key),
    async flush(key) {
      const flushing = writer.flush(key)
      if (!await settlesWithin(flushing, FLUSH_WAIT)) throw storageUnavailable(new Error(`The tokens of the last refresh were not written within ${FLUSH_WAIT} ms.`))
      await flushing
    },
    drained: () => writer.drained(),
  }
}

function withMembers(set: TokenSet, joining: readonly string[], until: number): TokenSet {
  if (joining.length === 0) return set
  const { members = [], isCrowded = false, isOwnerEnded = false } = set.shared ?? {}
  return { ...set, shared: { members: [...new Set([...members, ...joining])], isCrowded, isOwnerEnded, until } }
}
