import { encodeBase64Url } from '../crypto/aead'
import { DELETE_IF_EQUAL } from './redis-delete-if-equal'
import { LEASE_TIME } from './shared-storage'
import type { SharedStorage } from './shared-storage'
import { storageUnavailable } from './storage-unavailable'
import { systemClock } from '../time/clock'
import { sleep, unref } from '../time/sleep'
import { DEFAULT_LOCK_WAIT } from './lock'
import type { KeyedLock } from './lock'

/** The part of an `ioredis` client that the lock uses. */
export interface RedisCommands {
  set: (key: string, value: string, unit: 'PX', ms: number, condition: 'NX') => Promise<unknown>
  eval: (script: string, keyCount: number, ...keysAndArguments: string[]) => Promise<unknown>
}

/** Options of {@link createRedisLock}. */
export interface RedisLockOptions {
  redis: RedisCommands
  storage: Pick<SharedStorage, 'withOutageDetection' | 'lastOutage'>
  /** Prefix of all keys in Redis. */
  prefix: string
  /** Milliseconds after which the lock of a dead holder expires; an intent prevents that holder's refresh token from being sent twice. A live holder extends its lock. @default {@link LEASE_TIME} */
  ttl?: number
  /** Milliseconds to wait for the lock at most. */
  maxWait?: number
  /** Must be the clock that `storage.lastOutage()` uses. @default the monotonic one */
  now?: () => number
}

/** Extends the lock. If it expired while Redis was unavailable, acquires it again unless another process holds it. */
const EXTEND = `
local owner = redis.call('get', KEYS[1])
if owner == false then redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1 end
if owner == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`

/** Poll interval for a held lock. Jitter is added, so that waiting processes do not poll at the same moment. Milliseconds. */
const POLL = 20

/**
 * Wait after an outage in which locks have expired: a process that refreshed
 * tokens just before the outage must store them before another refresh starts.
 * The client reconnects at intervals of up to two seconds. Milliseconds.
 */
const WAIT_AFTER_OUTAGE = 2500

/** A lock for all processes that share a Redis. @see https://redis.io/docs/latest/commands/set/#patterns */
export function createRedisLock(options: RedisLockOptions): KeyedLock {
  const { redis, storage, ttl = LEASE_TIME, maxWait = DEFAULT_LOCK_WAIT, now = systemClock.monotonic } = options

  function run(script: string, key: string, owner: string): Promise<unknown> {
    return storage.withOutageDetection(() => redis.eval(script, 1, key, owner, String(ttl)))
  }

  /** @param askedAt when the command is sent: monotonic milliseconds. */
  async function take(key: string, owner: string, askedAt: number): Promise<boolean> {
    let givenUp = false
    try {
      return await storage.withOutageDetection(async () => {
        if (await redis.set(key, owner, 'PX', ttl, 'NX') !== 'OK') return false
        // The client may send a queued command after it reconnects, when the caller has already given up. Or this process was
        // blocked and reads the answer late: after more than a third the lock may expire before the next operation has ended.
        if (!givenUp && now() - askedAt < ttl / 3) return true
        await redis.eval(DELETE_IF_EQUAL, 1, key, owner)
        return false
      })
    }
    catch (error) {
      givenUp = true
      throw error
    }
  }

  /** @param askedAt when the lock was asked for: monotonic milliseconds. */
  function hold(key: string, owner: string, askedAt: number): () => Promise<void> {
    function extend(): void {
      void run(EXTEND, key, owner).then((isOurs) => {
        if (isOurs === 0) clearInterval(extending)
      }, () => undefined)
    }
    const extending = unref(setInterval(extend, ttl / 3))
    // The lock's time began then, so that after a late answer the first interval ends too late.
    if (now() - askedAt > ttl / 10) extend()
    return async () => {
      clearInterval(extending)
      // The lock may have expired, and another process may hold it. A lock that cannot be released expires on its own.
      await run(DELETE_IF_EQUAL, key, owner).catch(() => undefined)
    }
  }

  async function waitAfterOutage(): Promise<void> {
    const outage = storage.lastOutage()
    // A lock that was extended when it was due lives for two thirds at least.
    if (!outage || outage.duration < ttl * 2 / 3) return
    const rest = outage.endedAt + WAIT_AFTER_OUTAGE - now()
    if (rest > 0) await sleep(rest)
  }

  return {
    async acquire(name) {
      const key = `${options.prefix}:lock:${name}`
      const owner = encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)))
      const deadline = now() + maxWait
      let askedAt = now()
      while (!await take(key, owner, askedAt)) {
        if (now() >= deadline) throw storageUnavailable(new Error(`The session was busy for more than ${maxWait} ms.`))
        await sleep(POLL * (1 + Math.random()))
        askedAt = now()
      }
      const release = hold(key, owner, askedAt)
      await waitAfterOutage()
      return release
    },
  }
}
