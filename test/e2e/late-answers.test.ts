import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import type { JarFetchInit } from '../harness/cookie-jar.ts'
import { startRedis } from '../harness/redis.ts'
import type { RunningRedis } from '../harness/redis.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { ONE_SHOP, startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { setShopCookies } from '../harness/shop-cookies.ts'

/** What refreshes on behalf of the visitor and then still waits for OCC, by its path. */
const RESPONSES: readonly (readonly [title: string, path: string, init: JarFetchInit])[] = [
  ['a page that refreshes while it is rendered', '/account-refreshing', { headers: { 'accept': 'text/html', 'sec-fetch-mode': 'navigate' } }],
  ['a page whose inner requests refresh', '/inner/plain', { headers: { 'accept': 'text/html', 'sec-fetch-mode': 'navigate' } }],
  ['the shop\'s own route', '/api/me', {}],
  ['a plain GET of a method', '/api/sapcc/getUser?body=%5B%7B%7D%5D', {}],
  ['the raw proxy', '/api/occ/electronics/users/current', {}],
]

/** Milliseconds that OCC takes, after the refresh. */
const OCC_TAKES = 1500

describe.each(['cookie', 'storage'] as const)('a response that has refreshed and then waits for OCC, sessions in %s', (store) => {
  let sap: RunningSap
  let redis: RunningRedis | undefined
  let app: RunningApp
  /** Another process of the shop, which with sessions in cookies knows nothing of what the first one has answered. */
  let other: RunningApp

  beforeAll(async () => {
    sap = await startSap()
    if (store === 'storage') redis = await startRedis()
    const env = {
      ...ONE_SHOP,
      ...sap.env,
      NUXT_SAPCC_SESSION_STORE: store,
      NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0',
      NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true',
      ...(redis ? { SHOP_REDIS_URL: redis.url } : {}),
    }
    app = await startApp({ env })
    other = await startApp({ env })
  })
  beforeEach(() => sap.reset())
  afterAll(async () => {
    await app?.stop()
    await other?.stop()
    await redis?.dispose()
    await sap?.stop()
  })

  /** A response that has refreshed and is on its way, while other tabs of the browser go on. `arrive` lets the browser have it. */
  async function onItsWay(path: string, init: JarFetchInit) {
    const tab = new Client(app.url)
    await tab.signIn()
    sap.expireAccessTokens()
    sap.faults({ target: 'token', grant: 'refresh_token', delayMs: 300, count: 1 })
    const asked = sap.stats().token.total
    const response = tab.fetch(path, { ...init, apply: false })
    await expect.poll(() => sap.stats().token.total, { timeout: 5000 }).toBeGreaterThan(asked)
    sap.faults({ target: 'occ', operationId: 'getUser', delayMs: OCC_TAKES })
    await expect.poll(() => sap.grants('refresh_token')).toBe(1)
    return {
      tab,
      async arrive() {
        // The call that waits goes on waiting, those that a page makes after it do not.
        sap.clearFaults()
        const late = await response
        await late.text()
        tab.jar.apply(late)
        return late
      },
    }
  }

  /** The browser's next requests, first to the process that knows nothing: what the other one knows changes the browser's cookies. */
  const next = ({ jar }: Client) => [other, app].map(({ url }) => new Client(url, jar))

  it('of an own route waits for the refresh, also when another call of the route has failed before', async () => {
    const tab = new Client(app.url)
    await tab.signIn()
    sap.expireAccessTokens()
    sap.faults({ target: 'token', grant: 'refresh_token', delayMs: 600, count: 1 })
    const response = await tab.fetch('/api/partly-failing')
    await response.text()
    expect(response.status).toBe(400)
    expect(sap.grants('refresh_token')).toBe(1)
    for (const client of next(tab)) expect(await client.call('getUser')).toMatchObject({ uid: expect.any(String) })
    expect(sap.grants('refresh_token')).toBe(1)
  })

  describe.each(RESPONSES)('%s', (_title, path, init) => {
    it('does not bring back a session that another tab has signed out meanwhile', async () => {
      const { tab, arrive } = await onItsWay(path, init)
      await tab.call('signUserOut')
      await arrive()
      for (const client of next(tab)) expect(await client.call('getSession')).toEqual({ loggedIn: false })
    })

    it('neither replaces nor ends the session of another customer who has signed in meanwhile', async () => {
      const { tab, arrive } = await onItsWay(path, init)
      await tab.signIn('john@example.com')
      await arrive()
      for (const client of next(tab)) expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    })

    it('does not put older tokens over those of a later refresh', async () => {
      const { tab, arrive } = await onItsWay(path, init)
      // With cookies, the first one brings this tab what the response has renewed.
      const renewals = [await tab.request('refreshUserToken'), await tab.request('refreshUserToken')]
      expect(renewals.map(({ status }) => status)).toEqual([200, 200])
      const refreshes = sap.grants('refresh_token')
      expect(refreshes).toBeGreaterThan(1)
      const late = await arrive()
      if (store === 'storage') expect([late, ...renewals].flatMap(response => setShopCookies(response, 'content'))).toEqual([])
      // A process that knows no newer tokens than those of the cookie.
      const elsewhere = new Client(other.url, tab.jar)
      await elsewhere.call('refreshUserToken')
      expect(await elsewhere.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
      expect(sap.stats().token.byGrant.refresh_token).toMatchObject({ success: refreshes + 1, invalid_grant: 0 })
    })

    it('changes nothing when it arrives after a sign-out and a sign-in', async () => {
      const { tab, arrive } = await onItsWay(path, init)
      await tab.call('signUserOut')
      await tab.signIn('john@example.com')
      const late = await arrive()
      for (const client of next(tab)) expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
      if (store === 'storage') expect(setShopCookies(late, 'content').filter(line => !/Max-Age=0/i.test(line))).toEqual([])
    })
  })
})
