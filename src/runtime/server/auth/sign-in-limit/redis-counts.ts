import type { RedisCommands } from '../../storage/redis-lock'
import type { SharedStorage } from '../../storage/shared-storage'
import { ATTEMPT_LIFETIME } from './attempt-counts'
import type { AttemptCounts } from './attempt-counts'

/** Returns 0 for `taken`, -1 for `busy`, otherwise milliseconds. The time is that of Redis: processes' clocks may differ. */
const TAKE = `
local failed = tonumber(redis.call('hget', KEYS[1], 'failed') or '0')
local limit = tonumber(ARGV[1])
if failed >= limit then return math.max(1, redis.call('pttl', KEYS[1])) end
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local own = 'attempt:' .. ARGV[3]
local pending = 0
local entries = redis.call('hgetall', KEYS[1])
for i = 1, #entries, 2 do
  if string.sub(entries[i], 1, 8) == 'attempt:' and entries[i] ~= own and tonumber(entries[i + 1]) > now then pending = pending + 1 end
end
if failed + pending >= limit then return -1 end
redis.call('hset', KEYS[1], own, now + ARGV[4])
if redis.call('pttl', KEYS[1]) < 0 then redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`

/** The window may have ended since the attempt was taken: then there is no entry. */
const RECORD_OUTCOME_SCRIPT = `
local isNew = redis.call('exists', KEYS[1]) == 0
if redis.call('hdel', KEYS[1], 'attempt:' .. ARGV[3]) == 0 and not isNew then return 0 end
if ARGV[1] == 'failed' then redis.call('hincrby', KEYS[1], 'failed', 1) end
if ARGV[1] == 'succeeded' then redis.call('hdel', KEYS[1], 'failed') end
if redis.call('pttl', KEYS[1]) == -1 then redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`

/** Counts for all processes that share a Redis; each change is atomic. @param prefix of all keys. */
export function createRedisCounts(redis: RedisCommands, storage: Pick<SharedStorage, 'withOutageDetection'>, prefix: string): AttemptCounts {
  const run = (script: string, key: string, ...args: string[]) => storage.withOutageDetection(() => redis.eval(script, 1, `${prefix}:${key}`, ...args))
  return {
    async take(key, attempt, limit, window) {
      const answer = await run(TAKE, key, String(limit), String(window), attempt, String(ATTEMPT_LIFETIME))
      if (answer === 0) return 'taken'
      return typeof answer === 'number' && answer > 0 ? answer : 'busy'
    },
    async recordOutcome(key, attempt, outcome, window, keepFailures) {
      await run(RECORD_OUTCOME_SCRIPT, key, outcome === 'succeeded' && keepFailures ? 'unknown' : outcome, String(window), attempt)
    },
  }
}
