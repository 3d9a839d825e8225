import { BoundedMap } from '../../storage/bounded-map'
import type { RedisCommands } from '../../storage/redis-lock'
import type { SharedStorage } from '../../storage/shared-storage'

/** Logins whose callback was already handled: exchanging a code twice makes the server revoke the tokens of the first exchange (RFC 6749, section 4.1.2). */
export interface ConsumedLogins {
  /**
   * @param name of the pending login.
   * @returns whether this is the first time.
   * @throws SapccError 503 `SessionStoreUnavailableError` when Redis cannot say.
   */
  consume: (name: string) => Promise<boolean>
}

/** Options of {@link createConsumedLogins}. */
export interface ConsumedLoginsOptions {
  /** Milliseconds that one is remembered. */
  ttl: number
  /** What several processes share. Without it each knows only what came to itself. */
  shared?: { redis: Pick<RedisCommands, 'set'>, prefix: string, storage: Pick<SharedStorage, 'guard'> }
}

/** In this process's memory, and in Redis for all that share one. */
export function createConsumedLogins({ ttl, shared }: ConsumedLoginsOptions): ConsumedLogins {
  const seen = new BoundedMap<string, true>({ maxEntries: 50_000, ttl })
  return {
    async consume(name) {
      if (seen.has(name)) return false
      seen.set(name, true)
      if (!shared) return true
      const { redis, prefix, storage } = shared
      return await storage.guard(() => redis.set(`${prefix}:login:${name}`, '1', 'PX', ttl, 'NX')) === 'OK'
    },
  }
}
