import { describe, expect, it, beforeEach } from 'vitest'
import { Client } from '../harness/client.ts'
import { startApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

describe('sapcc-auth', () => {
  const shop = useShop({ sap: { generation: 'jdk21' } })

  it('sends a visitor to the login, and knows where they were', async () => {
    const { response } = await new Client(shop.app.url).page('/guarded?tab=1&sort=date', { redirect: 'manual' })
    expect(response.status).toBe(302)
    const login = new URL(response.headers.get('location')!, shop.app.url)
    expect(login.pathname).toBe('/api/sapcc/auth/login')
    expect(Object.fromEntries(login.searchParams)).toEqual({ returnTo: '/guarded?tab=1&sort=date' })
  })

  it('lets a customer through, also one whose token has expired', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    shop.sap.expireAccessTokens()
    const { response, html } = await client.page('/guarded', { redirect: 'manual' })
    expect(response.status).toBe(200)
    expect(html).toContain('Only for customers')
  })

  it('sends visitors to the shop\'s own sign-in page when there is one, below the base path', async () => {
    const app = await startApp({ env: { ...shop.sap.env, NUXT_PUBLIC_SAPCC_LOGIN_PAGE: '/sign-in', NUXT_APP_BASE_URL: '/de/' } })
    try {
      const { response } = await new Client(app.url).page('/de/guarded', { redirect: 'manual' })
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toBe('/de/sign-in?returnTo=/guarded')
    }
    finally {
      await app.stop()
    }
  })
})

describe.each(['legacy', 'jdk21'] as const)('hooks on the server (%s)', (generation) => {
  // Tokens are made to expire at will here, more often than they would by themselves.
  const shop = useShop({ sap: { generation }, app: { env: { NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } } })

  beforeEach(() => shop.sap.reset())

  const hooks = async (client: Client) => await (await client.fetch('/api/hooks')).json() as { name: string, path: string }[]

  it('run once each, with the event, and break nothing when they throw', async () => {
    const client = new Client(shop.app.url)
    await hooks(client)
    await client.signIn()
    expect(await hooks(client)).toEqual([{ name: 'created', path: '/api/sapcc/signUserIn', hasTokens: true }])

    shop.sap.expireAccessTokens()
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.request('refreshUserToken')))
    expect(answers.every(answer => answer.ok)).toBe(true)
    expect(await hooks(client)).toEqual([{ name: 'refreshed', path: '/api/sapcc/refreshUserToken', hasTokens: true }])

    shop.sap.faults({ target: 'token', status: 503, count: 1 })
    await client.request('refreshUserToken')
    expect(await hooks(client)).toMatchObject([{ name: 'refresh-error' }])

    await client.call('signUserOut')
    expect(await hooks(client)).toEqual([{ name: 'ended', path: '/api/sapcc/signUserOut', reason: 'signed-out' }])
  })

  it('distinguish a session that another customer\'s replaced from one that was refused', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    await hooks(client)
    await client.signIn('john@example.com')
    expect(await hooks(client)).toMatchObject([{ name: 'ended', reason: 'replaced' }, { name: 'created' }])
    shop.sap.revokeSessions()
    await client.request('refreshUserToken')
    expect(await hooks(client)).toMatchObject([{ name: 'refresh-error' }, { name: 'ended', reason: 'refused' }])
  })
})

describe.each(['legacy', 'jdk21'] as const)('calls in flight (%s)', (generation) => {
  const shop = useShop({ sap: { generation } })

  beforeEach(() => shop.sap.reset())

  const haveReachedSap = (count: number) => expect.poll(() => shop.sap.requests().filter(({ path }) => path.endsWith('/users/current')), { interval: 10 }).toHaveLength(count)

  it('neither bring a session back that was signed out meanwhile, nor loop', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const old = client.jar.clone()
    const before = shop.sap.stats().token.total
    shop.sap.faults({ target: 'occ', delayMs: 1000, count: 5 }, { target: 'token', grant: 'refresh_token', delayMs: 1000 })
    const visitor = new Client(shop.app.url, old)
    const inFlight = [
      ...Array.from({ length: 5 }, () => visitor.request('getUser', [{}])),
      visitor.request('refreshUserToken'),
    ]
    await haveReachedSap(5)
    await expect.poll(() => shop.sap.stats().token.total, { interval: 10 }).toBe(before + 1)
    await client.call('signUserOut')
    await Promise.all(inFlight)
    shop.sap.clearFaults()
    // The late answers belong to a session that has ended.
    expect(await visitor.call('getSession')).toEqual({ loggedIn: false })
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
    expect(shop.sap.stats().token.byGrant.refresh_token?.success ?? 0).toBeLessThanOrEqual(1)
  })

  it('never mix two customers when another one signs in meanwhile', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    shop.sap.faults({ target: 'occ', delayMs: 1000, count: 10 })
    const inFlight = Array.from({ length: 10 }, () => client.request('getUser', [{}]))
    await haveReachedSap(10)
    await client.signIn('john@example.com')
    for (const answer of await Promise.all(inFlight)) {
      const { uid } = await answer.json() as { uid?: string }
      expect([undefined, 'jane@example.com']).toContain(uid)
    }
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
  })
})
