import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startControlledApp } from '../harness/controlled-app.ts'
import type { ControlledApp } from '../harness/controlled-app.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { setShopCookies, shopCookies } from '../harness/shop-cookies.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

const NAME = 'Jane Doe'
const WAYS = ['own', 'proxied', 'operation', 'nested']

const text = (html: string, id: string) => new RegExp(`<p id="${id}"[^>]*>([^<]*)</p>`).exec(html)?.[1]?.trim()
const shownBy = (html: string) => Object.fromEntries(WAYS.map(way => [way, text(html, way)]))
const each = (value: string) => Object.fromEntries(WAYS.map(way => [way, value]))

describe.each(['legacy', 'jdk21'] as const)('inner requests of a page: useFetch of an own route, the proxy and an operation (%s)', (generation) => {
  const shop = useShop({ sap: { generation } })
  let refreshing: RunningApp

  beforeAll(async () => {
    refreshing = await startApp({ env: { ...shop.sap.env, NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true' } })
  })
  afterAll(() => refreshing?.stop())
  beforeEach(() => shop.sap.reset())

  async function visitor(url: string): Promise<Client> {
    const client = new Client(url)
    await client.signIn()
    return client
  }

  it('act for the visitor while the token lives', async () => {
    const { html } = await (await visitor(shop.app.url)).page('/inner/plain')
    expect(shownBy(html)).toEqual(each(NAME))
    // Without the event there is no visitor.
    expect(text(html, 'anonymous')).not.toBe(NAME)
  })

  it('refresh once on behalf of the page where rendering may refresh, and the page carries the cookie', async () => {
    const client = await visitor(refreshing.url)
    shop.sap.expireAccessTokens()
    const { html, response } = await client.page('/inner/plain')
    expect(shownBy(html)).toEqual(each(NAME))
    expect(shop.sap.grants('refresh_token')).toBe(1)
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    // The browser's next call needs no further refresh.
    expect(await client.call('getUser', {})).toMatchObject({ name: NAME })
    expect(shop.sap.grants('refresh_token')).toBe(1)
  })

  it('are left to the browser where rendering may not refresh: no refresh, no cookie, and the keys to repeat', async () => {
    const client = await visitor(shop.app.url)
    shop.sap.expireAccessTokens()
    const { html, response } = await client.page('/inner/plain')
    expect(shownBy(html)).toEqual(each('401'))
    expect(shop.sap.grants('refresh_token')).toBe(0)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(html).toMatch(/"retry":\d+/)
    for (const way of WAYS) expect(html).toContain(`"${way}"`)
  })

  it('end the session on behalf of the page when the refresh is refused', async () => {
    const client = await visitor(refreshing.url)
    shop.sap.revokeSessions()
    shop.sap.expireAccessTokens()
    const { html } = await client.page('/inner/plain')
    // After the refusal the others are those of a visitor who is not signed in.
    expect(text(html, 'own')).toBe('401')
    expect(html).not.toContain(NAME)
    expect(shopCookies(client.jar, 'mark')).toHaveLength(1)
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
  })

  it('of a route that calls another route refresh on behalf of the first one', async () => {
    const client = await visitor(shop.app.url)
    shop.sap.expireAccessTokens()
    const response = await client.fetch('/api/nested')
    expect(await response.json()).toEqual({ name: NAME })
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    expect(await client.call('getUser', {})).toMatchObject({ name: NAME })
    expect(shop.sap.grants('refresh_token')).toBe(1)
  })
})

describe('inner requests of a page that is made for everyone are anonymous', () => {
  const shop = useShop({ app: { env: { NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true' } } })

  it.each([
    ['swr', '/inner/swr'],
    ['cache', '/inner/cache'],
    ['isr', '/inner/isr'],
    ['prerender', '/inner/prerendered'],
    ['the payload of swr', '/inner/swr/_payload.json'],
    ['the payload of cache', '/inner/cache/_payload.json'],
    ['the payload of isr', '/inner/isr/_payload.json'],
    ['swr that forwards its cookies', '/inner/swr?forwarding'],
    ['cache that forwards its cookies', '/inner/cache?forwarding'],
    ['isr that forwards its cookies', '/inner/isr?forwarding'],
  ])('%s', async (_, path) => {
    const [jane, stranger] = [new Client(shop.app.url), new Client(shop.app.url)]
    await jane.signIn()
    const known = shop.sap.requests().length
    for (const client of [jane, stranger]) {
      const { response, html } = await client.page(path)
      expect(response.status).toBe(200)
      expect(response.headers.getSetCookie()).toEqual([])
      expect(html).not.toMatch(/jane|john/i)
      expect(html).not.toMatch(/"loggedIn":true/)
    }
    expect(shop.sap.requests().slice(known).every(({ user }) => user === undefined || user === 'anonymous')).toBe(true)
    // The session is there for what is made for its customer alone.
    expect(text((await jane.page('/inner/plain?forwarding')).html, 'forwarded')).toBe(NAME)
  })
})

describe('headers of caches on a customer\'s response', () => {
  const shop = useShop({ sap: { generation: 'jdk21' } })
  let jane: Client

  beforeAll(async () => {
    jane = new Client(shop.app.url)
    await jane.signIn()
  })

  const caching = (client: Client, headers: Record<string, string>, read = true) => client.fetch(`/api/caching?headers=${encodeURIComponent(JSON.stringify(headers))}${read ? '&read' : ''}`)

  it('a route that reads the session is private, no-store', async () => {
    const response = await caching(jane, {})
    expect(await response.json()).toEqual({ loggedIn: true })
    expect(response.headers.get('cache-control')).toBe('private, no-store')
  })

  it.each(['CDN-Cache-Control', 'Surrogate-Control', 'Vercel-CDN-Cache-Control', 'Netlify-CDN-Cache-Control', 'Cloudflare-CDN-Cache-Control', 'Edge-Control', 'X-Accel-Expires'])('headers for the CDN alone are removed: %s', async (name) => {
    const response = await caching(jane, { [name]: 'public, max-age=600' })
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get(name)).toBeNull()
    // A response without a customer's data keeps the shop's headers.
    expect((await caching(new Client(shop.app.url), { [name]: 'public, max-age=600' }, false)).headers.get(name)).toBe('public, max-age=600')
  })

  it('a public response is corrected, with a warning in the log', async () => {
    const response = await caching(jane, { 'Cache-Control': 'public, s-maxage=60' })
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    await expect.poll(() => shop.app.logs()).toContain('/api/caching allowed caches to store its response')
  })

  it('a response that the module has no part in stays as it is', async () => {
    const response = await caching(new Client(shop.app.url), { 'Cache-Control': 'public, s-maxage=60' }, false)
    expect(response.headers.get('cache-control')).toBe('public, s-maxage=60')
  })
})

describe.each(['legacy', 'jdk21'] as const)('a page rendered with a dead refresh token (%s)', (generation) => {
  const shop = useShop({ sap: { generation }, app: { env: { NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true' } } })
  let client: Client

  beforeEach(async () => {
    shop.sap.reset()
    client = new Client(shop.app.url)
    await client.signIn()
    shop.sap.revokeSessions()
    shop.sap.expireAccessTokens()
  })

  it('says signed out', async () => {
    const { html } = await client.page('/account')
    expect(text(html, 'logged-in')).toBe('false')
    expect(html).not.toMatch(/"loggedIn":true/)
  })

  it('is a redirect to the login where it is guarded', async () => {
    const { response } = await client.page('/guarded-account', { redirect: 'manual' })
    expect(response.status).toBe(302)
    const { pathname, searchParams } = new URL(response.headers.get('location')!, shop.app.url)
    expect([pathname, searchParams.get('returnTo')]).toEqual(['/api/sapcc/auth/login', '/guarded-account'])
    expect(shopCookies(client.jar, 'mark')).toHaveLength(1)
  })
})

describe.each(['cookie', 'storage'] as const)('a page rendered with a session that was not used for maxAge, whose cookie was kept (sessions in %s)', (store) => {
  let sap: RunningSap
  let app: ControlledApp

  beforeAll(async () => {
    sap = await startSap()
    app = await startControlledApp({ env: { ...sap.env, NUXT_SAPCC_SESSION_STORE: store, NUXT_SAPCC_SESSION_MAX_AGE: '3600' } })
  })
  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  it.each(['/account', '/account-refreshing'])('says signed out, and renews nothing: %s', async (path) => {
    app.stepClock(0)
    sap.reset()
    const client = new Client(app.url)
    await client.signIn()
    expect(text((await client.page(path)).html, 'logged-in')).toBe('true')
    app.stepClock(3700 * 1000)
    await expect.poll(async () => text((await client.page(path)).html, 'logged-in')).toBe('false')
    const { html } = await client.page(path)
    expect(html).not.toMatch(/"loggedIn":true/)
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
    expect(sap.grants('refresh_token')).toBe(0)
  })
})
