import type { Storage } from 'unstorage'
import type { Measure } from '../hooks'
import type { ServerLog } from '../log/server-log'
import { hidesFailedRemovals } from './driver-safety'
import { createLocalLock, withMeasuredWait } from './lock'
import type { KeyedLock } from './lock'
import { findMount } from './mount'
import type { RedisClient } from './mount'
import { createRedisCompareAndSet } from './redis-compare-and-set'
import { createRedisLock } from './redis-lock'
import { safeMount } from './safe-mount'
import type { SafeMountOptions } from './safe-mount'
import { createSharedStorage } from './shared-storage'
import type { SharedStorage } from './shared-storage'
import { logStorageState } from './state-log'

/** The name of the storage mount in Nitro. */
export const MOUNT = 'sapcc'

/** The storage that the shop has mounted for the module, and the matching locks. */
export interface StorageServices {
  /** `undefined` when nothing is mounted. */
  storage: SharedStorage | undefined
  /** With Redis: shared by all its processes. Otherwise: within this process. */
  lock: KeyedLock
  redis?: { client: RedisClient, prefix: string }
}

/** Options of {@link createStorageServices}. */
export interface StorageServicesOptions {
  /** Where sessions are kept: `session.store`. */
  store: 'cookie' | 'storage'
  isProduction: boolean
  deployment: SafeMountOptions['deployment']
  /** Gets errors of the storage, and how long locks were waited for. */
  measure?: Measure
  log: ServerLog
}

/**
 * Creates the services from the current mounts.
 *
 * @throws SapccConfigError in production, for a driver that cannot keep sessions.
 */
export function createStorageServices(storages: Storage, { measure = () => {}, log, ...options }: StorageServicesOptions): StorageServices {
  const measured = (lock: KeyedLock) => withMeasuredWait(lock, measure)
  const mount = safeMount(findMount(storages, MOUNT), { name: MOUNT, ...options, log })
  if (!mount) return { storage: undefined, lock: measured(createLocalLock()) }
  const { redis } = mount
  const storage = createSharedStorage(mount.storage, MOUNT, {
    ...(redis ? { connection: redis.client, compareAndSet: createRedisCompareAndSet(redis.client, redis.entryKey) } : {}),
    verifyRemoval: hidesFailedRemovals(mount.driver),
    onFailure: () => measure({ name: 'storage-error' }),
    ...logStorageState(MOUNT, log, 'error', {
      whenDown: 'no session is lost, but no tokens are refreshed until it is back.',
      whenWritesRefused: 'sessions continue with their current tokens, but signing in and out fails until writes succeed again.',
    }),
  })
  if (!redis) return { storage, lock: measured(createLocalLock()) }
  return { storage, redis, lock: measured(createRedisLock({ redis: redis.client, prefix: redis.prefix, storage })) }
}
