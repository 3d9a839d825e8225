import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { setShopCookies, shopCookies } from '../harness/shop-cookies.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

const NAME = 'Jane Doe'

const shop = useShop({ sap: { generation: 'legacy' } })

/** A browser that is signed in and whose access token SAP no longer takes. */
async function expiredVisitor(url = shop.app.url): Promise<Client> {
  const client = new Client(url)
  await client.signIn()
  await shop.sap.expireAccessTokens()
  return client
}

const text = (html: string, id: string) => new RegExp(`<p id="${id}">([^<]*)</p>`).exec(html)?.[1]?.trim()
const refreshes = async () => (await shop.sap.stats()).token.byGrant.refresh_token?.success ?? 0

beforeEach(async () => {
  await shop.sap.reset()
})

describe('a read that a page makes twice while it is rendered', () => {
  it.each(['a visitor', 'a customer'])('goes out once: %s', async (who) => {
    const client = new Client(shop.app.url)
    if (who === 'a customer') await client.signIn()
    const { html } = await client.page('/catalogue')
    expect(text(html, 'name')).toBe('Photosmart E317 Digital Camera Photosmart E317 Digital Camera')
    expect(shop.sap.requests('getProduct')).toHaveLength(1)
    // Not longer than for one rendering.
    await client.page('/catalogue')
    expect(shop.sap.requests('getProduct')).toHaveLength(2)
  })

  it('goes out again after a change, by a method or by a request of the page to its server', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const { html } = await client.page('/read-add-read')
    expect(text(html, 'counts')).toBe('0 0 1 1 2')
    expect(shop.sap.requests('getCart').length).toBeLessThanOrEqual(5)
  })
})

describe('rendering with refresh off (the default)', () => {
  it('renders a signed-in page without HTTP between the page and its own server', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const { html, response } = await client.page('/account')
    expect(response.status).toBe(200)
    expect(text(html, 'name')).toBe(NAME)
    expect(text(html, 'logged-in')).toBe('true')
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('leaves a 401 to the browser: no refresh, no cookie, and the keys to repeat', async () => {
    const client = await expiredVisitor()
    const before = client.jar.snapshot()
    const { html, response } = await client.page('/account')
    expect(response.status).toBe(200)
    expect(text(html, 'name')).toBe('')
    expect(text(html, 'error')).toMatch(/^true 401 /)
    expect(html).not.toContain(NAME)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(client.jar.snapshot()).toEqual(before)
    expect(await refreshes()).toBe(0)
    for (const key of ['me', 'addresses', 'orders']) expect(html).toContain(`"${key}"`)
    expect(html).toContain('retry')
  })

  it('lets the browser refresh for a customer only: an anonymous visitor has no session that could have ended', async () => {
    const modulesToRefresh = (html: string) => {
      const data = JSON.parse(/<script[^>]* id="__NUXT_DATA__"[^>]*>(.*?)<\/script>/s.exec(html)![1]!) as unknown[]
      const retry = data.find(entry => isRetry(entry)) as { modules: number }
      return data[retry.modules]
    }
    const isRetry = (entry: unknown) => typeof entry === 'object' && entry !== null && 'keys' in entry && 'modules' in entry
    shop.sap.faults({ target: 'occ', operationId: 'getProduct', status: 401, body: { errors: [{ type: 'InvalidTokenError', message: 'Expired.' }] } })
    expect(modulesToRefresh((await new Client(shop.app.url).page('/catalogue')).html)).toEqual([])
    expect(modulesToRefresh((await (await expiredVisitor()).page('/account')).html)).not.toEqual([])
  })

  it('lets a page decide for itself', async () => {
    const client = await expiredVisitor()
    const { html, response } = await client.page('/account-refreshing')
    expect(text(html, 'name')).toBe(NAME)
    expect(response.headers.getSetCookie()).not.toEqual([])
    expect(await refreshes()).toBe(1)
  })
})

describe('rendering with refresh on', () => {
  let refreshing: RunningApp

  beforeAll(async () => {
    refreshing = await startApp({ env: { ...shop.sap.env, NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true' } })
  })

  afterAll(async () => {
    await refreshing?.stop()
  })

  it('refreshes once per page, renders the data and sends the new cookies', async () => {
    const client = await expiredVisitor(refreshing.url)
    const before = client.jar.snapshot()
    const { html, response } = await client.page('/account')
    expect(text(html, 'name')).toBe(NAME)
    expect(text(html, 'error')).toBe('')
    expect(Number(text(html, 'addresses'))).toBeGreaterThan(0)
    expect(await refreshes()).toBe(1)
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    expect(client.jar.snapshot()).not.toEqual(before)
    // onTokenRefreshed ran once, inside Nuxt's context, and the page shows no token.
    expect(text(html, 'refreshed')).toBe('expires_in,scope,token_type')

    // The next request from that browser works with no further refresh.
    expect(await client.call('getUser', {})).toMatchObject({ name: NAME })
    expect(await refreshes()).toBe(1)
  })

  it('lets a page decide for itself', async () => {
    const client = await expiredVisitor(refreshing.url)
    const { html } = await client.page('/account-not-refreshing')
    expect(text(html, 'error')).toMatch(/^true 401 /)
    expect(await refreshes()).toBe(0)
  })

  it('shares one refresh between pages and calls that arrive together', async () => {
    const client = await expiredVisitor(refreshing.url)
    const late = client.jar.clone()
    const pages = await Promise.all(Array.from({ length: 5 }, () => new Client(refreshing.url, late.clone()).page('/account')))
    for (const { html } of pages) expect(text(html, 'name')).toBe(NAME)
    expect(await refreshes()).toBe(1)
  })

  it('answers a request with the old cookie from the tokens that replaced it, and passes on the cookie', async () => {
    const client = await expiredVisitor(refreshing.url)
    const old = client.jar.clone()
    await client.page('/account')
    const behind = new Client(refreshing.url, old)
    const { html, response } = await behind.page('/account')
    expect(text(html, 'name')).toBe(NAME)
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    expect(await refreshes()).toBe(1)
  })

  it('reuses the page\'s result when the error page renders', async () => {
    const client = await expiredVisitor(refreshing.url)
    const { html, response } = await client.page('/failing')
    expect(response.status).toBe(400)
    expect(text(html, 'error-status')).toBe('400')
    expect(text(html, 'error-user')).toBe(NAME)
    expect(await refreshes()).toBe(1)
    // Whichever of the two renderings' cookies came last, it is a good one.
    expect(await client.call('getUser', {})).toMatchObject({ name: NAME })
    expect(await refreshes()).toBe(1)
  })

  it('keeps the session when the authorization server is down', async () => {
    const client = await expiredVisitor(refreshing.url)
    await shop.sap.faults({ target: 'token', status: 503 })
    const { html, response } = await client.page('/account')
    expect(response.status).toBe(200)
    expect(text(html, 'error')).toMatch(/^true 503 /)
    expect(response.headers.getSetCookie()).toEqual([])
    await shop.sap.clearFaults()
    expect(text((await client.page('/account')).html, 'name')).toBe(NAME)
  })

  it('signs out after a definite refusal', async () => {
    const client = await expiredVisitor(refreshing.url)
    await shop.sap.revokeSessions()
    const { html } = await client.page('/account')
    expect(text(html, 'error')).toMatch(/^true 401 /)
    expect(shopCookies(client.jar, 'mark')).toHaveLength(1)
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
    expect(html).toContain('"changed":')
  })
})

describe('pages that are rendered for everyone', () => {
  it.each(['/cached', '/isr'])('is rendered without a session on %s', async (path) => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const { html, response } = await client.page(path)
    expect(html).not.toContain(NAME)
    expect(text(html, 'logged-in')).toBe('false')
    expect(text(html, 'ready')).toBe('false')
    expect(response.headers.getSetCookie()).toEqual([])
    const stranger = await new Client(shop.app.url).page(path)
    expect(stranger.html).not.toContain(NAME)
  })
})

describe('errors', () => {
  it('reach useAsyncData as a SapccError', async () => {
    const { html, response } = await new Client(shop.app.url).page('/product-error')
    expect(response.status).toBe(200)
    expect(text(html, 'error')).toBe('true 400 400 UnknownIdentifierError')
    expect(text(html, 'message')).not.toBe('')
  })

  it('reach HTTP callers as JSON with SAP\'s status, whatever they accept', async () => {
    const client = new Client(shop.app.url)
    for (const accept of ['application/json', 'text/html', '*/*']) {
      const response = await client.request('getProduct', [{ productCode: 'no-such-product' }], { headers: { accept } })
      expect(response.status).toBe(400)
      expect(response.headers.get('content-type')).toContain('application/json')
      expect(await response.json()).toMatchObject({ name: 'SapccError', status: 400, statusCode: 400, data: { type: 'UnknownIdentifierError' } })
    }
  })
})

describe('the shop\'s own server routes', () => {
  it('have the visitor\'s session, renewed when it has expired', async () => {
    const client = await expiredVisitor()
    const response = await client.fetch('/api/me')
    expect(await response.json()).toEqual({ name: NAME })
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    expect(await refreshes()).toBe(1)
    expect(await client.call('getUser', {})).toMatchObject({ name: NAME })
    expect(await refreshes()).toBe(1)
  })
})
