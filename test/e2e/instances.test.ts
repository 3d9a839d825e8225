import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client'
import { useRedis } from '../harness/use-redis'
import { navigation, walkToCallback } from '../harness/redirect-login'
import { startSap } from '../harness/sap'
import type { RunningSap } from '../harness/sap'
import type { SapOptions } from '../../packages/stand-in/src/index'
import { ONE_SHOP, startApp } from '../harness/server'
import type { RunningApp } from '../harness/server'

const redis = useRedis()

let sap: RunningSap
let apps: RunningApp[] = []

/** @param options of the stand-in */
async function start(count: number, env: Record<string, string> = {}, options: SapOptions = { accessTokenTtl: 3 }): Promise<void> {
  sap = await startSap(options)
  apps = await Promise.all(Array.from({ length: count }, () => startApp({ env: { ...ONE_SHOP, ...sap.env, SHOP_REDIS_URL: redis.url, NUXT_SAPCC_SESSION_REFRESH_MARGIN: '0', ...env } })))
}

afterEach(async () => {
  await Promise.all(apps.splice(0).map(app => app.stop()))
  await sap.stop()
})

/** One browser, whose requests a load balancer spreads over all instances. */
function browser(): Client[] {
  const client = new Client(apps[0]!.url)
  return apps.map(app => new Client(app.url, client.jar))
}

const expiry = () => new Promise(resolve => setTimeout(resolve, 3200))

/** What the SDK does with a call in the browser: one refresh after a 401, and one repetition. */
async function callWithRetry(client: Client, operation: string): Promise<unknown> {
  const response = await client.request(operation, [{}])
  if (response.ok) return await response.json()
  if (response.status !== 401) throw new Error(`${response.status} ${await response.text()}`)
  const generation = Number(response.headers.get('sapcc-generation'))
  await client.call('refreshUserToken', { staleGeneration: generation })
  return await client.call(operation, {})
}

async function fault(fault: object): Promise<void> {
  await fetch(`${sap.url}/__sap/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) })
}

describe.each(['storage', 'cookie'] as const)('four instances on one Redis, sessions in %s', (store) => {
  // Tokens end when a test says so: two cores need more than three seconds for hundreds of calls if they have anything else to do.
  beforeEach(() => start(4, { NUXT_SAPCC_SESSION_STORE: store }, {}))

  it('answer 200 calls at expiry with one grant', async () => {
    const clients = browser()
    await clients[0]!.signIn()
    sap.expireAccessTokens()
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => callWithRetry(clients[index % 4]!, 'getUser')))
    expect(answers.every(answer => (answer as { uid: string }).uid === 'jane@example.com')).toBe(true)
    expect(await sap.grants('refresh_token')).toBe(1)
  })

  it('keep the session through a restart of Redis', async () => {
    const clients = browser()
    await clients[0]!.signIn()
    for (const client of clients) await client.call('getUser', {})
    await redis.stop()
    try {
      for (const client of clients) {
        const response = await client.request('refreshUserToken')
        expect(response.status).toBe(503)
        expect(await response.json()).toMatchObject({ data: { type: 'TokenRefreshUnavailableError' } })
        expect(response.headers.getSetCookie()).toEqual([])
        // The tokens it has are good for as long as they last.
        expect((await client.request('getUser', [{}])).status).not.toBe(503)
      }
      expect(await sap.grants('refresh_token')).toBe(0)
    }
    finally {
      await redis.start()
    }
    sap.expireAccessTokens()
    // Each of them connects to Redis again when it next tries to.
    for (const client of clients) await expect.poll(() => callWithRetry(client, 'getUser').catch(String)).toMatchObject({ uid: 'jane@example.com' })
    expect(await sap.grants('refresh_token')).toBeGreaterThan(0)
  })

  it('refuse everywhere what was signed out on one of them', async () => {
    const clients = browser()
    await clients[0]!.signIn()
    const stolen = clients[0]!.jar.clone()
    await clients[1]!.call('signUserOut')
    for (const app of apps) {
      const client = new Client(app.url, stolen.clone())
      expect(await client.call('getSession')).toEqual({ loggedIn: false })
      expect((await client.request('refreshUserToken')).status).toBe(401)
    }
    expect(await sap.grants('refresh_token')).toBe(0)
  })
})

describe('sessions on the server', () => {
  it('are renewed ahead of a call, which says so without a token', async () => {
    await start(1, { NUXT_SAPCC_SESSION_STORE: 'storage', NUXT_SAPCC_SESSION_REFRESH_MARGIN: '30' })
    const [client] = browser()
    await client!.signIn()
    expect((await client!.request('getUser', [{}])).headers.get('sapcc-refreshed')).toBeNull()
    await new Promise(resolve => setTimeout(resolve, 1700))
    const responses = await Promise.all(Array.from({ length: 10 }, () => client!.request('getUser', [{}])))
    const told = responses.map(response => response.headers.get('sapcc-refreshed')).filter(value => value !== null)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^id=[\w-]+&token_type=bearer&expires_in=\d+&scope=\w+/i)
    expect(responses.map(response => response.status)).toEqual(Array.from({ length: 10 }, () => 200))
    expect(await sap.grants('refresh_token')).toBe(1)
  })

  it('survive an authorization server that is down, and a call works again as soon as it is back', async () => {
    await start(1, { NUXT_SAPCC_SESSION_STORE: 'storage' })
    const [client] = browser()
    await client!.signIn()
    await expiry()
    await fault({ target: 'token', status: 503 })
    for (let index = 0; index < 3; index++) {
      const response = await client!.request('refreshUserToken')
      expect(response.status).toBe(503)
      expect(await response.json()).toMatchObject({ data: { type: 'TokenRefreshUnavailableError' } })
    }
    await fetch(`${sap.url}/__sap/faults`, { method: 'DELETE' })
    expect(await callWithRetry(client!, 'getUser')).toMatchObject({ uid: 'jane@example.com' })
  })

  it('can be listed by customer and ended on all other devices', async () => {
    await start(2, { NUXT_SAPCC_SESSION_STORE: 'storage' })
    const [phone, desktop, john] = [new Client(apps[0]!.url), new Client(apps[1]!.url), new Client(apps[0]!.url)]
    await phone.signIn()
    // What the tests before this one left in Redis.
    await phone.fetch('/api/my-sessions?end=others')
    await desktop.signIn()
    await john.signIn('john@example.com')
    const listed = await (await phone.fetch('/api/my-sessions')).json() as { current: boolean, signedInAt: number, lastUsedAt: number }[]
    expect(listed.map(({ current }) => current)).toEqual([true, false])
    // The other one has renewed nothing since its sign-in; this one is used again.
    expect(listed[1]!.lastUsedAt).toBe(listed[1]!.signedInAt)
    await expiry()
    const [used] = await (await phone.fetch('/api/my-sessions')).json() as typeof listed
    expect(used!.lastUsedAt).toBeGreaterThan(listed[0]!.lastUsedAt)
    const left = await (await phone.fetch('/api/my-sessions?end=others')).json() as { current: boolean }[]
    expect(left.map(({ current }) => current)).toEqual([true])
    expect(await phone.call('getSession')).toMatchObject({ loggedIn: true })
    expect(await desktop.call('getSession')).toEqual({ loggedIn: false })
    expect(await john.call('getSession')).toMatchObject({ loggedIn: true })
  })
})

describe('a new password', () => {
  const CHANGE = { userId: 'current', replacePasswordInput: { oldPassword: 'Password1!', newPassword: 'Another1!' } }

  /** Jane on two devices, in two processes. */
  async function devices(store: 'storage' | 'cookie'): Promise<[phone: Client, desktop: Client]> {
    await start(2, { NUXT_SAPCC_SESSION_STORE: store })
    const [phone, desktop] = [new Client(apps[0]!.url), new Client(apps[1]!.url)]
    await phone.signIn()
    await desktop.signIn()
    return [phone, desktop]
  }

  it('ends the customer\'s sessions on other devices, and keeps the one in which it was changed', async () => {
    const [phone, desktop] = await devices('storage')
    expect((await phone.request('changeUserPassword', [{ ...CHANGE, replacePasswordInput: { oldPassword: 'wrong', newPassword: 'Another1!' } }])).status).toBe(400)
    expect(await desktop.call('getSession')).toMatchObject({ loggedIn: true })
    await phone.call('changeUserPassword', CHANGE)
    expect(await phone.call('getSession')).toMatchObject({ loggedIn: true })
    expect(await desktop.call('getSession')).toEqual({ loggedIn: false })
    expect(await callWithRetry(phone, 'getUser')).toMatchObject({ uid: 'jane@example.com' })
  })

  it('by the code of a link ends them when the customer signs in', async () => {
    const [phone, desktop] = await devices('storage')
    const visitor = new Client(apps[1]!.url)
    await fault({ target: 'occ', operationId: 'doResetPassword', status: 202, body: '', count: 1 })
    expect((await visitor.request('doResetPassword', [{ resetPassword: { token: 'code', newPassword: 'Another1!' } }])).ok).toBe(true)
    expect(await phone.call('getSession')).toMatchObject({ loggedIn: true })
    await visitor.signIn()
    for (const client of [phone, desktop]) expect(await client.call('getSession')).toEqual({ loggedIn: false })
    expect(await visitor.call('getSession')).toMatchObject({ loggedIn: true })
  })

  it('leaves other devices signed in with sessions in cookies, which the server does not know', async () => {
    const [phone, desktop] = await devices('cookie')
    await phone.call('changeUserPassword', CHANGE)
    expect(await desktop.call('getSession')).toMatchObject({ loggedIn: true })
  })
})

describe('two instances on one Redis', () => {
  it('exchange a code once, however many callbacks come to either', async () => {
    await start(2, { NUXT_SAPCC_PUBLIC_URL: 'http://localhost:3000' })
    const [first] = browser()
    const callback = await walkToCallback(first!)
    const before = first!.jar.clone()
    const answers = await Promise.all([...apps, ...apps].map(({ url }) => {
      const client = new Client(url, before.clone())
      return client.fetch(callback.pathname + callback.search, navigation)
    }))
    expect(answers.map(({ status }) => status).sort()).toEqual([302, 400, 400, 400])
    expect(sap.stats().token.byGrant.authorization_code).toMatchObject({ success: 1, invalid_grant: 0, error: 0 })
  })
})
