import { BoundedMap } from './bounded-map'
import { systemClock } from '../time/clock'
import { sleep } from '../time/sleep'

/** Writes that must survive a storage outage: retried until they succeed. */
export interface RetryingWriter<Value> {
  /** Settles when the value is written, superseded or cancelled; never rejects. */
  write: (key: string, value: Value) => Promise<void>
  /** Settles when nothing of this key is left to write; never rejects. */
  written: (key: string) => Promise<void>
  /**
   * Writes what is pending now: waits for the attempt that is running. If there is none, or it fails, makes one more.
   *
   * @throws the error of that attempt. The value stays pending, and is tried again.
   */
  flush: (key: string) => Promise<void>
  /** The value that is not written yet. */
  pending: (key: string) => Value | undefined
  /** An attempt that is running is not stopped. */
  cancel: (key: string) => void
  /** Settles when nothing is left to write. For shutdown; the caller sets the time limit. */
  drained: () => Promise<void>
}

/** Maximum number of pending writes. Few are expected, because no refresh starts during a storage outage. */
const MAX_PENDING = 20_000

/** SAP's refresh tokens live for an hour by default: after that there is nothing left to store. Milliseconds. */
const GIVE_UP_AFTER = 60 * 60 * 1000

const FIRST_DELAY = 50
const MAX_DELAY = 500

interface Entry<Value> {
  value: Value
  /** Whether an attempt was started. */
  wasTried: boolean
  /** The attempt that is running. Never two of one value at once: the second would treat the first one's change as that of another process. */
  attempt?: Promise<void> | undefined
}

/** @param store writes once; `isRetry`: an earlier attempt failed, or its result is unknown. */
export function createRetryingWriter<Value extends object>(store: (key: string, value: Value, isRetry: boolean) => Promise<void>, now: () => number = systemClock.monotonic): RetryingWriter<Value> {
  const entries = new BoundedMap<string, Entry<Value>>({ maxEntries: MAX_PENDING, ttl: GIVE_UP_AFTER, now })
  /** By key: settles when all of its writes that are under way have ended. As bounded as the entries. */
  const writes = new Map<string, Promise<unknown>>()

  async function storeOnce(key: string, entry: Entry<Value>): Promise<void> {
    const { value, wasTried } = entry
    entry.wasTried = true
    await store(key, value, wasTried)
    if (entries.get(key) === entry) entries.delete(key)
  }

  function attempt(key: string, entry: Entry<Value>): Promise<void> {
    return entry.attempt ??= storeOnce(key, entry).finally(() => {
      entry.attempt = undefined
    })
  }

  async function writeUntilDone(key: string, value: Value): Promise<void> {
    const entry: Entry<Value> = { value, wasTried: false }
    entries.set(key, entry)
    let delay = FIRST_DELAY
    while (entries.get(key) === entry && !await succeeds(attempt(key, entry))) {
      await sleep(delay)
      delay = Math.min(delay * 2, MAX_DELAY)
    }
  }

  return {
    write(key, value) {
      const writing = writeUntilDone(key, value)
      // An older write of this key may still be under way.
      const all: Promise<unknown> = Promise.all([writes.get(key), writing]).finally(() => {
        if (writes.get(key) === all) writes.delete(key)
      })
      writes.set(key, all)
      return writing
    },
    async written(key) {
      await writes.get(key)
    },
    async flush(key) {
      const running = entries.get(key)?.attempt
      if (running) await succeeds(running)
      const entry = entries.get(key)
      if (entry) await attempt(key, entry)
    },
    async drained() {
      while (writes.size > 0) await Promise.all(writes.values())
    },
    pending: key => entries.get(key)?.value,
    cancel: key => entries.delete(key),
  }
}

/** Whether an attempt succeeds; never rejects. The storage logs its outages itself. */
function succeeds(attempt: Promise<void>): Promise<boolean> {
  return attempt.then(() => true, () => false)
}
