import { platformAead } from '../crypto/aead'
import type { Sealer } from '../crypto/sealer'
import { isRecord } from '../../sdk/errors'
import type { RevocationParameters } from '../oauth/types'
import { withLock } from '../storage/lock'
import type { KeyedLock } from '../storage/lock'
import { createRetryingWriter } from '../storage/retrying-writer'
import { createSealedEntries } from '../storage/sealed-entries'
import type { SharedStorage } from '../storage/shared-storage'
import { settlesWithin, unref } from '../time/sleep'

/** Tokens of ended sessions that are not revoked yet: retried until it succeeds or a day has passed. */
export interface PendingRevocations {
  /**
   * Never rejects.
   *
   * @param options.pause milliseconds until the next attempt, from 5000 to ten minutes. @default 5000
   * @param options.isOptional whether the tokens may expire instead when the list is half full, to leave room for sign-outs. @default false
   */
  add: (tokens: RevocationParameters, options?: AddOptions) => Promise<void>
  /** Removes tokens that an active session has. Never rejects. */
  remove: (tokens: RevocationParameters) => Promise<void>
  /** Starts to retry due revocations, including those of other processes. */
  start: () => void
  stop: () => void
  /** Settles when nothing is left to write. */
  drained: () => Promise<void>
}

interface AddOptions {
  pause?: number
  isOptional?: boolean
}

/** Options of {@link createPendingRevocations}. */
export interface PendingRevocationsOptions {
  sealer: Sealer
  /** Shared by all processes, or this one's memory. */
  storage: SharedStorage
  lock: KeyedLock
  /** @returns the tokens that are still to be revoked; `undefined` when there is nothing left to try. */
  revoke: (tokens: RevocationParameters) => Promise<RevocationParameters | undefined>
  log: { warn: (message: string) => void }
  /** Key of the list: tokens of another client have another one. @default 'revocations' */
  list?: string
  /** Milliseconds between two checks for due revocations. @default 5000 while any are pending, otherwise 60_000 */
  interval?: { busy: number, idle: number }
  /** Milliseconds since 1970. */
  now?: () => number
}

/** Maximum number of entries; the list is sealed and written as a whole. */
export const MAX_PENDING_REVOCATIONS = 1000

/** After this time the tokens are left to expire. Milliseconds. */
export const GIVE_UP_AFTER = 24 * 60 * 60 * 1000

const FIRST_PAUSE = 5000
const MAX_PAUSE = 10 * 60 * 1000

/** Number of revocations that one process claims at a time. */
const BATCH = 10

/** How long a claimed revocation is reserved for its process: longer than a batch of requests that time out. Milliseconds. */
const LEASE = 5 * 60 * 1000

/** How long a caller waits until a change of the list is written. Milliseconds. */
const WRITE_WAIT = 1000

/** An entry of the list; its tokens are in a separate record. */
interface Entry {
  id: string
  /** Milliseconds since 1970, like `since`. */
  nextTry: number
  since: number
  attempts: number
}

/** Keeps the list in the storage, so that it survives restarts and any process can continue it. */
export function createPendingRevocations(options: PendingRevocationsOptions): PendingRevocations {
  const { sealer, storage, lock, revoke, log, list: listKey = 'revocations', interval = { busy: 5000, idle: 60_000 }, now = Date.now } = options
  const aead = platformAead()
  const sealed = createSealedEntries(storage, sealer)
  const recordKey = (id: string) => `revocation:${id}`
  const idOf = async ({ accessToken, refreshToken }: RevocationParameters) => await aead.hash(refreshToken ?? accessToken ?? '')
  let timer: ReturnType<typeof setTimeout> | undefined
  let isStopped = true

  async function readList(): Promise<Entry[]> {
    const value = await sealed.read(listKey)
    const entries = isRecord(value) && Array.isArray(value.entries) ? value.entries as Entry[] : []
    return entries.filter(({ since }) => now() - since < GIVE_UP_AFTER)
  }

  /** Changes the list under its lock. */
  function change<Result>(work: (entries: Entry[]) => { entries: Entry[], result: Result }): Promise<Result> {
    return withLock(lock, listKey, async () => {
      const before = await readList()
      const { entries, result } = work(before)
      if (entries !== before) await sealed.write(listKey, { entries }, GIVE_UP_AFTER / 1000)
      return result
    })
  }

  async function put(id: string, tokens: RevocationParameters, { pause = 0, isOptional = false }: AddOptions = {}): Promise<void> {
    // Checked before the record is written, so that an outage does not fill the storage with records.
    if (isOptional && (await readList()).length >= MAX_PENDING_REVOCATIONS / 2) return
    await sealed.write(recordKey(id), { id, ...tokens }, GIVE_UP_AFTER / 1000)
    const dropped = await change((entries) => {
      const others = entries.filter(entry => entry.id !== id)
      const kept = others.slice(-(MAX_PENDING_REVOCATIONS - 1))
      return { entries: [...kept, { id, since: now(), nextTry: now() + Math.min(MAX_PAUSE, Math.max(FIRST_PAUSE, pause)), attempts: 0 }], result: others.length - kept.length }
    })
    if (dropped > 0) log.warn(`More than ${MAX_PENDING_REVOCATIONS} sessions wait for the revocation of their tokens. The tokens of the oldest are not revoked any more; they stay valid until they expire.`)
  }

  const adding = createRetryingWriter<{ tokens: RevocationParameters, options: AddOptions }>((id, { tokens, options }) => put(id, tokens, options))

  const removing = createRetryingWriter<object>(async id => await storage.remove(recordKey(id)))

  /** No pause is longer than `MAX_PAUSE`: a time beyond that was written before the system clock stepped back. */
  function isDue({ nextTry }: Entry): boolean {
    return nextTry <= now() || nextTry > now() + MAX_PAUSE
  }

  async function claim(): Promise<{ claimed: Entry[], isEmpty: boolean }> {
    // Read without the lock first: usually no entry is due.
    const list = await readList()
    const isEmpty = list.length === 0
    if (!list.some(isDue)) return { claimed: [], isEmpty }
    return await change((entries) => {
      const claimed = entries.filter(isDue).slice(0, BATCH)
      if (claimed.length === 0) return { entries, result: { claimed, isEmpty } }
      const ids = new Set(claimed.map(({ id }) => id))
      return { entries: entries.map(entry => ids.has(entry.id) ? { ...entry, nextTry: now() + LEASE } : entry), result: { claimed, isEmpty } }
    })
  }

  async function tokensOf(id: string): Promise<RevocationParameters | undefined> {
    const value = await sealed.read(recordKey(id))
    if (!isRecord(value) || value.id !== id) return undefined
    const { accessToken, refreshToken, createdAt } = value
    return {
      ...(typeof accessToken === 'string' ? { accessToken } : {}),
      ...(typeof refreshToken === 'string' ? { refreshToken } : {}),
      ...(typeof createdAt === 'number' ? { createdAt } : {}),
    }
  }

  /** @returns the completed entries and the failed one; the rest is not tried, because the server seems to be unavailable. */
  async function tryAll(claimed: readonly Entry[]): Promise<{ done: Set<string>, failed?: string }> {
    const done = new Set<string>()
    for (const { id } of claimed) {
      const tokens = await tokensOf(id)
      const left = tokens && await revoke(tokens)
      if (left && await idOf(left) === id) return { done, failed: id }
      // A refresh has replaced the tokens: add the new ones as an entry before this one is removed.
      if (left) await put(await idOf(left), left)
      await storage.remove(recordKey(id))
      done.add(id)
    }
    return { done }
  }

  async function work(): Promise<boolean> {
    const { claimed, isEmpty } = await claim()
    if (claimed.length === 0) return !isEmpty
    const { done, failed } = await tryAll(claimed)
    const ids = new Set(claimed.map(({ id }) => id))
    return await change((entries) => {
      const left = entries.filter(({ id }) => !done.has(id)).map((entry) => {
        if (!ids.has(entry.id)) return entry
        if (entry.id !== failed) return { ...entry, nextTry: now() }
        return { ...entry, attempts: entry.attempts + 1, nextTry: now() + Math.min(MAX_PAUSE, FIRST_PAUSE * 2 ** entry.attempts) }
      })
      return { entries: left, result: left.length > 0 }
    })
  }

  function schedule(isBusy: boolean): void {
    clearTimeout(timer)
    if (isStopped) return
    timer = unref(setTimeout(() => {
      // The storage reports its outages itself.
      void work().catch(() => true).then(schedule)
    }, isBusy ? interval.busy : interval.idle))
  }

  return {
    async add(tokens, options = {}) {
      await settlesWithin(adding.write(await idOf(tokens), { tokens, options }), WRITE_WAIT)
      schedule(true)
    },
    async remove(tokens) {
      const id = await idOf(tokens)
      adding.cancel(id)
      await settlesWithin(removing.write(id, {}), WRITE_WAIT)
    },
    start() {
      isStopped = false
      schedule(true)
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
    drained: async () => void await Promise.all([adding.drained(), removing.drained()]),
  }
}
