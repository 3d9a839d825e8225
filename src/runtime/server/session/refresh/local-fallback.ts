import { createLocalLock } from '../../storage/lock'
import type { KeyedLock } from '../../storage/lock'
import { isStorageUnavailable } from '../../storage/storage-unavailable'
import type { Clock } from '../../time/clock'
import { createMemoryIntents } from './intents'
import type { RefreshIntents } from './intents'

/** What orders the refreshes of sessions. */
export interface RefreshGuards {
  lock: KeyedLock
  intents: RefreshIntents
}

/**
 * Guards for a process that refreshes sessions also while the shared storage is unavailable. Each refresh takes a lock and
 * an intent of this process, and those in the storage where it can. So another session in this process with the same tokens
 * waits, even if the storage fails or returns during the refresh.
 *
 * @param shared in the storage.
 */
export function withLocalFallback(shared: RefreshGuards, { monotonic }: Pick<Clock, 'monotonic'>): RefreshGuards {
  const local: RefreshGuards = { lock: createLocalLock(), intents: createMemoryIntents(monotonic) }
  return {
    lock: {
      async acquire(key) {
        const release = await local.lock.acquire(key)
        try {
          const releaseShared = await unlessUnavailable(() => shared.lock.acquire(key))
          return async () => {
            await releaseShared?.()
            await release()
          }
        }
        catch (error) {
          await release()
          throw error
        }
      },
    },
    intents: {
      async begin(use) {
        const begun = await local.intents.begin(use)
        if ('retryAfterMs' in begun) return begun
        try {
          const begunThere = await unlessUnavailable(() => shared.intents.begin(use))
          if (!begunThere) return begun
          if ('retryAfterMs' in begunThere) {
            await begun.clear()
            return begunThere
          }
          return {
            async clear() {
              await begun.clear()
              await begunThere.clear()
            },
          }
        }
        catch (error) {
          await begun.clear()
          throw error
        }
      },
      async remaining(use) {
        return await local.intents.remaining(use) || await unlessUnavailable(() => shared.intents.remaining(use)) || 0
      },
    },
  }
}

/** @returns `undefined` while the storage is unavailable. */
async function unlessUnavailable<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work()
  }
  catch (error) {
    if (!isStorageUnavailable(error)) throw error
    return undefined
  }
}
