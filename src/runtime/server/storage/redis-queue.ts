import { encodeBase64Url } from '../crypto/aead'
import { systemClock } from '../time/clock'
import { sleep, unref } from '../time/sleep'
import type { RedisCommands } from './redis-lock'
import { LEASE_TIME } from './shared-storage'
import type { SharedStorage } from './shared-storage'

/** A queue of all processes: the call that entered first has the first turn. */
export interface SharedQueue {
  /** Takes a place at the end; the place is kept until it is left, or its process dies. */
  enter: (key: string) => QueuePlace
}

/** A place in a {@link SharedQueue}. */
export interface QueuePlace {
  /**
   * Waits for the turn.
   *
   * @param deadline by the queue's clock, in milliseconds.
   * @returns `false` when it has not come by then. `true` also while the queue cannot be reached.
   */
  turn: (deadline: number) => Promise<boolean>
  /** How many places were in front of it when it was entered; 0 as long as that is not known. */
  ahead: () => number
  /** Gives the place up; never fails. */
  leave: () => void
}

/** Options of {@link createRedisQueue}. */
export interface RedisQueueOptions {
  redis: Pick<RedisCommands, 'eval'>
  storage: Pick<SharedStorage, 'withOutageDetection'>
  /** The prefix of all keys in Redis. */
  prefix: string
  /** Milliseconds after which the places of a process that died are free. @default {@link LEASE_TIME} */
  ttl?: number
  /** @default the monotonic clock */
  now?: () => number
}

/**
 * Enters, keeps the place, and tells how many are in front. The second key tells when
 * each place was last kept, by Redis's clock; places that were not are cleared away.
 */
const JOIN_QUEUE_SCRIPT = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, gone in ipairs(redis.call('zrangebyscore', KEYS[2], '-inf', now - ARGV[2])) do
  redis.call('zrem', KEYS[1], gone)
  redis.call('zrem', KEYS[2], gone)
end
if not redis.call('zscore', KEYS[1], ARGV[1]) then
  local last = redis.call('zrange', KEYS[1], -1, -1, 'WITHSCORES')
  redis.call('zadd', KEYS[1], (tonumber(last[2]) or 0) + 1, ARGV[1])
end
redis.call('zadd', KEYS[2], now, ARGV[1])
redis.call('pexpire', KEYS[1], ARGV[2] * 2)
redis.call('pexpire', KEYS[2], ARGV[2] * 2)
return redis.call('zrank', KEYS[1], ARGV[1])`

const LEAVE = `
redis.call('zrem', KEYS[2], ARGV[1])
return redis.call('zrem', KEYS[1], ARGV[1])`

/** Poll interval of the first one in line; those behind it poll less often. Milliseconds. */
const POLL = 15
const MAX_POLL = 250

/** A queue of all processes that share a Redis, version 5 or later; commands of one connection keep their order. */
export function createRedisQueue({ redis, storage, prefix, ttl = LEASE_TIME, now = systemClock.monotonic }: RedisQueueOptions): SharedQueue {
  return {
    enter(key) {
      // Both keys in one slot of a cluster.
      const keys = [`${prefix}:turn:{${key}}`, `${prefix}:turn:{${key}}:kept`]
      const place = encodeBase64Url(crypto.getRandomValues(new Uint8Array(12)))
      const joinQueue = async () => Number(await storage.withOutageDetection(() => redis.eval(JOIN_QUEUE_SCRIPT, 2, ...keys, place, String(ttl))))
      let ahead = 0
      // A call that cannot reach the queue counts as the first one in line.
      const entered = joinQueue().then(before => ahead = before).catch(() => 0)
      const keeping = unref(setInterval(() => void joinQueue().catch(() => undefined), ttl / 3))

      return {
        async turn(deadline) {
          let before = await entered
          while (before > 0) {
            if (now() >= deadline) return false
            await sleep(Math.min(POLL * before, MAX_POLL))
            // The changes themselves do not need the storage: while it is unavailable, each process keeps its own order.
            before = await joinQueue().catch(() => 0)
          }
          return true
        },
        ahead: () => ahead,
        leave() {
          clearInterval(keeping)
          // A place that cannot be given up is cleared away by the others.
          void entered.then(() => storage.withOutageDetection(() => redis.eval(LEAVE, 2, ...keys, place))).catch(() => undefined)
        },
      }
    },
  }
}
