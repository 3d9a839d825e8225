import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { shopCookies } from '../harness/shop-cookies.ts'
import { navigation, walkToCallback } from '../harness/redirect-login.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

describe.each(['legacy', 'jdk21'] as const)('redirect login (%s)', (generation) => {
  const shop = useShop({ sap: { generation } })
  let client: Client

  beforeEach(() => {
    shop.sap.reset()
    client = new Client(shop.app.url)
  })

  const follow = (url: URL, visitor = client) => visitor.jar.fetch(url, navigation)
  const exchanges = () => shop.sap.grants('authorization_code')

  it('asks with state, PKCE and ui_locales, and keeps the login in a short-lived cookie', async () => {
    const response = await client.fetch('/api/sapcc/auth/login?returnTo=/account', navigation)
    const url = new URL(response.headers.get('location')!)
    expect(url.href).toContain(`${shop.sap.url}/authorizationserver/oauth/authorize?`)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'storefront',
      redirect_uri: `${shop.app.url}/api/sapcc/auth/callback`,
      scope: 'basic',
      code_challenge_method: 'S256',
      ui_locales: 'en',
    })
    expect(url.searchParams.get('state')!.length).toBeGreaterThan(20)
    const [cookie] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-sapcc-[\da-z]+-login-[\w-]{16}=/)
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=600']) expect(cookie).toContain(attribute)
    expect(cookie).not.toContain(url.searchParams.get('state'))
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('signs in, goes back to where the visitor was, and leaves no pending login', async () => {
    const callback = await walkToCallback(client, '/account?tab=orders')
    const response = await follow(callback)
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe('/account?tab=orders')
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    expect(Object.keys(client.jar.snapshot()).filter(name => name.includes('login'))).toEqual([])
    expect(exchanges()).toBe(1)
  })

  it('lets two tabs log in at once', async () => {
    const first = await walkToCallback(client, '/first')
    const second = await walkToCallback(client, '/second')
    expect((await follow(second)).headers.get('location')).toBe('/second')
    expect((await follow(first)).headers.get('location')).toBe('/first')
    expect(await client.call('getSession')).toMatchObject({ loggedIn: true })
    expect(exchanges()).toBe(2)
  })

  it('exchanges once, however often the callback comes, and keeps the session', async () => {
    const callback = await walkToCallback(client)
    const before = client.jar.clone()
    await follow(callback)
    // A reload, the back button, and a second tab that still has the pending login's cookie.
    for (const visitor of [client, client, new Client(shop.app.url, before)]) await follow(callback, visitor)
    await Promise.all(Array.from({ length: 5 }, () => follow(callback, new Client(shop.app.url, before.clone()))))
    expect(shop.sap.stats().token.byGrant.authorization_code).toMatchObject({ success: 1, invalid_grant: 0, error: 0 })
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
  })

  describe('a callback that is not this browser\'s', () => {
    const cases: [string, (callback: URL) => URL][] = [
      ['without parameters', callback => new URL(callback.pathname, callback)],
      ['without a state', url => without(url, 'state')],
      ['with an empty state', url => withParam(url, 'state', '')],
      ['with another state', url => withParam(url, 'state', 'attacker')],
      ['with two states', url => appended(url, 'state', 'attacker')],
      ['with a state that is no text', url => new URL(`${without(url, 'state').href}&state[]=x`)],
      ['with a very long state', url => withParam(url, 'state', 'x'.repeat(3000))],
      ['with a state of cookie syntax', url => withParam(url, 'state', 'x; __Host-sapcc-session=y')],
      ['with CR and LF', url => withParam(url, 'state', 'x\r\nset-cookie: a=b')],
    ]

    it.each(cases)('does nothing %s', async (_, change) => {
      await client.signIn('john@example.com')
      const session = client.jar.clone()
      const callback = await walkToCallback(client)
      const response = await follow(change(callback))
      expect([302, 400]).toContain(response.status)
      expect(exchanges()).toBe(generation === 'jdk21' ? 1 : 0)
      expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
      expect(shopCookies(client.jar, 'content')).toEqual(shopCookies(session, 'content'))
    })

    it('does nothing in another browser', async () => {
      const callback = await walkToCallback(client)
      const victim = new Client(shop.app.url)
      await victim.signIn('john@example.com')
      const before = exchanges()
      const response = await follow(callback, victim)
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toBe('/')
      expect(await victim.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
      expect(exchanges()).toBe(before)
      expect((await follow(callback, new Client(shop.app.url))).status).toBe(400)
      expect(exchanges()).toBe(before)
    })

    it('does nothing with the cookie of another login', async () => {
      const loginCookies = () => shopCookies(client.jar, 'login')
      await walkToCallback(client)
      const [[own, value] = ['', '']] = loginCookies()
      const callback = await walkToCallback(client)
      const [[name] = ['']] = loginCookies().filter(([name]) => name !== own)
      const exchanged = new Client(shop.app.url, client.jar.clone())
      exchanged.jar.set(`${name}=${value}; Path=/; Secure; HttpOnly`, shop.app.url)
      expect((await follow(callback, exchanged)).status).toBe(400)
      expect(exchanges()).toBe(0)
      // It has not even used the login up.
      expect((await follow(callback)).headers.get('location')).toBe('/account')
    })

    it('does nothing with a tampered cookie', async () => {
      const callback = await walkToCallback(client)
      const [name, value] = Object.entries(client.jar.snapshot()).find(([key]) => key.includes('login'))!
      client.jar.set(`${name}=${value.slice(0, -8)}AAAAAAAA; Path=/; Secure; HttpOnly`, shop.app.url)
      expect((await follow(callback)).status).toBe(400)
      expect(exchanges()).toBe(0)
    })
  })

  it('tells the shop why, escaped, when the authorization server sends an error', async () => {
    const response = await client.fetch('/api/sapcc/auth/login', navigation)
    const state = new URL(response.headers.get('location')!).searchParams.get('state')!
    const url = new URL('/api/sapcc/auth/callback', shop.app.url)
    url.search = String(new URLSearchParams({ state, error: 'access_denied', error_description: '<script>alert(1)</script> denied by user' }))
    const page = await client.page(url.pathname + url.search)
    expect(page.response.status).toBe(400)
    expect(page.html).not.toContain('<script>alert')
    expect(page.html).toContain('denied by user')
    expect(exchanges()).toBe(0)
  })

  it('survives an authorization server that is down during the exchange', async () => {
    const callback = await walkToCallback(client)
    shop.sap.faults({ target: 'token', status: 503 })
    const response = await follow(callback)
    expect(response.status).toBe(503)
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
  })

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/.//evil.example', '%2F%2Fevil.example'])('does not leave the origin to %s', async (returnTo) => {
    const response = await follow(await walkToCallback(client, returnTo))
    expect(response.headers.get('location')).toBe('/')
  })

  it('gives up logins that are pending at the sign-out, with their cookies', async () => {
    const callback = await walkToCallback(client)
    await client.signIn()
    const before = exchanges()
    await client.call('signUserOut')
    expect([...shopCookies(client.jar, 'login'), ...shopCookies(client.jar, 'content')]).toEqual([])
    expect((await follow(callback)).status).toBe(400)
    expect(exchanges()).toBe(before)
  })

  it('revokes at sign-out', async () => {
    await follow(await walkToCallback(client))
    const old = client.jar.clone()
    await client.call('signUserOut')
    expect(shop.sap.stats().revocations).toBeGreaterThan(0)
    expect(await new Client(shop.app.url, old).call('getSession')).toEqual({ loggedIn: false })
  })
})

function withParam(url: URL, name: string, value: string): URL {
  const changed = new URL(url)
  changed.searchParams.set(name, value)
  return changed
}

function appended(url: URL, name: string, value: string): URL {
  const changed = new URL(url)
  changed.searchParams.append(name, value)
  return changed
}

function without(url: URL, name: string): URL {
  const changed = new URL(url)
  changed.searchParams.delete(name)
  return changed
}

describe('a shop with a sign-in page of its own', () => {
  const shop = useShop({ app: { env: { NUXT_PUBLIC_SAPCC_LOGIN_PAGE: '/sign-in' } } })
  let client: Client

  beforeEach(() => {
    shop.sap.reset()
    client = new Client(shop.app.url)
  })

  it('is given the type of the error and the page that the visitor wanted when a login fails', async () => {
    const login = await client.fetch('/api/sapcc/auth/login?returnTo=/account%3Ftab=orders', navigation)
    const state = new URL(login.headers.get('location')!).searchParams.get('state')!
    const response = await client.fetch(`/api/sapcc/auth/callback?${new URLSearchParams({ state, error: 'access_denied', error_description: 'Call this number' })}`, navigation)
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe('/sign-in?error=access_denied&returnTo=%2Faccount?tab=orders')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(shop.sap.grants('authorization_code')).toBe(0)
  })

  it('is given the error of an authorization server that is down, and of a callback that is not this browser\'s', async () => {
    const callback = await walkToCallback(client, '/account')
    shop.sap.faults({ target: 'token', status: 503 })
    expect((await client.jar.fetch(callback, navigation)).headers.get('location')).toBe('/sign-in?error=AuthorizationServerUnavailableError&returnTo=%2Faccount')
    expect((await client.jar.fetch(callback, navigation)).headers.get('location')).toBe('/sign-in?error=LoginExpiredError')
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
  })
})

describe('behind a proxy, below a base path, with a public client', () => {
  let sap: RunningSap
  let app: RunningApp

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21', redirectUris: ['https://shop.example.com/de/api/sapcc/auth/callback'] })
    app = await startApp({
      env: {
        ...sap.env,
        NUXT_SAPCC_PUBLIC_URL: 'https://shop.example.com',
        NUXT_APP_BASE_URL: '/de/',
        NUXT_SAPCC_OAUTH_CLIENT_ID: 'storefront_public',
        NUXT_SAPCC_OAUTH_CLIENT_SECRET: '',
        NUXT_SAPCC_OAUTH_AUTHORIZATION_PARAMS: '{"prompt":"login","state":"mine","client_id":"mine"}',
      },
    })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  it('uses the public address, whatever the request\'s host says', async () => {
    const client = new Client(app.url)
    const response = await client.fetch('/de/api/sapcc/auth/login?returnTo=/account', { ...navigation, headers: { ...navigation.headers, 'x-forwarded-host': 'evil.example' } })
    const url = new URL(response.headers.get('location')!)
    expect(url.searchParams.get('redirect_uri')).toBe('https://shop.example.com/de/api/sapcc/auth/callback')
    expect(url.searchParams.get('prompt')).toBe('login')
    expect(url.searchParams.getAll('client_id')).toEqual(['storefront_public'])
    expect(url.searchParams.getAll('state')).toHaveLength(1)
    expect(url.searchParams.get('state')).not.toBe('mine')
  })

  it('signs in', async () => {
    const client = new Client(app.url)
    // The proxy ends TLS: its requests arrive by http at the app's own address.
    let response = await client.fetch('/de/api/sapcc/auth/login?returnTo=/account', navigation)
    let url = new URL(response.headers.get('location')!)
    while (url.origin !== 'https://shop.example.com') {
      response = await client.jar.fetch(url, { redirect: 'manual' })
      if (!response.headers.get('location')) {
        const html = await response.text()
        const fields = new URLSearchParams({ username: 'jane@example.com', password: 'Password1!' })
        for (const [, name, value] of html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) fields.set(name!, value!)
        response = await client.jar.fetch(new URL(/action="([^"]+)"/.exec(html)![1]!, url), { method: 'POST', body: fields, redirect: 'manual' })
      }
      url = new URL(response.headers.get('location')!, url)
    }
    const done = await client.fetch(url.pathname + url.search, navigation)
    expect(done.headers.get('location')).toBe('/de/account')
    const session = await client.fetch('/de/api/sapcc/getSession', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[]' })
    expect(await session.json()).toMatchObject({ loggedIn: true })
  })
})
