import { setTimeout as wait } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import type { CookieJar } from '../harness/cookie-jar.ts'
import { useShop } from '../harness/shop.ts'
import type { Shop } from '../harness/shop.ts'
import { ChaosBrowser } from './browser.ts'
import { Random } from './random.ts'

const TIMES = 50
const JANE = 'jane@example.com'

/** A browser with three tabs on a good network. */
function openBrowser(shop: Shop): ChaosBrowser {
  return new ChaosBrowser({ name: 'browser', tabs: 3, destination: () => ({ origin: shop.app.url }), random: new Random(1), weather: { late: 0, lost: 0, aborted: 0 } })
}

/** The same session in a browser with a cookie jar of its own. */
const withJar = (shop: Shop, jar: CookieJar) => new Client(shop.app.url, jar)

describe.each(['cookie', 'storage'] as const)('one session through everything that costs sessions elsewhere, kept in %s', (store) => {
  // Tokens are made to expire at will here, more often than they would by themselves.
  const shop = useShop({ app: { env: { NUXT_SAPCC_SESSION_STORE: store, NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } } })
  let browser: ChaosBrowser

  beforeEach(async () => {
    shop.sap.reset()
    browser = openBrowser(shop)
    await browser.tabs[0]!.signUserIn({ username: JANE, password: 'Password1!' })
  })

  /** Plays a scenario on one and the same session, and counts what the authorization server was asked each time. */
  async function repeat(scenario: () => Promise<void>, refreshes = 1): Promise<void> {
    for (let time = 1; time <= TIMES; time++) {
      await scenario()
      expect(shop.sap.grants('refresh_token'), `refreshes after ${time} times`).toBe(time * refreshes)
    }
    expect(await browser.openTab().getUser({})).toMatchObject({ uid: JANE })
    const { grants } = shop.sap.ledger()
    expect(grants.filter(entry => entry.grant === 'password')).toHaveLength(1)
    expect(grants.filter(entry => entry.outcome === 'invalid_grant')).toEqual([])
  }

  it(`survives ${TIMES} bursts of calls at expiry`, async () => {
    await repeat(async () => {
      shop.sap.expireAccessTokens(JANE)
      const users = await Promise.all([
        ...Array.from({ length: 12 }, (_, index) => browser.tabs[index % 3]!.getUser({})),
        browser.fetch('/account-refreshing').then(async response => ({ uid: (await response.text()).includes('Jane') ? JANE : 'nobody' })),
      ])
      expect(users.map(user => user.uid)).toEqual(users.map(() => JANE))
    })
  }, 120_000)

  it('answers 200 calls at expiry with one refresh', async () => {
    shop.sap.expireAccessTokens(JANE)
    const users = await Promise.all(Array.from({ length: 200 }, (_, index) => browser.tabs[index % 3]!.getUser({})))
    expect(users.filter(user => user.uid === JANE)).toHaveLength(200)
    expect(shop.sap.grants('refresh_token')).toBe(1)
  }, 60_000)

  it(`tells one tab of each of ${TIMES} refreshes, however many wait for it`, async () => {
    await repeat(async () => {
      shop.sap.expireAccessTokens(JANE)
      await Promise.all(browser.tabs.flatMap(tab => [tab.getUser({}), tab.getUser({})]))
    })
    expect(browser.announcements).toBe(TIMES)
  }, 120_000)

  it(`answers ${TIMES} late requests with the old cookie`, async () => {
    await repeat(async () => {
      const old = browser.jar.clone()
      // Two rotations later, as with the back button.
      for (let rotation = 0; rotation < 2; rotation++) {
        shop.sap.expireAccessTokens(JANE)
        await browser.tabs[0]!.getUser({})
      }
      expect(await withJar(shop, old.clone()).call('getUser', {})).toMatchObject({ uid: JANE })
      // An id alone does not say how old it is; the tab that sends it does.
      expect(await withJar(shop, old).call('refreshUserToken', { staleGeneration: 0 })).toMatchObject({ token_type: expect.any(String) })
    }, 2)
  }, 120_000)

  it(`outlasts ${TIMES} outages of the authorization server`, async () => {
    await repeat(async () => {
      shop.sap.expireAccessTokens(JANE)
      shop.sap.faults({ target: 'token', status: 503 })
      await expect(browser.tabs[0]!.getUser({})).rejects.toMatchObject({ name: 'TokenRefreshUnavailableError', status: 503 })
      shop.sap.clearFaults()
      expect(await browser.tabs[1]!.getUser({})).toMatchObject({ uid: JANE })
    })
  }, 120_000)

  it(`renders ${TIMES} pages during which the token expires`, async () => {
    await repeat(async () => {
      shop.sap.faults({ target: 'occ', operationId: 'getUser', delayMs: 120, count: 1 })
      const before = shop.sap.requests('getUser').length
      const page = withJar(shop, browser.jar).page('/account-refreshing')
      // Rendering has begun once its first call is at SAP; there it waits, and expires.
      while (shop.sap.requests().every(request => !request.path.endsWith('/users/current')) && shop.sap.requests('getUser').length === before) await wait(2)
      await wait(20)
      shop.sap.expireAccessTokens(JANE)
      const { html } = await page
      expect(html).toContain('Jane')
    })
  }, 120_000)

  it(`makes up for ${TIMES} responses lost on the way`, async () => {
    await repeat(async () => {
      shop.sap.expireAccessTokens(JANE)
      // The refresh takes place; neither its answer nor its cookie arrives.
      await withJar(shop, browser.jar).request('refreshUserToken', [], { apply: false })
      expect(await browser.tabs[2]!.getUser({})).toMatchObject({ uid: JANE })
    })
  }, 120_000)
})

describe('a cookie that is older than the grace period', () => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_SESSION_GRACE_PERIOD: '1', NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } } })

  it('ends with a reason; its refresh token is not sent, and the living session goes on', async () => {
    const browser = openBrowser(shop)
    await browser.tabs[0]!.signUserIn({ username: JANE, password: 'Password1!' })
    const old = browser.jar.clone()
    await browser.tabs[0]!.refreshUserToken()
    await wait(2500)
    const response = await withJar(shop, old).request('refreshUserToken')
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ data: { type: 'SpentTokenError' } })
    await browser.tabs[0]!.refreshUserToken()
    expect(await browser.tabs[0]!.getUser({})).toMatchObject({ uid: JANE })
    expect(shop.sap.ledger().grants.filter(entry => entry.outcome === 'invalid_grant')).toEqual([])
    expect(shop.sap.grants('refresh_token')).toBe(2)
  }, 30_000)
})
