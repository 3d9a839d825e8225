import type { Storage } from 'unstorage'
import type { SapccCacheConfig } from '../config/types'
import type { ServerLog } from '../log/server-log'
import { findMount } from '../storage/mount'
import type { Mount } from '../storage/mount'
import { createRedisCompareAndSet } from '../storage/redis-compare-and-set'
import { createRedisLock } from '../storage/redis-lock'
import { createSharedStorage } from '../storage/shared-storage'
import type { SharedStorage } from '../storage/shared-storage'
import { logStorageState } from '../storage/state-log'
import { createPublicCache } from './public-cache'
import type { PublicCache, PublicCacheOptions } from './public-cache'
import { createPurges } from './purges'
import { createSharedAnswers } from './shared-answers'
import type { SharedAnswers } from './shared-answers'

/** The name of the storage mount in Nitro. It is not the mount of the sessions, because a cache may lose entries, and grows until they are removed. */
export const CACHE_MOUNT = 'sapcc-cache'

/** Drivers of `unstorage` that remove expired entries; with all others, entries are never removed. */
const EXPIRING_DRIVERS: ReadonlySet<string> = new Set(['redis', 'upstash', 'vercel-kv', 'vercel-runtime-cache', 'deno-kv', 'deno-kv-node', 'lru-cache'])

/** Drivers whose reads may be older than a purge: Cloudflare's KV shows a write elsewhere after a minute or more, and every process reads the purges once a second. */
const LATE_DRIVERS: ReadonlySet<string> = new Set(['cloudflare-kv-binding', 'cloudflare-kv-http'])

/** Milliseconds that a process waits at most for another one that fetches the same answer. */
const LOCK_WAIT = 5000

/** Options of {@link createCache}. */
export interface CreateCacheOptions extends Pick<PublicCacheOptions, 'continuesAfterResponse' | 'onRefreshFailed'> {
  config: Pick<SapccCacheConfig, 'maxEntries' | 'maxBytes' | 'maxAnswerBytes'>
  log: ServerLog
}

/** The cache of this process, and where one is mounted, the storage that it shares with others. */
export function createCache(storages: Storage, { config, continuesAfterResponse, onRefreshFailed, log }: CreateCacheOptions): PublicCache {
  const mount = findMount(storages, CACHE_MOUNT)
  const { storage, answers } = mount ? createShared(mount, log) : {}
  const purges = createPurges({ storage, isAtomic: mount?.redis !== undefined })
  return createPublicCache({ limits: config, purges, shared: answers, continuesAfterResponse, onRefreshFailed })
}

function createShared({ storage: mounted, driver, redis }: Mount, log: ServerLog): { storage: SharedStorage, answers: SharedAnswers } {
  if (driver !== undefined && LATE_DRIVERS.has(driver)) {
    log.warn(`The storage mount \`${CACHE_MOUNT}\` has the driver "${driver}", whose reads may be minutes old: purges take effect late, and one of two at the same time is lost. Use a Redis (driver "upstash"), or no mount: each process then keeps answers in its own memory.`)
  }
  else if (driver !== undefined && !EXPIRING_DRIVERS.has(driver)) {
    log.warn(`The storage mount \`${CACHE_MOUNT}\` has the driver "${driver}", which does not remove what has expired: it grows until you clear it. Use the driver "redis", or no mount: each process then keeps answers in its own memory.`)
  }
  const storage = createSharedStorage(mounted, CACHE_MOUNT, {
    ...(redis ? { connection: redis.client, compareAndSet: createRedisCompareAndSet(redis.client, redis.entryKey) } : {}),
    ...logStorageState(CACHE_MOUNT, log, 'warn', {
      whenDown: 'each process keeps answers in its own memory until it is back.',
      whenWritesRefused: 'answers are kept in each process\'s own memory.',
    }),
  })
  // Nothing has to be settled after an outage, as tokens have: the lock is there to spare SAP requests.
  const lockStorage = { withOutageDetection: storage.withOutageDetection, lastOutage: () => undefined }
  return {
    storage,
    answers: createSharedAnswers({
      storage,
      ...(redis ? { lock: createRedisLock({ redis: redis.client, prefix: redis.prefix, storage: lockStorage, maxWait: LOCK_WAIT }) } : {}),
    }),
  }
}
