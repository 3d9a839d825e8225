import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Cluster } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createRedisCounts } from '../../../src/runtime/server/auth/sign-in-limit/redis-counts'
import { createConsumedLogins } from '../../../src/runtime/server/auth/redirect-login/consumed-logins'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createRedisIntents } from '../../../src/runtime/server/session/refresh/redis-intents'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { createRedisCompareAndSet } from '../../../src/runtime/server/storage/redis-compare-and-set'
import { createRedisLock } from '../../../src/runtime/server/storage/redis-lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { freePort } from '../../../scripts/lib/ports'
import { startRedis } from '../../harness/redis'
import { useRedis } from '../../harness/use-redis'
import { startRedisCluster } from '../../harness/redis-cluster'
import type { RunningCluster } from '../../harness/redis-cluster'
import { startTcpRelay } from '../../harness/tcp-relay'
import { temporaryFolder } from '../temporary-folder'
import { useRedisConnections } from '../storage/redis-connections'
import type { RedisDriverOptions } from '../storage/redis-connections'
import { isShared, legacyServer, newSession, rotatingServer, sealer, tokens } from './tokens'
import { eventually } from '../eventually'

const connect = useRedisConnections()

/** One server process, with either store. */
function instance(options: RedisDriverOptions, mode: 'storage' | 'cookie' = 'storage', server: Pick<ReturnType<typeof rotatingServer>, 'refresh'> = rotatingServer(), sharedTokens = false) {
  const { storage, ...redis } = connect(options)
  const refusals = vi.fn()
  const shared = createSharedStorage(storage, 'sapcc', { timeout: 500, connection: redis.client, compareAndSet: createRedisCompareAndSet(redis.client, redis.entryKey), onWriteRefused: refusals })
  const lock = createRedisLock({ redis: redis.client, prefix: redis.prefix, storage: shared, maxWait: 5000 })
  const store = mode === 'cookie'
    ? createCookieStore({ sealer, gracePeriod: 120_000, shared })
    : createStorageStore({ sealer, storage: shared, lock, maxAge: 3600, sharedTokens })
  const intents = createRedisIntents({ redis: redis.client, prefix: redis.prefix, storage: shared })
  const coordinator = createRefreshCoordinator({ refresh: server.refresh, store, lock, intents })
  return { store, lock, coordinator, shared, redis, refusals, client: redis.client as unknown as Redis | Cluster }
}

async function currentOf(store: ReturnType<typeof instance>['store'], cookie: string) {
  const opened = await store.open(cookie)
  return opened === 'unreadable' ? undefined : opened.current
}

/** Milliseconds until it succeeds. */
async function timeUntil(work: () => Promise<unknown>, limit: number): Promise<number> {
  const started = performance.now()
  for (;;) {
    try {
      await work()
      return performance.now() - started
    }
    catch (error) {
      if (performance.now() - started > limit) throw error
    }
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

const unavailable = { status: 503, data: { type: 'SessionStoreUnavailableError' } }

describe('a Redis Cluster', () => {
  let cluster: RunningCluster
  beforeAll(async () => {
    cluster = await startRedisCluster()
  }, 60_000)
  afterAll(() => cluster?.dispose())

  const options = (): RedisDriverOptions => ({ cluster: cluster.addresses })

  it('spreads the keys over all nodes', async () => {
    const { store } = instance(options())
    await Promise.all(Array.from({ length: 30 }, () => store.begin(newSession())))
    for (const node of cluster.nodes) {
      const client = new Redis(node.url)
      onTestFinished(() => client.disconnect())
      expect(await client.dbsize()).toBeGreaterThan(0)
    }
  })

  it.each(['storage', 'cookie'] as const)('begins, renews and ends sessions in %s', async (mode) => {
    const [first, second] = [instance(options(), mode), instance(options(), mode)]
    const session = newSession()
    await first.store.begin(session)
    const renewed = await first.coordinator.refresh(session)
    expect(renewed).toMatchObject({ accessToken: 'access-1' })
    expect(await second.coordinator.resolve(session)).toEqual(renewed)
    await second.coordinator.end(renewed)
    expect(await first.coordinator.resolve(session)).toBeUndefined()
  })

  it('serves a customer with 50 sessions', async () => {
    const { store, coordinator } = instance(options(), 'storage', rotatingServer(), true)
    const sessions = Array.from({ length: 50 }, (_, index) => sessionFromTokens({ ...tokens(0), refresh_token: `refresh-of-${index}` }, undefined, 1000 + index))
    for (const session of sessions) {
      await store.begin(session)
      await store.users!.assign(session, 'jane')
    }
    const listed = await store.users!.list('jane')
    expect(listed.map(({ id }) => id)).toEqual(sessions.map(({ id }) => id))
    for (const session of listed) await coordinator.end(session)
    expect(await store.users!.list('jane')).toEqual([])
  }, 30_000)

  it('serves a customer with 50 sessions that share one pair of tokens', async () => {
    const server = legacyServer({ rotate: true })
    const instances = Array.from({ length: 3 }, () => instance(options(), 'storage', server, true))
    const sessions = []
    for (let index = 0; index < 50; index++) {
      const { store } = instances[index % 3]!
      const session = sessionFromTokens(server.signIn(), undefined, Date.now())
      await store.begin(session)
      await store.users!.assign(session, 'shared@example.com')
      sessions.push(session)
    }
    const renewed = await Promise.all(sessions.map((session, index) => instances[(index + 1) % 3]!.coordinator.refresh(session)))
    expect(server.sent).toEqual(['refresh-0'])
    expect(new Set(renewed.map(({ accessToken }) => accessToken))).toEqual(new Set(['access-1']))
    const [{ store, coordinator }] = instances as [ReturnType<typeof instance>]
    const listed = await store.users!.list('shared@example.com')
    expect(listed).toHaveLength(50)
    for (const [index, session] of listed.entries()) expect(await isShared(store, (await coordinator.end(session))!)).toBe(index < 49)
    expect(await store.users!.list('shared@example.com')).toEqual([])
  }, 30_000)

  it('counts sign-ins and uses up logins', async () => {
    const { redis, shared } = instance(options())
    const counts = createRedisCounts(redis.client, shared, redis.prefix)
    expect(await counts.take('user:a', 'one', 1, 1000)).toBe('taken')
    await counts.recordOutcome('user:a', 'one', 'failed', 1000, false)
    expect(await counts.take('user:a', 'two', 1, 1000)).toBeGreaterThan(0)
    const logins = createConsumedLogins({ ttl: 1000, redis, storage: shared })
    expect(await logins.consume('login')).toBe(true)
    expect(await createConsumedLogins({ ttl: 1000, redis, storage: shared }).consume('login')).toBe(false)
  })
})

describe('a Redis behind TLS', () => {
  it('is reached by rediss://', async () => {
    const folder = temporaryFolder()
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], { stdio: 'ignore' })
    const tlsPort = await freePort()
    const redis = await startRedis({ 'tls-port': tlsPort, 'tls-cert-file': cert, 'tls-key-file': key, 'tls-auth-clients': 'no' })
    onTestFinished(() => redis.dispose())
    const { store, coordinator } = instance({ url: `rediss://127.0.0.1:${tlsPort}`, tls: { ca: readFileSync(cert, 'utf8') } })
    const session = newSession()
    await store.begin(session)
    expect(await coordinator.refresh(session)).toMatchObject({ accessToken: 'access-1' })
    // A certificate that is not trusted is refused: no session is sent there.
    await expect(instance({ url: `rediss://127.0.0.1:${tlsPort}` }).store.begin(newSession())).rejects.toMatchObject(unavailable)
  }, 20_000)
})

describe('one Redis that fails', () => {
  const redis = useRedis()

  it('heals within 10 s with socketTimeout when the connection dies silently', async () => {
    const relay = await startTcpRelay(redis.port)
    onTestFinished(() => relay.close())
    const { store, coordinator } = instance({ url: `redis://127.0.0.1:${relay.port}`, socketTimeout: 5000 })
    const session = newSession()
    await store.begin(session)
    relay.freeze()
    await expect(store.begin(newSession())).rejects.toMatchObject(unavailable)
    // Calls of sessions that are known go on meanwhile.
    expect(await currentOf(store, session.id)).toEqual(session)
    expect(await timeUntil(() => coordinator.refresh(session), 15_000)).toBeLessThan(10_000)
  }, 30_000)

  it('recovers from a full memory by itself, and answers reads meanwhile', async () => {
    const admin = new Redis(redis.url)
    onTestFinished(() => admin.disconnect())
    const { store, coordinator, shared, refusals } = instance({ url: redis.url })
    const session = newSession()
    await store.begin(session)
    await admin.config('SET', 'maxmemory-policy', 'noeviction')
    await admin.config('SET', 'maxmemory', '1')
    try {
      for (let index = 0; index < 3; index++) {
        await expect(store.begin(newSession())).rejects.toMatchObject(unavailable)
        // It does not count as an outage: other callers do not wait.
        expect(await currentOf(store, session.id)).toEqual(session)
      }
      await expect(coordinator.refresh(session)).rejects.toMatchObject({ name: 'TokenRefreshUnavailableError' })
      expect(shared.lastOutage()).toBeUndefined()
      expect(refusals).toHaveBeenCalledTimes(1)
    }
    finally {
      await admin.config('SET', 'maxmemory', '0')
    }
    expect(await coordinator.refresh(session)).toMatchObject({ accessToken: 'access-1' })
  }, 20_000)

  it('writes tokens that arrived while memory was full as soon as there is room', async () => {
    const admin = new Redis(redis.url)
    onTestFinished(() => admin.disconnect())
    const server = rotatingServer()
    const [first, second] = [instance({ url: redis.url }), instance({ url: redis.url })]
    const session = newSession()
    await first.store.begin(session)
    const coordinator = createRefreshCoordinator({
      store: first.store,
      lock: first.lock,
      refresh: async (refreshToken) => {
        await admin.config('SET', 'maxmemory', '1')
        return await server.refresh(refreshToken)
      },
    })
    try {
      expect(await coordinator.refresh(session)).toMatchObject({ accessToken: 'access-1' })
      expect(await second.coordinator.resolve(session)).toMatchObject({ accessToken: 'access-0' })
    }
    finally {
      await admin.config('SET', 'maxmemory', '0')
    }
    await vi.waitFor(async () => expect(await second.coordinator.resolve(session)).toMatchObject({ accessToken: 'access-1' }), 3000)
  }, 20_000)

  it('reaches the new primary when its node became a replica', async () => {
    const other = await startRedis()
    onTestFinished(() => other.dispose())
    const relay = await startTcpRelay(redis.port)
    onTestFinished(() => relay.close())
    const [admin, otherAdmin] = [new Redis(redis.url), new Redis(other.url)]
    onTestFinished(() => [admin, otherAdmin].forEach(client => client.disconnect()))
    const { store, coordinator, redis: mounted } = instance({ url: `redis://127.0.0.1:${relay.port}` })
    const session = newSession()
    await store.begin(session)
    await otherAdmin.replicaof('127.0.0.1', redis.port)
    await vi.waitFor(async () => expect(await otherAdmin.dbsize()).toBe(await admin.dbsize()), 8000)
    // The failover; the address of the primary leads to the other node from now on.
    await otherAdmin.replicaof('NO', 'ONE')
    await admin.replicaof('127.0.0.1', other.port)
    relay.lead(other.port)
    try {
      await expect(store.begin(newSession())).rejects.toMatchObject(unavailable)
      expect(await timeUntil(() => coordinator.refresh(session), 10_000)).toBeLessThan(5000)
      expect(await otherAdmin.exists(`${mounted.prefix}:sapcc:none`)).toBe(0)
      expect((await otherAdmin.info('replication'))).toContain('role:master')
    }
    finally {
      await admin.replicaof('NO', 'ONE')
    }
  }, 30_000)
})

describe('a write of a process that is cut off from Redis, and connected again later', () => {
  const redis = useRedis()

  /** Two processes; the first one can be cut off. */
  async function processes(mode: 'storage' | 'cookie', sharedTokens = false) {
    const wire = await startTcpRelay(redis.port)
    onTestFinished(() => wire.close())
    const cutOff = instance({ url: `redis://127.0.0.1:${wire.port}`, socketTimeout: 2000 } as RedisDriverOptions, mode, undefined, sharedTokens)
    const other = instance({ url: redis.url }, mode, undefined, sharedTokens)
    const session = newSession()
    await cutOff.store.begin(session)
    const renewed = sessionFromTokens(tokens(1), session, Date.now())
    let isCut = false
    function cut(key: string) {
      // The session's own record or mark; not the index of the customer's sessions, and no lock.
      if (isCut || !/:(?:session|mark):/.test(key)) return
      isCut = true
      wire.cut()
    }
    /** From now on: what is compared and written leaves the process, and arrives only when the wire is mended. */
    const cutAtWrite = () => {
      const client = cutOff.client as unknown as Record<'set' | 'eval', (...args: unknown[]) => Promise<unknown>>
      const { set, eval: run } = client
      client.set = (key, value, unit, ...others) => {
        if (unit === 'EX') cut(String(key))
        return set.call(client, key, value, unit, ...others)
      }
      client.eval = (script, count, key, ...others) => {
        if (String(script).includes('\'EX\'')) cut(String(key))
        return run.call(client, script, count, key, ...others)
      }
    }
    return { wire, cutOff, other, session, renewed, cutAtWrite, wasCut: () => isCut, cookie: await cutOff.store.cookieValue(session) }
  }

  const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

  it.each([['storage', false], ['storage', true], ['cookie', false]] as const)('does not bring back a session that has ended: sessions in %s, shared tokens %j', async (mode, sharedTokens) => {
    const { wire, cutOff, other, session, renewed, cutAtWrite, wasCut, cookie } = await processes(mode, sharedTokens)
    cutAtWrite()
    void cutOff.store.save(renewed)
    await eventually(() => expect(wasCut()).toBe(true))
    await pause(100)
    await other.store.end(session)
    expect(await currentOf(other.store, cookie)).toBeUndefined()
    wire.mend('resume')
    await pause(2500)
    for (const { store } of [cutOff, other, instance({ url: redis.url }, mode, undefined, sharedTokens)]) expect(await currentOf(store, cookie)).toBeUndefined()
  }, 20_000)

  it.each([false, true])('does not bring back spent tokens: shared tokens %j', async (sharedTokens) => {
    const { wire, cutOff, other, session, renewed, cutAtWrite, wasCut, cookie } = await processes('storage', sharedTokens)
    cutAtWrite()
    // Writes the record of the first tokens, with the customer's name.
    void cutOff.store.users!.assign(session, 'jane')
    await eventually(() => expect(wasCut()).toBe(true))
    await pause(100)
    await other.store.save(renewed)
    wire.mend('resume')
    await pause(2500)
    expect(await currentOf(instance({ url: redis.url }, 'storage', undefined, sharedTokens).store, cookie)).toMatchObject({ generation: 1, refreshToken: renewed.refreshToken })
  }, 20_000)
})
