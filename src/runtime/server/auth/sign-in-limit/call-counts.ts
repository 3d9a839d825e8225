import { BoundedMap } from '../../storage/bounded-map'
import type { RedisCommands } from '../../storage/redis-lock'
import type { SharedStorage } from '../../storage/shared-storage'
import { systemClock } from '../../time/clock'

/**
 * Counts calls within a window that begins with the first one. These counts are separate from those of sign-in attempts:
 * calls from very many addresses would displace them.
 */
export interface CallCounts {
  /**
   * Counts a call.
   *
   * @param limit calls within the window.
   * @returns 0 for a call within the limit; else the milliseconds after which there may be another one.
   */
  count: (key: string, limit: number) => Promise<number>
}

/** With more addresses than this in one window, the count of the oldest address starts again at 0. */
const MAX_COUNTED = 50_000

/**
 * Counts in this process.
 *
 * @param window milliseconds.
 * @param now @default the monotonic clock
 */
export function createMemoryCallCounts(window: number, now: () => number = systemClock.monotonic): CallCounts {
  const counts = new BoundedMap<string, { calls: number, until: number }>({ maxEntries: MAX_COUNTED, ttl: window, now })
  return {
    async count(key, limit) {
      const known = counts.get(key)
      if (!known) {
        counts.set(key, { calls: 1, until: now() + window })
        return 0
      }
      if (known.calls >= limit) return Math.max(1, known.until - now())
      known.calls++
      return 0
    },
  }
}

/** Returns 0 for a call within the limit, otherwise milliseconds. */
const COUNT = `
local wait = redis.call('pttl', KEYS[1])
if wait < 0 then
  redis.call('set', KEYS[1], 1, 'px', ARGV[2])
  return 0
end
if tonumber(redis.call('get', KEYS[1])) >= tonumber(ARGV[1]) then return math.max(1, wait) end
redis.call('incr', KEYS[1])
return 0`

/**
 * Counts for all processes that share a Redis, with one command per call.
 *
 * @param prefix of all keys.
 * @param window milliseconds.
 */
export function createRedisCallCounts(redis: RedisCommands, storage: Pick<SharedStorage, 'withOutageDetection'>, prefix: string, window: number): CallCounts {
  return {
    count: async (key, limit) => Number(await storage.withOutageDetection(() => redis.eval(COUNT, 1, `${prefix}:${key}`, String(limit), String(window)))),
  }
}
