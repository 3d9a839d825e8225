import type { ConsolaInstance } from 'consola'
import type { Storage } from 'unstorage'
import type { Measure } from '../hooks'
import { hidesFailedRemovals } from './driver-safety'
import { createLocalLock, withMeasuredWait } from './lock'
import type { RefreshLock } from './lock'
import { findMount } from './mount'
import type { RedisClient } from './mount'
import { createRedisCompareAndSet } from './redis-compare-and-set'
import { createRedisLock } from './redis-lock'
import { safeMount } from './safe-mount'
import { createSharedStorage } from './shared-storage'
import type { SharedStorage } from './shared-storage'

/** The name of the storage mount in Nitro. */
export const MOUNT = 'sapcc'

/** The storage that the shop has mounted for the module, and the matching locks. */
export interface StorageServices {
  /** `undefined` when nothing is mounted. */
  storage: SharedStorage | undefined
  /** With Redis: shared by all its processes. Otherwise: within this process. */
  lock: RefreshLock
  redis?: { client: RedisClient, prefix: string }
}

/** Options of {@link createStorageServices}. */
export interface StorageServicesOptions {
  /** Where sessions are kept: `session.store`. */
  store: 'cookie' | 'storage'
  isProduction: boolean
  /** Whether several processes serve the shop. */
  hasManyProcesses: boolean
  /** Gets errors of the storage, and how long locks were waited for. */
  measure?: Measure
  log: ConsolaInstance
}

/**
 * Creates the services from the current mounts.
 *
 * @throws SapccConfigError in production, for a driver that cannot keep sessions.
 */
export function createStorageServices(storages: Storage, { store, isProduction, hasManyProcesses, measure = () => {}, log }: StorageServicesOptions): StorageServices {
  const measured = (lock: RefreshLock) => withMeasuredWait(lock, measure)
  const mount = safeMount(findMount(storages, MOUNT), { name: MOUNT, store, isProduction, log })
  if (!mount) {
    if (store === 'storage' && isProduction) {
      log.warn(`NUXT_SAPCC_SESSION_STORE is "storage", but nothing is mounted as \`${MOUNT}\`: sessions are kept in this process's memory, are lost when it ends, and are unknown to other instances. Mount a storage, for example nitro.storage.${MOUNT} with the driver "redis".`)
    }
    else if (hasManyProcesses && isProduction) {
      log.warn(`This shop runs in several processes, and nothing is mounted as \`${MOUNT}\`: two processes may send the same refresh token, which signs the customer out, and each process counts failed sign-ins separately. Set NUXT_SAPCC_SESSION_STORE to "storage" and mount nitro.storage.${MOUNT} with the driver "redis".`)
    }
    return { storage: undefined, lock: measured(createLocalLock()) }
  }
  const { redis } = mount
  const storage = createSharedStorage(mount.storage, MOUNT, {
    ...(redis ? { connection: redis.client, compareAndSet: createRedisCompareAndSet(redis.client, redis.entryKey) } : {}),
    verifyRemoval: hidesFailedRemovals(mount.driver),
    onFailure: () => measure({ name: 'storage-error' }),
    onDown: error => log.error(`The storage mount \`${MOUNT}\` does not answer; no session is lost, but no tokens are refreshed until it is back.`, error),
    onUp: () => log.info(`The storage mount \`${MOUNT}\` is back.`),
    onWriteRefused: error => log.error(`The storage mount \`${MOUNT}\` refuses writes; sessions continue with their current tokens, but signing in and out fails until writes succeed again.`, error),
  })
  if (!redis) return { storage, lock: measured(createLocalLock()) }
  return { storage, redis, lock: measured(createRedisLock({ redis: redis.client, prefix: redis.prefix, storage })) }
}
