import type { RedisCommands } from '../../storage/redis-lock'
import type { SharedStorage } from '../../storage/shared-storage'
import type { AttemptCounts } from './attempt-counts'

/** Returns 0 for `taken`, -1 for `busy`, otherwise milliseconds. */
const TAKE = `
local failed = tonumber(redis.call('hget', KEYS[1], 'failed') or '0')
local pending = tonumber(redis.call('hget', KEYS[1], 'pending') or '0')
local limit = tonumber(ARGV[1])
if failed >= limit then return math.max(1, redis.call('pttl', KEYS[1])) end
if failed + pending >= limit then return -1 end
redis.call('hincrby', KEYS[1], 'pending', 1)
if redis.call('pttl', KEYS[1]) < 0 then redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`

/** The window may have expired since the attempt was taken: then no attempt is pending. */
const SETTLE = `
local failed = tonumber(redis.call('hget', KEYS[1], 'failed') or '0')
local pending = math.max(0, tonumber(redis.call('hget', KEYS[1], 'pending') or '0') - 1)
if ARGV[1] == 'failed' then failed = failed + 1 end
if ARGV[1] == 'succeeded' then failed = 0 end
if failed == 0 and pending == 0 then return redis.call('del', KEYS[1]) end
redis.call('hset', KEYS[1], 'failed', failed, 'pending', pending)
if redis.call('pttl', KEYS[1]) < 0 then redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`

/** Counts for all processes that share a Redis; each change is atomic. @param prefix of all keys. */
export function createRedisCounts(redis: RedisCommands, storage: Pick<SharedStorage, 'guard'>, prefix: string): AttemptCounts {
  const run = (script: string, key: string, ...args: string[]) => storage.guard(() => redis.eval(script, 1, `${prefix}:${key}`, ...args))
  return {
    async take(key, limit, window) {
      const answer = await run(TAKE, key, String(limit), String(window))
      if (answer === 0) return 'taken'
      return typeof answer === 'number' && answer > 0 ? answer : 'busy'
    },
    async settle(key, outcome, window, keepFailures) {
      await run(SETTLE, key, outcome === 'succeeded' && keepFailures ? 'unknown' : outcome, String(window))
    },
  }
}
