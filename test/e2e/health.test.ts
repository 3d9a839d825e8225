import { afterEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startContainedApp } from '../harness/contained-app.ts'
import { startRedis } from '../harness/redis.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { ONE_SHOP, startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { settledLogs } from '../harness/settled-logs.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function useShop(env: Record<string, string> = {}) {
  const sap = await startSap()
  stops.push(sap.stop)
  const app = await startApp({ env: { ...ONE_SHOP, ...sap.env, ...env } })
  stops.push(() => app.stop())
  return { sap, app }
}

async function probe(app: RunningApp, name = 'ready') {
  const response = await fetch(`${app.url}/health/${name}`)
  return { status: response.status, caching: response.headers.get('cache-control'), text: await response.clone().text(), health: await response.json() as { status: string, checks: Record<string, { status: string, age: number, downFor?: number }> } }
}

describe('the health of a server', () => {
  it('is ready while all is well, and sends SAP a request at intervals only, however many probes arrive', async () => {
    const { sap, app } = await useShop()
    const probes = await Promise.all(Array.from({ length: 50 }, () => probe(app)))
    expect(probes.every(({ status }) => status === 200)).toBe(true)
    expect(probes[0]).toMatchObject({ caching: 'no-store', health: { status: 'ready', checks: { configuration: { status: 'up', age: 0 }, occ: { status: 'up', age: 0 }, authorizationServer: { status: 'up', age: 0 } } } })
    expect(probes[0]!.health.checks).not.toHaveProperty('storage')
    expect(sap.stats().occ.total).toBe(1)
    expect(await settledLogs(app)).not.toContain('health check')
  })

  it('is degraded while SAP is away, and says in the log why', async () => {
    const { sap, app } = await useShop()
    sap.faults({ target: 'occ', status: 503 })
    expect(await probe(app)).toMatchObject({ status: 200, health: { status: 'degraded', checks: { occ: { status: 'down' }, authorizationServer: { status: 'up' } } } })
    await expect.poll(() => app.logs()).toContain('The health check of OCC was answered with 503')
    sap.clearFaults()
    await expect.poll(async () => (await probe(app)).health.status, { timeout: 5000 }).toBe('ready')
  })

  it('is unavailable while the storage with the sessions is away', async () => {
    const redis = await startRedis()
    stops.push(redis.dispose)
    const { app } = await useShop({ SHOP_REDIS_URL: redis.url, NUXT_SAPCC_SESSION_STORE: 'storage' })
    expect(await probe(app)).toMatchObject({ status: 200, health: { checks: { storage: { status: 'up' } } } })
    await redis.stop()
    await expect.poll(async () => (await probe(app)).status, { timeout: 5000 }).toBe(503)
    expect((await probe(app)).health).toMatchObject({ status: 'unavailable', checks: { storage: { status: 'down', downFor: expect.any(Number) } } })
    await redis.start()
    await expect.poll(async () => (await probe(app)).status, { timeout: 10_000 }).toBe(200)
  }, 30_000)

  it('is unavailable with wrong settings, whose names are in no answer; the process lives', async () => {
    const app = await startApp({ env: {} })
    stops.push(() => app.stop())
    const { status, text, health } = await probe(app)
    expect([status, health]).toEqual([503, { status: 'unavailable', checks: { configuration: { status: 'down', age: 0 } } }])
    expect(text).not.toContain('NUXT_')
    expect(await probe(app, 'live')).toMatchObject({ status: 200, health: { status: 'alive' } })
  })
})

/** A refresh that the server has sent, and that takes a second and a half. In an object, so that it is not waited for. */
async function refreshUnderWay(sap: RunningSap, url: string): Promise<{ refresh: ReturnType<Client['request']> }> {
  const client = new Client(url)
  await client.signIn()
  sap.expireAccessTokens()
  const before = sap.stats().token.total
  sap.faults({ target: 'token', grant: 'refresh_token', delayMs: 1500, count: 1 })
  const refresh = client.request('refreshUserToken')
  await expect.poll(() => sap.stats().token.total).toBeGreaterThan(before)
  return { refresh }
}

describe('a server that is told to stop', () => {
  it('finishes the refresh that it has sent, and the customer gets its answer', async () => {
    const { sap, app } = await useShop()
    const { refresh } = await refreshUnderWay(sap, app.url)
    const stopped = app.stop('SIGTERM')
    expect((await refresh).status).toBe(200)
    await stopped
    expect(sap.grants('refresh_token')).toBe(1)
  })

  it('does so as process 1 of a container, and ends by itself before it is killed', async () => {
    const sap = await startSap()
    stops.push(sap.stop)
    const app = await startContainedApp({ env: { ...ONE_SHOP, ...sap.env } })
    stops.push(() => app.stopContainer(0))
    expect(app.ownPid).toBe(1)
    const { refresh } = await refreshUnderWay(sap, app.url)
    const stopped = app.stopContainer(10_000)
    // Meanwhile the refresh is under way, and no connection is taken any more.
    await expect.poll(() => fetch(`${app.url}/health/live`).then(() => 'answered', () => 'refused')).toBe('refused')
    expect((await refresh).status).toBe(200)
    expect(await stopped, app.logs()).toBe(true)
    expect(sap.grants('refresh_token')).toBe(1)
  })
})
