import { storageUnavailable } from './storage-unavailable'
import type { Measure } from '../hooks'
import { systemClock } from '../time/clock'
import { settlesWithin } from '../time/sleep'

/** A mutex per key: of a session, or of a list that several requests change. It is held during storage reads and writes only, never during a request to the authorization server. */
export interface KeyedLock {
  /**
   * Acquires the lock; waits for it for a limited time.
   *
   * @returns releases the lock; never rejects.
   * @throws SapccError 503 `SessionStoreUnavailableError` when the lock is not acquired in time.
   */
  acquire: (key: string) => Promise<() => Promise<void>>
}

/** Runs the work while the lock is held, and releases the lock even if the work fails. */
export async function withLock<Result>(lock: KeyedLock, key: string, work: () => Promise<Result>): Promise<Result> {
  const release = await lock.acquire(key)
  try {
    return await work()
  }
  finally {
    await release()
  }
}

/** The same lock, whose waiting is measured. */
export function withMeasuredWait(lock: KeyedLock, measure: Measure, now = systemClock.monotonic): KeyedLock {
  return {
    async acquire(key) {
      const startedAt = now()
      let outcome: 'acquired' | 'failed' = 'failed'
      try {
        const release = await lock.acquire(key)
        outcome = 'acquired'
        return release
      }
      finally {
        measure({ name: 'lock-wait', duration: now() - startedAt, outcome })
      }
    },
  }
}

/** How long to wait for a lock. Holders need a few milliseconds; the lock of a holder that died expires after seconds. Milliseconds. */
export const DEFAULT_LOCK_WAIT = 15_000

/** A lock within one process, in FIFO order. */
export function createLocalLock(options: { maxWait?: number } = {}): KeyedLock {
  const { maxWait = DEFAULT_LOCK_WAIT } = options
  /** The last promise of each key's queue. The number of keys is bounded by the requests in progress. */
  const queues = new Map<string, Promise<void>>()

  return {
    async acquire(key) {
      const before = queues.get(key)
      let release!: () => void
      const mine = new Promise<void>((resolve) => {
        release = resolve
      })
      const tail = before ? before.then(() => mine) : mine
      queues.set(key, tail)
      void tail.then(() => {
        if (queues.get(key) === tail) queues.delete(key)
      })
      if (before && !await settlesWithin(before, maxWait)) {
        release()
        throw storageUnavailable(new Error(`The session was busy for more than ${maxWait} ms.`))
      }
      return () => {
        release()
        return Promise.resolve()
      }
    },
  }
}
