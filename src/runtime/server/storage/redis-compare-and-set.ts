import type { RedisCommands } from './redis-lock'
import type { CompareAndSet } from './shared-storage'

/** Arguments: whether an entry is expected, its value, the new value, seconds. */
const SCRIPT = `
local expected = ARGV[1] == '1' and ARGV[2]
if redis.call('get', KEYS[1]) ~= expected then return 0 end
redis.call('set', KEYS[1], ARGV[3], 'EX', ARGV[4])
return 1`

/** @param entryKey of an entry in Redis. */
export function createRedisCompareAndSet(redis: Pick<RedisCommands, 'eval'>, entryKey: (key: string) => string): CompareAndSet {
  return async (key, expected, value, ttl) =>
    Number(await redis.eval(SCRIPT, 1, entryKey(key), expected === undefined ? '0' : '1', expected ?? '', value, String(ttl))) === 1
}
