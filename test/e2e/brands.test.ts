import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLIENTS } from '../../packages/stand-in/src/auth/clients.ts'
import { Client } from '../harness/client.ts'
import { navigation, walkToCallback } from '../harness/redirect-login.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

describe.each(['cookie', 'storage'])('two brands on one server, each with its origin, base site and client (sessions: %s)', (store) => {
  let sap: RunningSap
  let app: RunningApp
  /** The addresses of the two. */
  let electronics: string
  let apparel: string

  beforeAll(async () => {
    const port = await freePort()
    electronics = `http://127.0.0.1:${port}`
    apparel = `http://localhost:${port}`
    sap = await startSap({ generation: 'jdk21' })
    app = await startApp({
      port,
      env: {
        ...sap.env,
        NUXT_SAPCC_SESSION_STORE: store,
        NUXT_SAPCC_OAUTH_LOGOUT_ENDPOINT: '/logout',
        NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_USER: '4',
        NUXT_SAPCC_PUBLIC_URL: JSON.stringify([electronics, { url: apparel, baseSiteId: 'apparel', defaultLanguage: 'de', clientId: CLIENTS.public.id }]),
      },
    })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  beforeEach(() => sap.reset())

  /** The base site and language of the last call of an operation. */
  function asked(operation: string) {
    const request = sap.requests(operation).at(-1)
    return { site: request?.path.split('/').find(part => part === 'electronics' || part === 'apparel'), lang: request?.query.lang }
  }

  it('signs customers in by redirect at both, as the brand\'s client, and refreshes and signs out as it', async () => {
    const brands = [
      { client: new Client(electronics), username: 'jane@example.com', clientId: CLIENTS.confidential.id, site: 'electronics' },
      { client: new Client(apparel), username: 'john@example.com', clientId: CLIENTS.public.id, site: 'apparel' },
    ]
    for (const { client, username, clientId, site } of brands) {
      const callback = await walkToCallback(client, '/account', username)
      expect(callback.origin).toBe(client.url)
      expect((await client.jar.fetch(callback, navigation)).headers.get('location')).toBe('/account')
      expect(await client.call('getUser', {})).toMatchObject({ uid: username })
      expect(asked('getUser').site).toBe(site)
      await client.call('refreshUserToken')
      expect(sap.ledger().grants.slice(-2).map(grant => [grant.grant, grant.clientId, grant.outcome])).toEqual([
        ['authorization_code', clientId, 'success'], ['refresh_token', clientId, 'success'],
      ])
    }
    // Each session goes on independently of the other.
    for (const { client, username } of brands) expect(await client.call('getUser', {})).toMatchObject({ uid: username })
    expect(asked('getUser')).toEqual({ site: 'apparel', lang: 'de' })
    for (const { client, clientId } of brands) {
      expect(await client.call('signUserOut')).toEqual({ logoutUrl: '/api/sapcc/auth/logout' })
      const { searchParams } = new URL((await client.fetch('/api/sapcc/auth/logout', navigation)).headers.get('location')!)
      expect(Object.fromEntries(searchParams)).toEqual({ client_id: clientId, post_logout_redirect_uri: `${client.url}/api/sapcc/auth/logout` })
      expect(await client.call('getSession')).toEqual({ loggedIn: false })
    }
    expect(sap.stats().revocations).toBe(4)
  })

  it('finishes a login only at the brand where it began', async () => {
    const client = new Client(electronics)
    const callback = await walkToCallback(client)
    const elsewhere = new URL(callback)
    elsewhere.host = new URL(apparel).host
    const other = new Client(apparel)
    // Even with the cookies of the first brand.
    const cookie = Object.entries(client.jar.snapshot()).map(([name, value]) => `${name}=${value}`).join('; ')
    expect((await other.fetch(elsewhere.pathname + elsewhere.search, { ...navigation, headers: { ...navigation.headers, cookie } })).status).toBe(400)
    expect(sap.grants('authorization_code')).toBe(0)
    expect((await client.jar.fetch(callback, navigation)).headers.get('location')).toBe('/account')
  })

  it('accepts no session of one brand at the other', async () => {
    const client = new Client(electronics)
    await client.signIn()
    const cookie = Object.entries(client.jar.snapshot()).map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await new Client(apparel).request('getSession', [], { headers: { cookie } })
    expect(await response.json()).toEqual({ loggedIn: false })
  })

  it('accepts no session of one brand at the other under the names of that brand\'s cookies, which a client can give them', async () => {
    const [own, other] = [new Client(electronics), new Client(apparel)]
    await own.signIn()
    await other.signIn()
    const shopOf = ({ jar }: Client) => Object.keys(jar.snapshot()).map(name => /^__Host-sapcc-\w+$/.exec(name)?.[0]).find(name => name !== undefined)!
    const loggedIn = async (client: Client, cookies: Client, names: Client) => {
      const cookie = Object.entries(cookies.jar.snapshot()).map(([name, value]) => `${name.replace(shopOf(cookies), shopOf(names))}=${value}`).join('; ')
      const response = await fetch(`${client.url}/api/sapcc/getSession`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: '[]' })
      return (await response.json() as { loggedIn: boolean }).loggedIn
    }
    expect(shopOf(own)).not.toBe(shopOf(other))
    expect([await loggedIn(own, own, own), await loggedIn(other, other, other)]).toEqual([true, true])
    expect([await loggedIn(other, own, other), await loggedIn(own, other, own)]).toEqual([false, false])
  })

  it('trusts each brand\'s own pages, and those of the other brand no more than any other site\'s', async () => {
    for (const [url, other] of [[electronics, apparel], [apparel, electronics]] as const) {
      const call = (origin: string) => fetch(`${url}/api/sapcc/getSession`, { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body: '[]' })
      expect((await call(url)).status).toBe(200)
      expect((await call(other)).status).toBe(403)
    }
  })

  it('takes the host from a proxy\'s header, if the host is listed', async () => {
    // `fetch` does not let callers choose the host.
    const redirectUri = async (headers: Record<string, string>) => {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        get(`${electronics}/api/sapcc/auth/login`, { headers: { ...navigation.headers, ...headers } }, resolve).on('error', reject)
      })
      response.resume()
      return new URL(response.headers.location!).searchParams.get('redirect_uri')
    }
    expect(await redirectUri({ 'host': 'internal.example', 'x-forwarded-host': new URL(apparel).host })).toBe(`${apparel}/api/sapcc/auth/callback`)
    expect(await redirectUri({ 'host': 'internal.example', 'x-forwarded-host': 'evil.example' })).toBe(`${electronics}/api/sapcc/auth/callback`)
    expect(await redirectUri({ 'host': new URL(electronics).host, 'x-forwarded-host': new URL(apparel).host })).toBe(`${electronics}/api/sapcc/auth/callback`)
  })

  it('counts wrong passwords for all brands together', async () => {
    for (let guess = 0; guess < 4; guess++) {
      expect((await new Client(guess % 2 ? apparel : electronics).request('signUserIn', [{ username: 'clara@example.com', password: 'wrong' }])).status).toBe(401)
    }
    for (const url of [electronics, apparel]) expect((await new Client(url).request('signUserIn', [{ username: 'clara@example.com', password: 'Password1!' }])).status).toBe(429)
  })

  it('makes a cached page for each brand whose rule says that it differs by host', async () => {
    for (const [url, site] of [[electronics, 'electronics'], [apparel, 'apparel']] as const) {
      expect((await new Client(url).page('/cached-by-host')).html).toMatch(/id="languages"[^>]*>\s*3/)
      expect(asked('getLanguages').site).toBe(site)
    }
  })

  it('renders pages in each brand\'s base site', async () => {
    for (const [url, site] of [[electronics, 'electronics'], [apparel, 'apparel']] as const) {
      const client = new Client(url)
      await client.signIn()
      const { html } = await client.page('/account')
      expect(html).toContain('Jane Doe')
      expect(asked('getUser').site).toBe(site)
    }
  })
})
