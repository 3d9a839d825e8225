import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SapOptions } from '../../packages/stand-in/src/index.ts'
import { Client } from '../harness/client.ts'
import { startRedis } from '../harness/redis.ts'
import type { RunningRedis } from '../harness/redis.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { ONE_SHOP, startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { shopCookies } from '../harness/shop-cookies.ts'

let redis: RunningRedis
let sap: RunningSap
const apps: RunningApp[] = []

beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.dispose())
afterEach(async () => {
  await Promise.all(apps.splice(0).map(app => app.stop()))
  await sap.stop()
})

interface Deployment extends SapOptions {
  /** Whether the processes share a Redis. */
  isShared?: boolean
  /** Seconds for which a process answers old cookies with the newest tokens. */
  gracePeriod?: number
}

/**
 * Sessions in cookies. The browser's session was refreshed on a process that is gone since.
 *
 * @returns the browser, and another one as which its late request comes: with the cookie from before the refresh.
 */
async function deployed({ isShared = false, gracePeriod = 120, ...options }: Deployment, whenReplaced?: () => Promise<unknown>): Promise<{ browser: Client, late: Client }> {
  sap = await startSap(options)
  const env = {
    ...ONE_SHOP,
    ...sap.env,
    NUXT_SAPCC_SESSION_GRACE_PERIOD: String(gracePeriod),
    NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0',
    ...(isShared ? { SHOP_REDIS_URL: redis.url } : {}),
  }
  const old = await startApp({ env })
  apps.push(old)
  const before = new Client(old.url)
  await before.signIn()
  const oldCookies = before.jar.clone()
  sap.expireAccessTokens()
  await before.call('refreshUserToken')
  const app = await startApp({ env })
  apps.push(app)
  await old.stop()
  await whenReplaced?.()
  return { browser: new Client(app.url, before.jar), late: new Client(app.url, oldCookies) }
}

const tokenRequests = () => sap.stats().token.byGrant.refresh_token

/** A method (whose caller then asks for a refresh), a call of the raw proxy (which refreshes itself) and that explicit refresh are refused. The browser gets the responses. */
async function expectRefused(late: Client, browser: Client): Promise<void> {
  for (const send of [
    () => late.request('getUser', [{}], { apply: false }),
    () => late.fetch('/api/occ/electronics/users/current', { apply: false }),
    () => late.request('refreshUserToken', [], { apply: false }),
  ]) {
    const response = await send()
    expect(response.status).toBe(401)
    browser.jar.apply(response, browser.url)
  }
  for (const kind of ['pointer', 'content'] as const) expect(shopCookies(browser.jar, kind)).toHaveLength(1)
}

async function expectAlive(browser: Client): Promise<void> {
  const before = tokenRequests()!.success
  expect(await browser.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
  expect(await browser.call('getSession')).toMatchObject({ loggedIn: true })
  await browser.call('refreshUserToken')
  expect(await browser.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
  expect(tokenRequests()!.success).toBe(before + 1)
}

describe.each(['legacy', 'jdk21'] as const)('a late request with the cookie from before the refresh, to a new process (%s)', (generation) => {
  describe('where the authorization server refuses a spent token and leaves the others alone', () => {
    it('is refused, and the browser\'s session goes on there, without a storage', async () => {
      const { browser, late } = await deployed({ generation, replayEndsFamily: false })
      await expectRefused(late, browser)
      // It was sent once: the process remembers the refusal.
      expect(tokenRequests()).toMatchObject({ success: 1, invalid_grant: 1 })
      await expectAlive(browser)
    })

    it('is refused, and the browser\'s session goes on in all processes, with a Redis that has forgotten the refresh', async () => {
      const { browser, late } = await deployed({ generation, replayEndsFamily: false, isShared: true }, async () => {
        // As after an hour without a refresh.
        const connection = new Redis(redis.url)
        await connection.flushall()
        await connection.quit()
      })
      await expectRefused(late, browser)
      expect(tokenRequests()).toMatchObject({ success: 1, invalid_grant: 1 })
      await expectAlive(browser)
      const another = await startApp({ env: { ...ONE_SHOP, ...sap.env, SHOP_REDIS_URL: redis.url, NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } })
      apps.push(another)
      await expectAlive(new Client(another.url, browser.jar))
    })
  })

  describe('where the authorization server ends all tokens of the login when a spent one is sent', () => {
    it('is refused, and the browser\'s session ends at its next refresh', async () => {
      const { browser, late } = await deployed({ generation, replayEndsFamily: true })
      await expectRefused(late, browser)
      expect(await browser.call('getSession')).toMatchObject({ loggedIn: true })
      const refused = await browser.request('refreshUserToken')
      expect([refused.status, await refused.json()]).toMatchObject([401, { data: { type: 'invalid_grant' } }])
      expect(await browser.call('getSession')).toEqual({ loggedIn: false })
    })

    it('is refused without sending its token, and the browser\'s session goes on, with a Redis that knows of the refresh', async () => {
      const { browser, late } = await deployed({ generation, replayEndsFamily: true, isShared: true, gracePeriod: 1 }, () => new Promise(resolve => setTimeout(resolve, 1000)))
      await expectRefused(late, browser)
      expect(tokenRequests()).toMatchObject({ success: 1, invalid_grant: 0 })
      await expectAlive(browser)
    })

    it('is answered with the newest tokens within the grace period, with such a Redis', async () => {
      const { browser, late } = await deployed({ generation, replayEndsFamily: true, isShared: true })
      expect(await late.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
      expect(tokenRequests()).toMatchObject({ success: 1, invalid_grant: 0 })
      await expectAlive(browser)
    })
  })
})
