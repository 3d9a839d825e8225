import type { Storage } from 'unstorage'
import { findMount } from './mount'
import type { RedisClient } from './mount'
import { createLocalLock } from './lock'
import type { RefreshLock } from './lock'
import { createRedisLock } from './redis-lock'
import { createSharedStorage } from './shared-storage'
import type { SharedStorage } from './shared-storage'

/** The name of the storage mount in Nitro. */
export const MOUNT = 'sapcc'

/** What the shop has mounted for the module, and the locks that go with it. */
export interface StorageServices {
  /** `undefined` when nothing is mounted. */
  storage: SharedStorage | undefined
  /** With Redis for all processes that share it, else for this one. */
  lock: RefreshLock
  redis?: { client: RedisClient, prefix: string }
}

/** Options of {@link createStorageServices}. */
export interface StorageServicesOptions {
  /** Milliseconds that a session's turn is waited for. */
  maxWait: number
  log: { error: (message: string, error: unknown) => void, info: (message: string) => void }
}

/** Looks at the mounts as they are at this moment. */
export function createStorageServices(storages: Storage, { maxWait, log }: StorageServicesOptions): StorageServices {
  const mount = findMount(storages, MOUNT)
  if (!mount) return { storage: undefined, lock: createLocalLock({ maxWait }) }
  const { redis } = mount
  const storage = createSharedStorage(mount.storage, MOUNT, {
    ...(redis ? { connection: redis.client } : {}),
    onDown: error => log.error(`The storage mount \`${MOUNT}\` gives no answer; no session is lost, but none is renewed until it is back.`, error),
    onUp: () => log.info(`The storage mount \`${MOUNT}\` is back.`),
  })
  if (!redis) return { storage, lock: createLocalLock({ maxWait }) }
  return { storage, redis, lock: createRedisLock({ redis: redis.client, prefix: redis.prefix, storage, maxWait }) }
}
