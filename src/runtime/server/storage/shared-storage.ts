import type { Storage } from 'unstorage'
import { BoundedMap } from './bounded-map'
import { systemClock } from '../time/clock'
import { settlesWithin } from '../time/sleep'
import { isStoreUnavailable, storeUnavailable } from './storage-unavailable'

/**
 * A storage that several requests, and with Redis several processes, share.
 * Every method throws a `SapccError` 503 of type `SessionStoreUnavailableError`
 * when there is no answer in time.
 */
export interface SharedStorage {
  /** In the order of the keys; `undefined` for what is not there. */
  get: (...keys: string[]) => Promise<(string | undefined)[]>
  /** @param ttl seconds. */
  set: (key: string, value: string, ttl: number) => Promise<void>
  remove: (key: string) => Promise<void>
  /** Runs other work on the same connection under the same rules. */
  guard: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** When the storage last came back after it had been away, and for how long; milliseconds by the monotonic clock. */
  lastOutage: () => { endedAt: number, duration: number } | undefined
}

/** Options of {@link createSharedStorage}. */
export interface SharedStorageOptions {
  /** Milliseconds after which an operation counts as failed. Clients that reconnect let it wait instead of failing. */
  timeout?: number
  /** @default the monotonic clock */
  now?: () => number
  onDown?: (error: unknown) => void
  onUp?: () => void
  /** Tells earlier than the next operation that the connection broke or is back. */
  connection?: ConnectionEvents
}

/** What of an `ioredis` client is listened to. */
export interface ConnectionEvents {
  on: (event: 'error' | 'close' | 'ready', listener: () => void) => unknown
}

/** One answer is waited for at a time, at most this long; meanwhile everybody else is told at once. Milliseconds. */
const TIMEOUT = 1000

/** After a failure the storage is left alone for this long. Milliseconds. */
const PAUSE = 250

/** @param prefix of all keys, e.g. the name of the mount. */
export function createSharedStorage(storage: Pick<Storage, 'getItem' | 'getItems' | 'setItem' | 'removeItem'>, prefix: string, options: SharedStorageOptions = {}): SharedStorage {
  const { timeout = TIMEOUT, now = systemClock.monotonic } = options
  let outage: { since: number, retryAt: number, error: unknown, probing: boolean } | undefined
  let lastOutage: { endedAt: number, duration: number } | undefined

  function down(error: unknown): void {
    if (!outage) options.onDown?.(error)
    outage = { since: outage?.since ?? now(), retryAt: now() + PAUSE, error, probing: false }
  }

  function up(): void {
    if (!outage) return
    lastOutage = { endedAt: now(), duration: now() - outage.since }
    outage = undefined
    options.onUp?.()
  }

  options.connection?.on('close', () => down(new Error('The connection to the storage broke.')))
  options.connection?.on('ready', up)
  // Without a listener the client writes every failed attempt to connect to the console.
  options.connection?.on('error', () => undefined)

  async function inTime<Result>(work: Promise<Result>): Promise<Result> {
    if (!await settlesWithin(work, timeout)) {
      throw new Error(`The storage did not answer within ${timeout} ms.`)
    }
    return await work
  }

  async function guard<Result>(work: () => Promise<Result>): Promise<Result> {
    if (outage && (outage.probing || now() < outage.retryAt)) throw storeUnavailable(outage.error)
    if (outage) outage.probing = true
    try {
      const result = await inTime(work())
      up()
      return result
    }
    catch (error) {
      down(error)
      throw isStoreUnavailable(error) ? error : storeUnavailable(error)
    }
  }

  const full = (key: string) => `${prefix}:${key}`

  return {
    guard,
    lastOutage: () => lastOutage,
    get: (...keys) => guard(async () => {
      // One key is the usual case, and every driver's shortest way.
      const [first, ...others] = keys.map(full)
      if (first === undefined) return []
      if (others.length === 0) return [text(await storage.getItem(first))]
      const found = new Map((await storage.getItems([first, ...others])).map(item => [item.key, text(item.value)]))
      return keys.map(key => found.get(full(key)))
    }),
    set: (key, value, ttl) => guard(() => storage.setItem(full(key), value, { ttl: Math.max(1, Math.ceil(ttl)) })),
    remove: key => guard(() => storage.removeItem(full(key))),
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** More sessions than one process without a storage of its own should keep. */
const MAX_IN_MEMORY = 50_000

/**
 * Stands in for a mount that is not there: bounded, and gone with the process.
 *
 * @param ttl seconds; the longest that anything is kept.
 */
export function createMemoryStorage(ttl: number, now: () => number = systemClock.monotonic): SharedStorage {
  const entries = new BoundedMap<string, { value: string, until: number }>({ maxEntries: MAX_IN_MEMORY, ttl: ttl * 1000, now })
  return {
    guard: work => work(),
    lastOutage: () => undefined,
    get: async (...keys) => keys.map((key) => {
      const entry = entries.get(key)
      return entry && entry.until > now() ? entry.value : undefined
    }),
    set: async (key, value, seconds) => entries.set(key, { value, until: now() + seconds * 1000 }),
    remove: async key => entries.delete(key),
  }
}
