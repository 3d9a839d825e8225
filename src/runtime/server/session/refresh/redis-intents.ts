import { DELETE_IF_EQUAL } from '../../storage/redis-delete-if-equal'
import type { RedisCommands } from '../../storage/redis-lock'
import { retryUntilDone } from '../../storage/retry-until-done'
import type { SharedStorage } from '../../storage/shared-storage'
import { systemClock } from '../../time/clock'
import type { Clock } from '../../time/clock'
import { INTENT_LIFETIME, formatIntent, intentName } from './intents'
import type { RefreshIntents, TokenUse } from './intents'

/** Options of {@link createRedisIntents}. */
export interface RedisIntentsOptions {
  redis: Pick<RedisCommands, 'eval'>
  storage: Pick<SharedStorage, 'withOutageDetection'>
  /** Prefix of all keys in Redis. */
  prefix: string
  clock?: Clock
}

/** Returns -1 when the intent was written; otherwise the remaining milliseconds of the existing intent. */
const BEGIN = `
if redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') then return -1 end
return redis.call('pttl', KEYS[1])`

const REMAINING = `return redis.call('pttl', KEYS[1])`

/**
 * Intents for all processes that share a Redis. Intents expire by the clock of
 * Redis, so the processes' clocks do not matter. An intent is written with `NX`,
 * so a process that was suspended cannot send a token that another process has
 * sent meanwhile.
 */
export function createRedisIntents({ redis, storage, prefix, clock = systemClock }: RedisIntentsOptions): RefreshIntents {
  const keyOf = async (use: TokenUse) => `${prefix}:${await intentName(use)}`

  async function run(script: string, key: string, ...args: string[]): Promise<number> {
    return Number(await storage.withOutageDetection(() => redis.eval(script, 1, key, ...args)))
  }

  return {
    async begin(use) {
      const key = await keyOf(use)
      const value = await formatIntent(use, clock)
      const clear = () => retryUntilDone(() => run(DELETE_IF_EQUAL, key, value), INTENT_LIFETIME, clock)
      try {
        const blockedFor = await run(BEGIN, key, value, String(INTENT_LIFETIME))
        return blockedFor === -1 ? { clear } : { retryAfterMs: Math.max(1, blockedFor) }
      }
      catch (error) {
        // The client may run the queued command after it reconnects. No token was sent, so this intent must not block.
        void clear()
        throw error
      }
    },
    remaining: async use => Math.max(0, await run(REMAINING, await keyOf(use))),
  }
}
