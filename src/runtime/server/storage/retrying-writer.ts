import { BoundedMap } from './bounded-map'
import { systemClock } from '../time/clock'
import { sleep } from '../time/sleep'

/** Writes that must not get lost while the storage is away: repeated until they succeed. */
export interface WriteBehind<Value> {
  /** Settles when the value is written, given up or superseded; never rejects. */
  write: (key: string, value: Value) => Promise<void>
  /** What is still to be written. */
  pending: (key: string) => Value | undefined
  cancel: (key: string) => void
  /** Settles when nothing is left to write; for a process that is about to end, which bounds the time itself. */
  drained: () => Promise<void>
}

/** Of sessions that were renewed while the storage failed: there are few, for without it nothing new is renewed. */
const MAX_PENDING = 20_000

/** Refresh tokens of today's SAP live for an hour: beyond it there is nothing left to save. */
const GIVE_UP_AFTER = 60 * 60 * 1000

const FIRST_DELAY = 50
const MAX_DELAY = 500

/** @param store writes once; `isRetry` tells that an earlier attempt failed, or only seemed to. */
export function createWriteBehind<Value extends object>(store: (key: string, value: Value, isRetry: boolean) => Promise<void>, now: () => number = systemClock.monotonic): WriteBehind<Value> {
  const entries = new BoundedMap<string, Value>({ maxEntries: MAX_PENDING, ttl: GIVE_UP_AFTER, now })
  /** One per entry that is being written, so as bounded as they are. */
  const running = new Set<Promise<void>>()

  async function attempt(key: string, value: Value, isRetry: boolean): Promise<boolean> {
    try {
      await store(key, value, isRetry)
      return true
    }
    catch {
      // Why is known to the storage, which reports its outages itself.
      return false
    }
  }

  async function writeUntilDone(key: string, value: Value): Promise<void> {
    entries.set(key, value)
    let delay = FIRST_DELAY
    let isRetry = false
    while (entries.get(key) === value && !await attempt(key, value, isRetry)) {
      isRetry = true
      await sleep(delay)
      delay = Math.min(delay * 2, MAX_DELAY)
    }
    if (entries.get(key) === value) entries.delete(key)
  }

  return {
    write(key, value) {
      const writing = writeUntilDone(key, value)
      running.add(writing)
      return writing.finally(() => running.delete(writing))
    },
    async drained() {
      while (running.size > 0) await Promise.all(running)
    },
    pending: key => entries.get(key),
    cancel: key => entries.delete(key),
  }
}
