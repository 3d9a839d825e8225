import { storeUnavailable } from './storage-unavailable'
import { settlesWithin } from '../time/sleep'

/** Lets one at a time work on a session. Held for reads and writes only, never while the authorization server is asked. */
export interface RefreshLock {
  /**
   * Waits for its turn, for a limited time.
   *
   * @returns lets go again; never rejects.
   * @throws SapccError 503 `SessionStoreUnavailableError` when the turn does not come.
   */
  acquire: (key: string) => Promise<() => Promise<void>>
}

/** Works while holding a lock, and releases it also when the work fails. */
export async function withLock<Result>(lock: RefreshLock, key: string, work: () => Promise<Result>): Promise<Result> {
  const release = await lock.acquire(key)
  try {
    return await work()
  }
  finally {
    await release()
  }
}

/** Holders need milliseconds; one that was killed or cut off, seconds. Milliseconds. */
export const DEFAULT_LOCK_WAIT = 15_000

/** For one process: first come, first served. */
export function createLocalLock(options: { maxWait?: number } = {}): RefreshLock {
  const { maxWait = DEFAULT_LOCK_WAIT } = options
  /** The end of each key's queue; bounded by the requests that are being answered. */
  const queues = new Map<string, Promise<void>>()

  return {
    async acquire(key) {
      const before = queues.get(key)
      let letGo!: () => void
      const mine = new Promise<void>((resolve) => {
        letGo = resolve
      })
      const tail = before ? before.then(() => mine) : mine
      queues.set(key, tail)
      void tail.then(() => {
        if (queues.get(key) === tail) queues.delete(key)
      })
      if (before && !await settlesWithin(before, maxWait)) {
        letGo()
        throw storeUnavailable(new Error(`The session was busy for more than ${maxWait} ms.`))
      }
      return () => {
        letGo()
        return Promise.resolve()
      }
    },
  }
}
