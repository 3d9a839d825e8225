import { encodeBase64Url } from '../crypto/aead'
import type { SharedStorage } from './shared-storage'
import { storeUnavailable } from './storage-unavailable'
import { systemClock } from '../time/clock'
import { sleep, unref } from '../time/sleep'
import { DEFAULT_LOCK_WAIT } from './lock'
import type { RefreshLock } from './lock'

/** What of an `ioredis` client the lock uses. */
export interface RedisCommands {
  set: (key: string, value: string, unit: 'PX', ms: number, condition: 'NX') => Promise<unknown>
  eval: (script: string, keyCount: number, ...keysAndArguments: string[]) => Promise<unknown>
}

/** Options of {@link createRedisLock}. */
export interface RedisLockOptions {
  redis: RedisCommands
  storage: Pick<SharedStorage, 'guard' | 'lastOutage'>
  /** Of all keys in Redis. */
  prefix: string
  /** Milliseconds after which a holder that died is out. Living ones renew it. @default 2000 */
  ttl?: number
  /** Milliseconds. */
  maxWait?: number
  /** The clock of `storage.lastOutage()`. @default the monotonic one */
  now?: () => number
}

/** Only the owner's lock is let go: it may have run out, and be somebody else's by now. */
const RELEASE = `
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0`

/** A lock that ran out while Redis was away is taken again, unless somebody else has it. */
const RENEW = `
local owner = redis.call('get', KEYS[1])
if owner == false then redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1 end
if owner == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`

/** A holder that is killed stalls its session for no longer: what must not be done twice is protected by an intent. Milliseconds. */
const DEFAULT_TTL = 2000

/** Between two looks at a lock that is taken; with some chance in it, so that waiters do not march in step. Milliseconds. */
const POLL = 20

/**
 * After an outage in which locks have run out, whoever renewed tokens just
 * before it gets this long to write them down before anybody renews again. The
 * client reconnects at intervals of up to two seconds. Milliseconds.
 */
const SETTLE = 2500

/** For all processes that share a Redis. @see https://redis.io/docs/latest/commands/set/#patterns */
export function createRedisLock(options: RedisLockOptions): RefreshLock {
  const { redis, storage, ttl = DEFAULT_TTL, maxWait = DEFAULT_LOCK_WAIT, now = systemClock.monotonic } = options

  function run(script: string, key: string, owner: string): Promise<unknown> {
    return storage.guard(() => redis.eval(script, 1, key, owner, String(ttl)))
  }

  async function take(key: string, owner: string): Promise<boolean> {
    let givenUp = false
    try {
      return await storage.guard(async () => {
        const taken = await redis.set(key, owner, 'PX', ttl, 'NX') === 'OK'
        // The client sends the command when it is connected again; by then the caller has given up.
        if (taken && givenUp) await redis.eval(RELEASE, 1, key, owner)
        return taken
      })
    }
    catch (error) {
      givenUp = true
      throw error
    }
  }

  function hold(key: string, owner: string): () => Promise<void> {
    const renewal = unref(setInterval(() => {
      void run(RENEW, key, owner).then((isOurs) => {
        if (isOurs === 0) clearInterval(renewal)
      }, () => undefined)
    }, ttl / 3))
    return async () => {
      clearInterval(renewal)
      // A lock that cannot be let go runs out by itself.
      await run(RELEASE, key, owner).catch(() => undefined)
    }
  }

  async function settle(): Promise<void> {
    const outage = storage.lastOutage()
    if (!outage || outage.duration < ttl / 2) return
    const rest = outage.endedAt + SETTLE - now()
    if (rest > 0) await sleep(rest)
  }

  return {
    async acquire(name) {
      const key = `${options.prefix}:lock:${name}`
      const owner = encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)))
      const deadline = now() + maxWait
      while (!await take(key, owner)) {
        if (now() >= deadline) throw storeUnavailable(new Error(`The session was busy for more than ${maxWait} ms.`))
        await sleep(POLL * (1 + Math.random()))
      }
      const release = hold(key, owner)
      await settle()
      return release
    },
  }
}
