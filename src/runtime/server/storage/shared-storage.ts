import type { Storage } from 'unstorage'
import { BoundedMap } from './bounded-map'
import { systemClock } from '../time/clock'
import { MAX_STRETCH, answersWithin } from '../time/answers-within'
import { isStorageUnavailable, storageUnavailable } from './storage-unavailable'

/**
 * A storage that several requests, and with Redis several processes, share.
 * Every method throws a `SapccError` 503 of type `SessionStoreUnavailableError`
 * when the storage does not answer in time.
 */
export interface SharedStorage {
  /**
   * Reads values in the order of the keys; `undefined` for a missing entry. Sends
   * one command per key: in a Redis Cluster the keys may be in different slots.
   */
  get: (...keys: string[]) => Promise<(string | undefined)[]>
  /**
   * @param value not `1` or `true`: unstorage parses what looks like JSON, and an entry that is no text counts as missing.
   * @param ttl seconds.
   */
  set: (key: string, value: string, ttl: number) => Promise<void>
  /**
   * Writes a value in place of the one that was read; nothing when the entry holds another one by now. With Redis in one
   * step, also when the command arrives late: a client that was cut off sends it again once it is connected.
   *
   * @param expected the value that was read; `undefined` when there was no entry.
   * @param ttl seconds.
   * @returns whether it was written.
   */
  replace: (key: string, expected: string | undefined, value: string, ttl: number) => Promise<boolean>
  remove: (key: string) => Promise<void>
  /** Runs other commands on the same connection, with the same timeout and outage handling. */
  withOutageDetection: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** When the last outage ended, and how long it lasted since the operation that noticed it was sent, or the connection was closed; milliseconds of the monotonic clock. */
  lastOutage: () => { endedAt: number, duration: number } | undefined
}

/** Options of {@link createSharedStorage}. */
export interface SharedStorageOptions {
  /**
   * Milliseconds after which an operation counts as failed. If the process is blocked meanwhile, up to {@link MAX_STRETCH}
   * times as many. Needed because a reconnecting client queues operations instead of failing. @default 1000
   */
  timeout?: number
  /** @default the monotonic clock */
  now?: () => number
  onDown?: (error: unknown) => void
  onUp?: () => void
  /** Called when the storage answers but refuses writes; once until a write succeeds again. */
  onWriteRefused?: (error: unknown) => void
  /** Called for each operation that failed; not for those that an outage stopped from being sent. */
  onFailure?: () => void
  /** Reports a lost or restored connection before the next operation notices it. */
  connection?: StorageConnection
  /** Compares and writes in one step; where the storage cannot, an entry is read before it is written. */
  compareAndSet?: CompareAndSet
  /** Read the entry after a removal: for drivers that report a failed removal as successful. */
  verifyRemoval?: boolean
}

/** @param key without the mount's name. @param ttl seconds, an integer. @returns whether the value was written. */
export type CompareAndSet = (key: string, expected: string | undefined, value: string, ttl: number) => Promise<boolean>

/** The part of an `ioredis` client (single or cluster) that is used. */
export interface StorageConnection {
  on: (event: 'error' | 'close' | 'ready', listener: (error?: unknown) => void) => unknown
  /** @param reconnect reconnect immediately and resend unanswered commands. */
  disconnect?: (reconnect: boolean) => void
}

/** Default operation timeout. During an outage one operation at a time probes the storage; all others fail immediately. Milliseconds. */
const TIMEOUT = 1000

/**
 * How long a lock or a place in a queue lives if its process does not renew it, because it was killed: others wait that long. It
 * is renewed after each third. What is left then, two thirds, is the longest time that an operation takes. Milliseconds.
 */
export const LEASE_TIME = MAX_STRETCH * TIMEOUT * 3 / 2

/** After a failure no operation is sent for this long. Milliseconds. */
const PAUSE = 250

/** Minimum time between two reconnections after a replica refused writes. Milliseconds. */
const RECONNECT_PAUSE = 1000

/** Redis refuses writes: its memory is full, it is a replica, or its replicas or disk are missing. Reads still work. */
const WRITE_REFUSED = /^-?(?:OOM|READONLY|NOREPLICAS|MISCONF)\b/

/** A failover made the node a replica: only a new connection reaches the new primary. */
const IS_REPLICA = /^-?READONLY\b/

/** @param prefix of all keys, e.g. the name of the mount. */
export function createSharedStorage(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, prefix: string, options: SharedStorageOptions = {}): SharedStorage {
  const { timeout = TIMEOUT, now = systemClock.monotonic, connection } = options
  let isRefusingWrites = false
  let reconnectedAt = -Infinity
  let outage: { since: number, retryAt: number, error: unknown, probing: boolean } | undefined
  let lastOutage: { endedAt: number, duration: number } | undefined

  /** @param since when the operation that failed was sent: monotonic milliseconds. */
  function down(error: unknown, since = now()): void {
    if (!outage) options.onDown?.(withoutCommand(error))
    outage = { since: outage?.since ?? since, retryAt: now() + PAUSE, error, probing: false }
  }

  function up(): void {
    if (!outage) return
    lastOutage = { endedAt: now(), duration: now() - outage.since }
    outage = undefined
    options.onUp?.()
  }

  /** Why the connection failed last. */
  let lastReason = ''
  connection?.on('close', () => {
    down(new Error(`The connection to the storage broke.${lastReason}`))
    lastReason = ''
  })
  connection?.on('ready', up)
  // Without a listener the client logs every failed connection attempt to the console.
  connection?.on('error', (error) => {
    lastReason = error instanceof Error ? ` ${withoutCommand(error).message}` : ''
  })

  function writeRefused(error: unknown, message: string): void {
    // The storage did answer, so reads and calls continue.
    up()
    if (!isRefusingWrites) options.onWriteRefused?.(withoutCommand(error))
    isRefusingWrites = true
    if (!IS_REPLICA.test(message) || now() - reconnectedAt < RECONNECT_PAUSE) return
    reconnectedAt = now()
    connection?.disconnect?.(true)
  }

  async function inTime<Result>(work: Promise<Result>): Promise<Result> {
    if (!await answersWithin(work, timeout)) {
      throw new Error(`The storage did not answer within ${timeout} ms.`)
    }
    return await work
  }

  async function withOutageDetection<Result>(work: () => Promise<Result>): Promise<Result> {
    if (outage && (outage.probing || now() < outage.retryAt)) throw storageUnavailable(outage.error)
    if (outage) outage.probing = true
    const sentAt = now()
    try {
      const result = await inTime(work())
      up()
      return result
    }
    catch (error) {
      options.onFailure?.()
      const message = error instanceof Error ? error.message : ''
      if (WRITE_REFUSED.test(message)) writeRefused(error, message)
      else down(error, sentAt)
      throw isStorageUnavailable(error) ? error : storageUnavailable(error)
    }
  }

  const full = (key: string) => `${prefix}:${key}`

  return {
    withOutageDetection,
    lastOutage: () => lastOutage,
    get: (...keys) => keys.length === 1
      ? withOutageDetection(async () => [text(await storage.getItem(full(keys[0]!)))])
      : withOutageDetection(() => Promise.all(keys.map(async key => text(await storage.getItem(full(key)))))),
    set: (key, value, ttl) => withOutageDetection(async () => {
      await storage.setItem(full(key), value, { ttl: secondsOf(ttl) })
      isRefusingWrites = false
    }),
    replace: (key, expected, value, ttl) => withOutageDetection(async () => {
      const seconds = secondsOf(ttl)
      const isWritten = options.compareAndSet
        ? await options.compareAndSet(key, expected, value, seconds)
        : text(await storage.getItem(full(key))) === expected && (await storage.setItem(full(key), value, { ttl: seconds }), true)
      isRefusingWrites = false
      return isWritten
    }),
    remove: key => withOutageDetection(async () => {
      await storage.removeItem(full(key))
      if (options.verifyRemoval && text(await storage.getItem(full(key))) !== undefined) throw new Error('The storage did not remove an entry.')
    }),
  }
}

/** The text of an error. The error itself has the command that failed, which may be `AUTH` with the password; some servers repeat it in their text. */
function withoutCommand(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  return new Error(message.replace(/, with args beginning with:.*$/s, ''))
}

function secondsOf(ttl: number): number {
  return Math.max(1, Math.ceil(ttl))
}

/** @throws an error that the driver returned as a value, as unstorage's `fs` does: a failed read must not look like a missing entry. */
function text(value: unknown): string | undefined {
  if (value instanceof Error) throw value
  return typeof value === 'string' ? value : undefined
}

/** The keys that have an entry, in the given order. */
export async function existingKeys(storage: Pick<SharedStorage, 'get'>, keys: readonly string[]): Promise<string[]> {
  const found = keys.length === 0 ? [] : await storage.get(...keys)
  return keys.filter((_, position) => found[position] !== undefined)
}

/** Maximum number of entries in process memory. */
const MAX_IN_MEMORY = 50_000

/**
 * Process memory instead of a mount: bounded, and lost when the process ends.
 *
 * @param ttl seconds that an entry is kept at most.
 */
export function createMemoryStorage(ttl: number, now: () => number = systemClock.monotonic): SharedStorage {
  const entries = new BoundedMap<string, { value: string, until: number }>({ maxEntries: MAX_IN_MEMORY, ttl: ttl * 1000, now })
  function valueOf(key: string): string | undefined {
    const entry = entries.get(key)
    return entry && entry.until > now() ? entry.value : undefined
  }

  const set = (key: string, value: string, seconds: number) => entries.set(key, { value, until: now() + seconds * 1000 })
  return {
    withOutageDetection: work => work(),
    lastOutage: () => undefined,
    get: async (...keys) => keys.map(valueOf),
    set: async (key, value, seconds) => set(key, value, seconds),
    async replace(key, expected, value, seconds) {
      if (valueOf(key) !== expected) return false
      set(key, value, seconds)
      return true
    },
    remove: async key => entries.delete(key),
  }
}
