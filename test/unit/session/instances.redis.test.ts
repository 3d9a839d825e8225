import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Redis } from 'ioredis'
import { createStorage } from 'unstorage'
import redisDriver from 'unstorage/drivers/redis'
import type { Session } from '../../../src/runtime/server/session/session'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createRedisIntents } from '../../../src/runtime/server/session/refresh/redis-intents'
import { createRedisLock } from '../../../src/runtime/server/storage/redis-lock'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { findMount } from '../../../src/runtime/server/storage/mount'
import { recordKey } from '../../../src/runtime/server/session/record-key'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { useRedis } from '../../harness/use-redis'
import { useRedisConnections } from '../storage/redis-connections'
import { newSession, rotatingServer, sealer } from './tokens'

const redis = useRedis()
const connect = useRedisConnections()

let server: ReturnType<typeof rotatingServer>
beforeEach(() => {
  server = rotatingServer(30)
})

/** One server process: its own connection, store and coordinator. */
function instance(options: { mode?: 'storage' | 'cookie', lockTtl?: number, refresh?: (refreshToken: string) => Promise<Awaited<ReturnType<typeof server.refresh>>> } = {}) {
  const { client, prefix, storage } = connect({ url: redis.url })
  const shared = createSharedStorage(storage, 'sapcc', { timeout: 300, connection: client })
  const lock = createRedisLock({ redis: client, prefix, storage: shared, maxWait: 5000, ...(options.lockTtl === undefined ? {} : { ttl: options.lockTtl }) })
  const intents = createRedisIntents({ redis: client, prefix, storage: shared })
  const store = options.mode === 'cookie'
    ? createCookieStore({ sealer, gracePeriod: 120_000, shared })
    : createStorageStore({ sealer, storage: shared, lock, maxAge: 3600 })
  const orphans: Session[] = []
  const coordinator = createRefreshCoordinator({ refresh: options.refresh ?? server.refresh, store, lock, intents, onOrphaned: orphan => void orphans.push(orphan) })
  return { orphans, store, lock, intents, coordinator, shared, client: client as unknown as Redis }
}

async function until(condition: () => Promise<unknown>, timeout = 8000): Promise<void> {
  const deadline = Date.now() + timeout
  for (;;) {
    try {
      if (await condition()) return
    }
    catch (error) {
      if (Date.now() > deadline) throw error
    }
    if (Date.now() > deadline) throw new Error('It did not come to that.')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

describe('findMount', () => {
  it('finds the driver\'s own connection', async () => {
    const storage = createStorage().mount('sapcc', redisDriver({ url: redis.url, base: 'shop:' }))
    onTestFinished(() => storage.dispose())
    const found = findMount(storage, 'sapcc')
    expect(found?.redis?.prefix).toBe('shop')
    expect(found?.redis?.client).toBe(storage.getMount('sapcc:').driver.getInstance?.())
  })

  it('knows what is no mount, and what is no Redis', () => {
    expect(findMount(createStorage(), 'sapcc')).toBeUndefined()
    const storage = createStorage().mount('sapcc', { name: 'mine', hasItem: () => false, getItem: () => null, getKeys: () => [] })
    expect(findMount(storage, 'sapcc')).toMatchObject({ storage })
    expect(findMount(storage, 'sapcc')?.redis).toBeUndefined()
  })
})

describe.each(['storage', 'cookie'] as const)('several instances with Redis, sessions in %s', (mode) => {
  it('send one grant for 200 refreshes at once', async () => {
    const instances = Array.from({ length: 4 }, () => instance({ mode }))
    const session = newSession()
    await instances[0]!.store.begin(session)
    const renewed = await Promise.all(Array.from({ length: 200 }, (_, index) => instances[index % 4]!.coordinator.refresh(session)))
    expect(server.sent).toEqual(['refresh-0'])
    expect(new Set(renewed.map(entry => entry.accessToken))).toEqual(new Set(['access-1']))
    // And again with the next generation.
    await Promise.all(instances.map(({ coordinator }) => coordinator.refresh(renewed[0]!)))
    expect(server.sent).toEqual(['refresh-0', 'refresh-1'])
    // No lock is left behind, and every intent ends by itself.
    await until(async () => (await instances[0]!.client.keys('shop:lock:*')).length === 0)
    for (const key of await instances[0]!.client.keys('shop:intent:*')) expect(await instances[0]!.client.pttl(key)).toBeGreaterThan(0)
  })

  it('answer late requests with what another instance renewed', async () => {
    const [first, second] = [instance({ mode }), instance({ mode })]
    const session = newSession()
    await first.store.begin(session)
    const renewed = await first.coordinator.refresh(session)
    expect(await second.coordinator.resolve(session)).toEqual(renewed)
    expect(await second.coordinator.refresh(session)).toEqual(renewed)
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('know of each other\'s sign-outs', async () => {
    const [first, second] = [instance({ mode }), instance({ mode })]
    const session = newSession()
    await first.store.begin(session)
    expect(await second.coordinator.resolve(session)).toEqual(session)
    await first.coordinator.end(session)
    expect(await second.coordinator.resolve(session)).toBeUndefined()
    await expect(second.coordinator.refresh(session)).rejects.toMatchObject({ status: 401 })
    expect(server.sent).toEqual([])
  })

  it('let a refresh finish before a sign-out elsewhere', async () => {
    const [first, second] = [instance({ mode }), instance({ mode })]
    const session = newSession()
    await first.store.begin(session)
    const running = first.coordinator.refresh(session)
    await until(async () => server.sent.length > 0)
    expect((await second.coordinator.end(session))?.accessToken).toBe('access-1')
    await running
    expect(await first.coordinator.resolve(session)).toBeUndefined()
  })

  it('go on within about three seconds when the holder of the lock was killed before it sent anything', async () => {
    const session = newSession()
    const [dying, survivor] = [instance({ mode }), instance({ mode })]
    await dying.store.begin(session)
    await dying.lock.acquire(await recordKey(session.id))
    // Renewed beyond its lifetime while the holder lives …
    await new Promise(resolve => setTimeout(resolve, 4500))
    expect(await dying.client.keys('shop:lock:*')).toHaveLength(1)
    // … and no more.
    dying.client.disconnect()
    const started = performance.now()
    expect(await survivor.coordinator.refresh(session)).toMatchObject({ accessToken: 'access-1' })
    expect(performance.now() - started).toBeLessThan(4500)
  }, 20_000)

  it('send a token for the second time neither while the first request may still run, nor when its sender was killed', async () => {
    const session = newSession()
    let isSent = false
    const dying = instance({
      mode,
      refresh: () => {
        isSent = true
        return new Promise(() => undefined)
      },
    })
    // Of other tests' sessions: without them, what still waits for them would go on.
    const others = new Set(await dying.client.keys('shop:intent:*'))
    await dying.store.begin(session)
    void dying.coordinator.refresh(session).catch(() => undefined)
    await until(async () => isSent)
    dying.client.disconnect()
    const [first, second] = [instance({ mode }), instance({ mode })]
    for (const other of [first, second]) {
      const call = other.coordinator.refresh(session, undefined, { reason: 'expires-soon' }).catch((error: unknown) => error)
      expect(await call).toMatchObject({ name: 'TokenRefreshUnavailableError', status: 503, data: { retryAfter: expect.any(Number) } })
      expect(other.coordinator.isPausing(session)).toBe(true)
      // The tokens it has are good for as long as they last.
      expect(await other.coordinator.resolve(session)).toEqual(session)
    }
    expect(server.sent).toEqual([])
    // What is left when the intent's time is over: one more try, by one of them.
    const own = (await first.client.keys('shop:intent:*')).filter(key => !others.has(key))
    expect(own.length).toBeGreaterThan(0)
    await first.client.del(...own)
    const renewed = await Promise.all([first, second, first, second].map(other => other.coordinator.refresh(session)))
    expect(renewed.map(({ accessToken }) => accessToken)).toEqual(Array.from({ length: 4 }, () => 'access-1'))
    expect(server.sent).toEqual(['refresh-0'])
  }, 20_000)

  it('get the result of a request that takes long elsewhere, and do not send its token again', async () => {
    server = rotatingServer(4000)
    const [first, second] = [instance({ mode }), instance({ mode })]
    const session = newSession()
    await first.store.begin(session)
    const [one, two] = await Promise.all([first.coordinator.refresh(session), second.coordinator.refresh(session)])
    expect([one.accessToken, two.accessToken]).toEqual(['access-1', 'access-1'])
    expect(server.sent).toEqual(['refresh-0'])
  }, 20_000)

  it('do not delay a sign-out beyond its limit, and never bring the session back', async () => {
    server = rotatingServer(7000)
    const [first, second] = [instance({ mode }), instance({ mode })]
    const session = newSession()
    await first.store.begin(session)
    const running = first.coordinator.refresh(session).catch((error: unknown) => error)
    await until(async () => server.sent.length > 0)
    const started = performance.now()
    await second.coordinator.end(session)
    expect(performance.now() - started).toBeLessThan(6500)
    expect(await running).toMatchObject({ status: 401, data: { type: 'SessionEndedError' } })
    for (const each of [first, second]) expect(await each.coordinator.resolve(session)).toBeUndefined()
    expect(first.orphans.map(({ accessToken }) => accessToken)).toEqual(['access-1'])
  }, 20_000)

  it('lose no session when Redis is restarted', async () => {
    const [first, second] = [instance({ mode }), instance({ mode })]
    const sessions: Session[] = Array.from({ length: 20 }, () => newSession())
    await Promise.all(sessions.map(session => first.store.begin(session)))
    for (const session of sessions) await first.store.open(await first.store.cookieValue(session))
    await redis.stop()
    try {
      // Those it has seen go on; nothing is renewed.
      for (const session of sessions) {
        const opened = await first.store.open(await first.store.cookieValue(session))
        expect(opened).toMatchObject({ current: { accessToken: 'access-0' } })
      }
      await expect(first.coordinator.refresh(sessions[0]!)).rejects.toMatchObject({ name: 'TokenRefreshUnavailableError' })
      expect(server.sent).toEqual([])
    }
    finally {
      await redis.start()
    }
    await until(async () => (await second.coordinator.resolve(sessions[0]!)) !== undefined)
    for (const session of sessions) expect(await second.coordinator.resolve(session)).toMatchObject({ accessToken: 'access-0' })
    await until(async () => await first.coordinator.refresh(sessions[0]!).then(renewed => renewed.generation === 1))
    expect(server.sent).toEqual(['refresh-0'])
    expect(await second.coordinator.resolve(sessions[0]!)).toMatchObject({ accessToken: 'access-1' })
  }, 20_000)

  it('keep tokens that arrived while Redis was not available', async () => {
    const session = newSession()
    const first = instance({
      mode,
      refresh: async (refreshToken) => {
        await redis.stop()
        return await server.refresh(refreshToken)
      },
    })
    const second = instance({ mode })
    await first.store.begin(session)
    try {
      expect(await first.coordinator.refresh(session)).toMatchObject({ accessToken: 'access-1' })
    }
    finally {
      await redis.start()
    }
    // The other one waits for the lock that the first holds until its tokens are safe.
    await until(async () => (await second.coordinator.refresh(session)).accessToken === 'access-1', 10_000)
    expect(server.sent).toEqual(['refresh-0'])
  }, 20_000)
})

describe('an outage that outlives the lock', () => {
  it('leaves time to write down what was renewed before it', async () => {
    const session = newSession()
    const first = instance({
      lockTtl: 400,
      refresh: async (refreshToken) => {
        await redis.stop()
        return await server.refresh(refreshToken)
      },
    })
    const others = Array.from({ length: 3 }, () => instance({ lockTtl: 400 }))
    await first.store.begin(session)
    for (const other of others) expect(await other.coordinator.resolve(session)).toEqual(session)
    try {
      await first.coordinator.refresh(session)
      // The others have no traffic: they learn of the outage from their connection alone.
      await new Promise(resolve => setTimeout(resolve, 1500))
    }
    finally {
      await redis.start()
    }
    await Promise.all(others.map(other => until(async () => (await other.coordinator.refresh(session)).accessToken === 'access-1', 10_000)))
    expect(server.sent).toEqual(['refresh-0'])
  }, 30_000)
})

describe('createRedisLock', () => {
  it('lets only the owner release it', async () => {
    const { lock, client } = instance({ lockTtl: 300 })
    const release = await lock.acquire('session:a')
    await client.set('shop:lock:session:a', 'somebody else')
    await release()
    expect(await client.get('shop:lock:session:a')).toBe('somebody else')
    await client.del('shop:lock:session:a')
  })

  it('does not renew a lock that has another owner now', async () => {
    const { lock, client } = instance({ lockTtl: 300 })
    const release = await lock.acquire('session:b')
    await client.set('shop:lock:session:b', 'somebody else', 'PX', 250)
    await new Promise(resolve => setTimeout(resolve, 400))
    expect(await client.get('shop:lock:session:b')).toBeNull()
    await release()
  })

  it('does not wait without end', async () => {
    const { client, shared } = instance()
    await client.set('shop:lock:session:c', 'somebody else')
    const impatient = createRedisLock({ redis: client as never, prefix: 'shop', storage: shared, maxWait: 200 })
    await expect(impatient.acquire('session:c')).rejects.toMatchObject({ status: 503, data: { type: 'SessionStoreUnavailableError' } })
    await client.del('shop:lock:session:c')
  })

  it('lets one caller in at a time', async () => {
    const locks = Array.from({ length: 4 }, () => instance().lock)
    let inside = 0
    let most = 0
    await Promise.all(Array.from({ length: 40 }, async (_, index) => {
      const release = await locks[index % 4]!.acquire('session:d')
      most = Math.max(most, ++inside)
      await new Promise(resolve => setTimeout(resolve, 3))
      inside--
      await release()
    }))
    expect(most).toBe(1)
  })
})
