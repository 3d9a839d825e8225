import process from 'node:process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Client } from '../harness/client'
import { startControlledApp } from '../harness/controlled-app'
import { startRecorder } from '../harness/recorder'
import { startRedis } from '../harness/redis'
import { useRedis } from '../harness/use-redis'
import { startSap } from '../harness/sap'
import type { RunningSap } from '../harness/sap'
import { ONE_SHOP, startApp } from '../harness/server'
import type { RunningApp } from '../harness/server'
import { startTcpRelay } from '../harness/tcp-relay'

/** Calls what ends something at the end of its test: some of the tests run side by side. */
type AtTheEnd = typeof onTestFinished

async function useSap(atTheEnd: AtTheEnd = onTestFinished): Promise<RunningSap> {
  const sap = await startSap()
  atTheEnd(sap.stop)
  return sap
}

async function useApp(env: Record<string, string>, atTheEnd: AtTheEnd = onTestFinished): Promise<RunningApp> {
  const app = await startApp({ env: { ...ONE_SHOP, ...env } })
  // A process that is stopped does not handle `SIGTERM`.
  atTheEnd(() => app.stop('SIGKILL'))
  return app
}

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** How all refreshes of a test ended, as the authorization server saw it. */
const refreshes = (sap: RunningSap) => sap.stats().token.byGrant.refresh_token

/** Renews the session, however often it has to be asked for. */
async function untilRenewed(client: Client, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const response = await client.request('refreshUserToken')
    if (response.status === 200) return
    expect([response.status, await response.json()]).toMatchObject([503, { data: { type: 'TokenRefreshUnavailableError', retryAfter: expect.any(Number) } }])
    if (performance.now() > deadline) throw new Error(`The session was not renewed within ${seconds} seconds.`)
    await wait(500)
  }
}

describe('a client that makes the server refresh', () => {
  it('gets one refresh for fifty explicit ones with invented generations, each answered with the current token', async () => {
    const sap = await useSap()
    const client = new Client((await useApp(sap.env)).url)
    await client.signIn()
    for (let call = 0; call < 50; call++) {
      const response = await client.request('refreshUserToken', [{ staleGeneration: call % 2 === 0 ? 1000 + call : -call }])
      expect([response.status, await response.json()]).toMatchObject([200, { token_type: 'bearer', expires_in: expect.any(Number) }])
      // Only the one that caused it is told, and its callback fires.
      if (call > 0) expect(response.headers.get('sapcc-refreshed')).toBeNull()
    }
    expect(refreshes(sap)).toMatchObject({ success: 1, invalid_grant: 0 })
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
  })

  it('gets two for fifty that name the present generation, as after a 401', async () => {
    const sap = await useSap()
    const client = new Client((await useApp(sap.env)).url)
    await client.signIn()
    let generation = 0
    for (let call = 0; call < 50; call++) {
      const response = await client.request('refreshUserToken', [{ staleGeneration: generation }])
      expect(response.status).toBe(200)
      if (response.headers.has('sapcc-refreshed')) generation++
      await wait(100)
    }
    expect(generation).toBe(2)
    expect(refreshes(sap)).toMatchObject({ success: 2, invalid_grant: 0 })
  })

  it.each(['GET', 'HEAD'])('gets two refreshes for fifty calls of a proxied address that always answers 401 (%s)', async (method) => {
    const sap = await useSap()
    const occ = await startRecorder()
    onTestFinished(() => occ.stop())
    const client = new Client((await useApp({ ...sap.env, NUXT_SAPCC_API_URI: `${occ.url}/occ/v2` })).url)
    await client.signIn()
    occ.answer((_req, res) => {
      res.writeHead(401, { 'content-type': 'application/json' }).end('{"errors":[{"type":"InvalidTokenError"}]}')
    })
    for (let call = 0; call < 50; call++) {
      expect((await client.fetch('/api/occ/electronics/users/current', { method })).status).toBe(401)
      await wait(100)
    }
    expect(refreshes(sap)).toMatchObject({ success: 2, invalid_grant: 0 })
    expect(await client.call('getSession')).toMatchObject({ loggedIn: true })
  })
})

describe('tokens that SAP revokes right after they were renewed', () => {
  it.each(['cookie', 'storage'])('are renewed once more, for a call, a page and a proxied request; sessions in %s', async (store) => {
    const sap = await useSap()
    const app = await useApp({ ...sap.env, NUXT_SAPCC_SESSION_STORE: store, NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true' })
    const uses: [string, (client: Client) => Promise<unknown>][] = [
      ['call', async (client) => {
        const call = () => client.request('getUser', [{}], { headers: { 'sapcc-sdk': '1' } })
        const refused = await call()
        expect(refused.status).toBe(401)
        // As the SDK asks after a 401.
        expect((await client.request('refreshUserToken', [{ staleGeneration: Number(refused.headers.get('sapcc-generation')) }])).status).toBe(200)
        expect((await call()).status).toBe(200)
      }],
      ['page', async client => expect((await client.page('/account-refreshing')).html).toMatch(/id="name"[^>]*>\s*Jane Doe/)],
      ['proxied request', async client => expect((await client.fetch('/api/occ/electronics/users/current')).status).toBe(200)],
    ]
    for (const [index, [name, use]] of uses.entries()) {
      const client = new Client(app.url)
      await client.signIn()
      for (const time of ['first', 'second']) {
        if (time === 'second') await wait(2000)
        sap.expireAccessTokens()
        await use(client)
        expect(refreshes(sap)?.success, `${name}, the ${time} time`).toBe(index * 2 + (time === 'first' ? 1 : 2))
      }
    }
    expect(refreshes(sap)).toMatchObject({ success: 6, invalid_grant: 0 })
  })
})

describe('a token response with unusual other members', () => {
  it.each<[string, (tokens: object) => object]>([
    ['no lifetime', ({ ...tokens }) => ({ ...tokens, expires_in: undefined })],
    ['a lifetime that is no number', tokens => ({ ...tokens, expires_in: 'abc' })],
    ['a huge lifetime', tokens => ({ ...tokens, expires_in: 1e20 })],
    ['no type and no scope', tokens => ({ ...tokens, token_type: undefined, scope: 7 })],
  ])('is used at a refresh: %s', async (_name, change) => {
    const sap = await useSap()
    // A second customer's tokens stand in for the ones that a refresh would bring.
    const john = await fetch(`${sap.url}/authorizationserver/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', username: 'john@example.com', password: 'Password1!', client_id: sap.env.NUXT_SAPCC_OAUTH_CLIENT_ID!, client_secret: sap.env.NUXT_SAPCC_OAUTH_CLIENT_SECRET! }),
    }).then(response => response.json() as Promise<object>)
    const client = new Client((await useApp(sap.env)).url)
    await client.signIn()
    sap.faults({ target: 'token', grant: 'refresh_token', status: 200, body: change(john), count: 1 })
    expect((await client.request('refreshUserToken')).status).toBe(200)
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
  })
})

describe('one customer whose refresh is refused in another way', () => {
  it('is signed out with a reason, and all others go on', async () => {
    const sap = await useSap()
    const app = await useApp(sap.env)
    const [jane, john] = [new Client(app.url), new Client(app.url)]
    await jane.signIn()
    await john.signIn('john@example.com')
    sap.faults({ target: 'token', grant: 'refresh_token', status: 401, body: { error: 'unauthorized', error_description: 'User is disabled' }, count: 1 })
    const refused = await jane.request('refreshUserToken')
    expect([refused.status, await refused.json()]).toMatchObject([401, { data: { type: 'RefreshRefusedError', reason: 'unauthorized' } }])
    expect(await jane.call('getSession')).toEqual({ loggedIn: false })
    expect((await john.request('refreshUserToken')).status).toBe(200)
  })
})

// These tests mostly wait, so they run side by side.

describe.concurrent('a token endpoint that takes long', () => {
  it.for([20, 45])('answers after %d seconds: callers get 503 meanwhile, and the session lives', { timeout: 90_000 }, async (seconds, { onTestFinished }) => {
    const sap = await useSap(onTestFinished)
    const client = new Client((await useApp(sap.env, onTestFinished)).url)
    await client.signIn()
    sap.expireAccessTokens()
    sap.faults({ target: 'token', grant: 'refresh_token', delayMs: seconds * 1000, count: 1 })
    const started = performance.now()
    const first = await client.request('refreshUserToken')
    expect([first.status, Number(first.headers.get('retry-after')) > 0]).toEqual([503, true])
    expect(performance.now() - started).toBeLessThan(12_000)
    await untilRenewed(client, seconds)
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    expect(refreshes(sap)).toEqual({ success: 1, invalid_grant: 0, error: 0, faulted: 0 })
  })
})

describe.concurrent('several processes of which one is interrupted', () => {
  const redis = useRedis()

  /** Two processes and one browser, signed in, whose token has expired; the first process asks for a new one. */
  async function refreshing(store: string, options: { redisPort?: number, delay: number }, atTheEnd: AtTheEnd) {
    const sap = await useSap(atTheEnd)
    const env = { ...sap.env, NUXT_SAPCC_SESSION_STORE: store }
    const first = await useApp({ ...env, SHOP_REDIS_URL: `redis://127.0.0.1:${options.redisPort ?? redis.port}` }, atTheEnd)
    const second = await useApp({ ...env, SHOP_REDIS_URL: redis.url }, atTheEnd)
    const client = new Client(first.url)
    const other = new Client(second.url, client.jar)
    await client.signIn()
    expect(await other.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    sap.expireAccessTokens()
    sap.faults({ target: 'token', grant: 'refresh_token', delayMs: options.delay, count: 1 })
    const asked = sap.stats().token.total
    // Its answer may be lost; what counts is what becomes of the session.
    const call = client.request('refreshUserToken').then(({ status }) => status, () => undefined)
    while (sap.stats().token.total === asked) await wait(5)
    return { sap, first, second, client, other, call }
  }

  async function expectOneRefresh(sap: RunningSap, ...clients: Client[]): Promise<void> {
    for (const client of clients) expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    expect(refreshes(sap)).toEqual({ success: 1, invalid_grant: 0, error: 0, faulted: 0 })
  }

  // It takes longest, so it begins first.
  it('wait until the request of a killed process must have ended, and then try once', async ({ onTestFinished }) => {
    const { sap, first, other } = await refreshing('storage', { delay: 600_000 }, onTestFinished)
    const started = performance.now()
    await first.stop('SIGKILL')
    await untilRenewed(other, 75)
    expect(performance.now() - started).toBeGreaterThan(55_000)
    expect(performance.now() - started).toBeLessThan(70_000)
    await expectOneRefresh(sap, other)
  }, 120_000)

  it.for([['storage', 5], ['cookie', 11], ['storage', 30]] as const)('use the result of one that was frozen during its token request (sessions in %s, %d s)', { timeout: 120_000 }, async ([store, seconds], { onTestFinished }) => {
    const { sap, first, client, other, call } = await refreshing(store, { delay: 1000 }, onTestFinished)
    process.kill(first.pid!, 'SIGSTOP')
    const thaw = wait(seconds * 1000).then(() => process.kill(first.pid!, 'SIGCONT'))
    await untilRenewed(other, seconds + 20)
    await thaw
    expect([200, 503]).toContain(await call)
    await expectOneRefresh(sap, other, client)
  })

  it.for([['cookie', 5], ['storage', 11], ['cookie', 30]] as const)('use the result of one that was cut off from Redis during its token request (sessions in %s, %d s)', { timeout: 120_000 }, async ([store, seconds], { onTestFinished }) => {
    const relay = await startTcpRelay(redis.port)
    onTestFinished(() => relay.close())
    const { sap, client, other, call } = await refreshing(store, { redisPort: relay.port, delay: 1000 }, onTestFinished)
    relay.cut()
    const restored = wait(seconds * 1000).then(() => relay.mend('resume'))
    // This one has the result, and answers with it.
    expect(await call).toBe(200)
    await untilRenewed(other, seconds + 20)
    await restored
    await expectOneRefresh(sap, other, client)
  })
})

describe('several processes', () => {
  const redis = useRedis()

  it('are not stalled by one that was killed before it sent anything', async () => {
    const sap = await useSap()
    const app = await useApp({ ...sap.env, NUXT_SAPCC_SESSION_STORE: 'storage', SHOP_REDIS_URL: redis.url })
    const client = new Client(app.url)
    await client.signIn()
    // As it is left behind: with the lease of a lock, and no intent.
    const { Redis } = await import('ioredis')
    const connection = new Redis(redis.url)
    onTestFinished(async () => void await connection.quit())
    const sessions = (await connection.keys('shop:*session:*')).map(key => key.slice(key.indexOf('session:')))
    for (const session of sessions) await connection.set(`shop:lock:${session}`, 'a process that was killed', 'PX', 3000)
    const started = performance.now()
    expect((await client.request('refreshUserToken')).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(2500)
    expect(performance.now() - started).toBeLessThan(4500)
  })

  it('renew nothing while Redis is not available, and go on with valid tokens; a single process may be configured to renew', async () => {
    const sap = await useSap()
    const env = { ...sap.env, NUXT_SAPCC_SESSION_STORE: 'storage', SHOP_REDIS_URL: redis.url }
    const [careful, alone] = [await useApp(env), await useApp({ ...env, NUXT_SAPCC_SESSION_REFRESH_WITHOUT_STORAGE: 'true' })]
    const [jane, john] = [new Client(careful.url), new Client(alone.url)]
    await jane.signIn()
    await john.signIn('john@example.com')
    await redis.stop()
    try {
      const refused = await jane.request('refreshUserToken')
      expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true])
      expect(await jane.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
      expect((await john.request('refreshUserToken')).status).toBe(200)
      expect(await john.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
      expect(refreshes(sap)).toMatchObject({ success: 1 })
    }
    finally {
      await redis.start()
    }
    await untilRenewed(jane, 10)
    expect(await john.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    expect(refreshes(sap)).toMatchObject({ success: 2, invalid_grant: 0 })
  })
})

describe('a process that is told to stop', () => {
  it.each(['cookie', 'storage'] as const)('finishes a refresh whose client is gone, writes its tokens down although Redis answers late, and then exits (sessions in %s)', async (store) => {
    const redis = await startRedis()
    const wire = await startTcpRelay(redis.port)
    onTestFinished(redis.dispose)
    onTestFinished(() => wire.close())
    const sap = await useSap()
    const env = { ...ONE_SHOP, ...sap.env, NUXT_SAPCC_SESSION_STORE: store }
    const app = await startControlledApp({ env: { ...env, SHOP_REDIS_URL: `redis://127.0.0.1:${wire.port}` } })
    onTestFinished(() => app.stop('SIGKILL'))
    const client = new Client(app.url)
    await client.signIn()
    sap.expireAccessTokens()
    sap.faults({ target: 'token', grant: 'refresh_token', delayMs: 1000, count: 1 })
    const asked = sap.stats().token.total
    const leave = new AbortController()
    const call = client.request('getUser', [{}], { signal: leave.signal }).catch(() => undefined)
    const refresh = client.request('refreshUserToken', [], { signal: leave.signal }).catch(() => undefined)
    while (sap.stats().token.total === asked) await wait(5)
    leave.abort()
    const started = performance.now()
    const exited = app.terminate(20_000)
    wire.cut()
    await wait(3000)
    wire.mend('resume')
    expect(await exited, 'the process exits by itself').toBe(true)
    expect(performance.now() - started).toBeGreaterThan(3000)
    await Promise.all([call, refresh])
    const next = await useApp({ ...env, SHOP_REDIS_URL: redis.url })
    expect(await new Client(next.url, client.jar).call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    expect(refreshes(sap)).toEqual({ success: 1, invalid_grant: 0, error: 0, faulted: 0 })
  }, 60_000)
})
