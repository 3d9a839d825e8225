import { setTimeout as wait } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { navigation, walkToCallback } from '../harness/redirect-login.ts'
import { settledLogs } from '../harness/settled-logs.ts'
import { useSpring, useSpringShop } from './harness/shop.ts'
import type { SpringClient } from './harness/shop.ts'
import type { SpringKind } from './harness/server.ts'

const setups: { kind: SpringKind, clients: SpringClient[] }[] = [
  { kind: 'plain', clients: ['storefront'] },
  { kind: 'sap', clients: ['storefront', 'storefront_public'] },
]

describe.each(setups)('sessions ($kind)', ({ kind, clients }) => {
  const shared = useSpring({ kind })

  describe.each(clients)('a session of the client %s', (client) => {
    const shop = useSpringShop(shared, { client })
    let browser: Client

    beforeEach(async () => {
      browser = new Client(shop.app.url)
      await browser.signIn()
      shop.token.exchanges.length = 0
      shop.occ.tokens.length = 0
    })

    const refresh = (refreshToken: string) => fetch(`${shop.spring.url}/oauth/token`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: client, ...(client === 'storefront_public' ? {} : { client_secret: `${client}-secret` }) }),
    })

    it('is renewed with a new refresh token each time, and its old access token ends at once', async () => {
      for (let round = 0; round < 3; round++) {
        expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
        await browser.call('refreshUserToken')
      }
      const refreshes = shop.token.of('refresh_token')
      expect(new Set(refreshes.map(({ refreshToken }) => refreshToken)).size).toBe(3)
      expect(shop.token.exchanges.every(({ status }) => status === 200)).toBe(true)
      expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
      expect(await Promise.all(shop.occ.tokens.map(token => shop.spring.isActive(token)))).toEqual([false, false, false, true])
    })

    it('sends one refresh for twenty calls with one token that has ended', async () => {
      await shop.expireAccessToken()
      const responses = await Promise.all(Array.from({ length: 20 }, () => browser.fetch('/api/occ/electronics/users/current')))
      for (const response of responses) expect([response.status, await response.json()]).toEqual([200, { uid: 'jane@example.com' }])
      expect(shop.token.exchanges).toEqual([expect.objectContaining({ grant: 'refresh_token', status: 200 })])
      await shop.expireAccessToken()
      const refreshes = await Promise.all(Array.from({ length: 20 }, () => browser.request('refreshUserToken')))
      expect(new Set(refreshes.map(({ status }) => status))).toEqual(new Set([200]))
      expect(shop.token.exchanges).toHaveLength(2)
      expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
    })

    it('outlives a refresh whose answer the browser never got', async () => {
      const before = browser.jar.clone()
      await browser.call('refreshUserToken')
      await shop.expireAccessToken()
      const late = new Client(shop.app.url, before)
      expect((await late.fetch('/api/occ/electronics/users/current')).status).toBe(200)
      expect(await late.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
      // The spent refresh token was not sent again.
      expect(shop.token.exchanges.map(({ status }) => status)).toEqual([200, 200])
    })

    it('goes on when a refresh token is sent again that was used before', async () => {
      await browser.call('refreshUserToken')
      const [first] = shop.token.of('refresh_token')
      await browser.call('refreshUserToken')
      const replay = await refresh(first!.refreshToken!)
      expect([replay.status, await replay.json()]).toMatchObject([400, { error: 'invalid_grant' }])
      await browser.call('refreshUserToken')
      expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
    })

    it('outlives a callback that comes again', async () => {
      const callback = await walkToCallback(browser)
      const before = browser.jar.clone()
      await browser.jar.fetch(callback, navigation)
      for (const visitor of [browser, new Client(shop.app.url, before)]) await visitor.jar.fetch(callback, navigation)
      expect(shop.token.exchanges.filter(({ grant }) => grant === 'authorization_code').map(({ status }) => status)).toEqual([200])
      expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
    })

    it('ends at the authorization server, too, when the customer signs out', async () => {
      await browser.call('refreshUserToken')
      const [{ accessToken = '', refreshToken = '' } = {}] = shop.token.of('refresh_token')
      const active = async () => [await shop.spring.isActive(accessToken), await shop.spring.isActive(refreshToken)]
      expect(await active()).toEqual([true, true])
      const old = browser.jar.clone()
      await browser.call('signUserOut')
      expect(await active()).toEqual([false, false])
      expect(await browser.call('getSession')).toEqual({ loggedIn: false })
      expect((await new Client(shop.app.url, old).fetch('/api/occ/electronics/users/current')).status).toBe(401)
    })

    it('is one of several of the same customer, which do not end each other', async () => {
      const other = new Client(shop.app.url)
      await other.signIn()
      await browser.call('signUserOut')
      await other.call('refreshUserToken')
      expect(await other.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
    })
  })

  describe('the shop\'s own token', () => {
    const shop = useSpringShop(shared)

    it('is fetched once for the calls that need it, and used for no others', async () => {
      const browser = new Client(shop.app.url)
      const order = { userId: 'anonymous', code: '0a1b2c3d-1111-2222-3333-444455556666' }
      const answers = await Promise.all(Array.from({ length: 20 }, () => browser.call('getOrder', order)))
      // The stub answers with whom the token is for.
      expect(new Set(answers.map(answer => JSON.stringify(answer)))).toEqual(new Set(['{"uid":"storefront"}']))
      expect(shop.token.exchanges).toEqual([{ grant: 'client_credentials', status: 200, accessToken: expect.any(String) }])
      shop.occ.tokens.length = 0
      expect((await browser.request('getUser', [{}])).status).toBe(401)
      expect(shop.occ.tokens).toEqual([''])
    })
  })

  describe('a client with a wrong secret', () => {
    const shop = useSpringShop(shared, { env: { NUXT_SAPCC_OAUTH_CLIENT_SECRET: 'wrong' } })

    it('is in the log only: visitors learn that they cannot sign in, and nothing else', async () => {
      for (const attempt of ['first', 'second']) {
        const response = await new Client(shop.app.url).request('signUserIn', [{ username: 'jane@example.com', password: 'Password1!' }])
        const body = await response.text()
        expect([attempt, response.status]).toEqual([attempt, 502])
        expect(body).not.toMatch(/NUXT_SAPCC_|Check /)
      }
      expect((await settledLogs(shop.app)).match(/NUXT_SAPCC_OAUTH_CLIENT_SECRET/g)).toHaveLength(1)
      expect(shop.app.logs()).not.toContain('Password1!')
    })
  })
})

describe('a session without a refresh token (Spring, a public client)', () => {
  const shop = useSpringShop(useSpring({ kind: 'plain', accessTokenTtl: 5 }), { client: 'storefront_public' })

  it('lasts as long as its access token, and can be begun again', async () => {
    const browser = new Client(shop.app.url)
    await browser.signIn()
    expect(shop.token.of('authorization_code')[0]?.refreshToken).toBeUndefined()
    expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
    await wait(5200)
    expect((await browser.request('getUser', [{}])).status).toBe(401)
    expect((await browser.request('refreshUserToken')).status).toBe(401)
    expect(await browser.call('getSession')).toEqual({ loggedIn: false })
    await browser.signIn()
    expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
  })
})

describe('a session of a public client that has come to its end (SAP)', () => {
  const shop = useSpringShop(useSpring({ kind: 'sap', accessTokenTtl: 1, refreshTokenTtl: 6 }), { client: 'storefront_public' })

  it('is over when its first refresh token would be, however often it was renewed', async () => {
    const browser = new Client(shop.app.url)
    await browser.signIn()
    const started = Date.now()
    let status = 200
    while (status === 200 && Date.now() - started < 15_000) {
      await wait(500)
      status = (await browser.request('refreshUserToken')).status
    }
    expect(status).toBe(401)
    expect(shop.token.of('refresh_token').length).toBeGreaterThan(1)
    expect(shop.token.exchanges.at(-1)).toMatchObject({ grant: 'refresh_token', status: 400 })
    expect(await browser.call('getSession')).toEqual({ loggedIn: false })
  })
})

describe('a session whose access token expires by itself (SAP)', () => {
  const shop = useSpringShop(useSpring({ kind: 'sap', accessTokenTtl: 5 }))

  it('goes on', async () => {
    const browser = new Client(shop.app.url)
    await browser.signIn()
    await wait(5200)
    expect((await browser.fetch('/api/occ/electronics/users/current')).status).toBe(200)
    expect(shop.token.of('refresh_token')).toHaveLength(1)
  })
})
