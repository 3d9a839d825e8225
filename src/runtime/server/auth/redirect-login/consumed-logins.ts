import { BoundedMap } from '../../storage/bounded-map'
import { DELETE_IF_EQUAL } from '../../storage/redis-delete-if-equal'
import type { RedisCommands } from '../../storage/redis-lock'
import { retryUntilDone } from '../../storage/retry-until-done'
import type { SharedStorage } from '../../storage/shared-storage'

/** Logins whose callback was already handled: exchanging a code twice makes the server revoke the tokens of the first exchange (RFC 6749, section 4.1.2). */
export interface ConsumedLogins {
  /**
   * @param name of the pending login.
   * @returns whether this is the first time.
   * @throws SapccError 503 `SessionStoreUnavailableError` when the storage cannot say; the login is not consumed then.
   */
  consume: (name: string) => Promise<boolean>
}

/** Options of {@link createConsumedLogins}. */
export interface ConsumedLoginsOptions {
  /** Milliseconds for which a login is remembered. */
  ttl: number
  /** A storage that outlives the process. Without it each process knows only the callbacks that it has handled. */
  storage?: Pick<SharedStorage, 'get' | 'set' | 'remove' | 'withOutageDetection'> | undefined
  /** The client, where the storage is Redis: there a login is remembered in one step, for all processes. */
  redis?: { client: RedisCommands, prefix: string } | undefined
}

/** Remembers logins in the memory of this process, and in the storage. */
export function createConsumedLogins({ ttl, storage, redis }: ConsumedLoginsOptions): ConsumedLogins {
  const seen = new BoundedMap<string, true>({ maxEntries: 50_000, ttl })

  async function note(name: string, storage: NonNullable<ConsumedLoginsOptions['storage']>): Promise<boolean> {
    const id = crypto.randomUUID()
    const key = `login:${name}`
    const redisKey = `${redis?.prefix}:${key}`
    try {
      if (redis) return await storage.withOutageDetection(() => redis.client.set(redisKey, id, 'PX', ttl, 'NX')) === 'OK'
      if ((await storage.get(key))[0] !== undefined) return false
      await storage.set(key, `id-${id}`, ttl / 1000)
      return true
    }
    catch (error) {
      // The failed write may have succeeded, or a client that was cut off may still send it. Only this process's own entry is removed.
      void retryUntilDone(() => redis ? storage.withOutageDetection(() => redis.client.eval(DELETE_IF_EQUAL, 1, redisKey, id)) : storage.remove(key), ttl)
      throw error
    }
  }

  return {
    async consume(name) {
      if (seen.has(name)) return false
      seen.set(name, true)
      if (!storage) return true
      try {
        return await note(name, storage)
      }
      catch (error) {
        seen.delete(name)
        throw error
      }
    },
  }
}
