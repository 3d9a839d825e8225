import { beforeEach, describe, expect, it } from 'vitest'
import { CLIENTS } from '../../packages/stand-in/src/auth/clients.ts'
import { Client } from '../harness/client.ts'
import { useShop } from '../harness/shop.ts'

describe('a customer\'s session that is handed over from elsewhere', () => {
  const shop = useShop({ sap: { generation: 'legacy' } })
  let client: Client

  beforeEach(async () => {
    shop.sap.reset()
    client = new Client(shop.app.url)
    await client.fetch('/api/hooks')
  })

  /** Asks the authorization server as another part of the shop does. */
  async function grant(parameters: Record<string, string>): Promise<Record<string, unknown>> {
    const body = new URLSearchParams({ client_id: CLIENTS.confidential.id, client_secret: CLIENTS.confidential.secret, ...parameters })
    const response = await fetch(`${shop.sap.url}/authorizationserver/oauth/token`, { method: 'POST', body })
    return await response.json() as Record<string, unknown>
  }

  const tokensOf = (username: string) => grant({ grant_type: 'password', username, password: 'Password1!' })

  function handOver(tokens: unknown, headers: Record<string, string> = {}, query = ''): Promise<Response> {
    return client.fetch(`/api/hand-over${query}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(tokens) })
  }

  it('is one like any other: calls, refresh, hooks and sign-out', async () => {
    const tokens = await tokensOf('jane@example.com')
    const response = await handOver(tokens)
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(JSON.parse(text)).toEqual({ token_type: 'bearer', expires_in: expect.any(Number), scope: 'basic' })
    for (const token of [tokens.access_token, tokens.refresh_token]) expect(text).not.toContain(token)
    expect(response.headers.get('cache-control')).toContain('no-store')
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    await client.call('refreshUserToken')
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    const hooks = await (await client.fetch('/api/hooks')).json() as { name: string }[]
    expect(hooks.map(({ name }) => name)).toEqual(['created', 'refreshed'])
    await client.call('signUserOut')
    expect(shop.sap.stats().revocations).toBeGreaterThan(0)
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
  })

  it.each([
    ['a method, for which the SDK asks for a refresh', async () => {
      const response = await client.request('getUser', [{}])
      if (response.status === 401) await client.request('refreshUserToken', [{ staleGeneration: 0 }])
      return response
    }],
    ['a method, for a caller that asks for no refresh', () => client.request('getUser', [{}])],
    ['the raw proxy', () => client.fetch('/api/occ/electronics/users/current')],
    ['the shop\'s own route', () => client.fetch('/api/me')],
    ['a page', () => client.fetch('/account-refreshing', { headers: { accept: 'text/html' } })],
  ])('ends without a refresh token as soon as SAP refuses its access token: %s', async (_, call) => {
    const { refresh_token: _refreshToken, ...tokens } = await tokensOf('jane@example.com')
    expect((await handOver(tokens)).status).toBe(200)
    expect((await call()).status).toBe(200)
    shop.sap.expireAccessTokens()
    await call()
    expect(shop.sap.grants('refresh_token')).toBe(0)
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
  })

  it('takes over the visitor\'s cart, and replaces the session before', async () => {
    await client.signIn('john@example.com')
    await client.call('signUserOut')
    await client.call('createCartEntry', { orderEntry: { product: { code: '23355' }, quantity: 2 } })
    expect((await handOver(await tokensOf('jane@example.com'))).status).toBe(200)
    expect(await client.call('getCart', {})).toMatchObject({ totalUnitCount: 2, user: { uid: 'jane@example.com' } })
    const before = shop.sap.stats().revocations
    expect((await handOver(await tokensOf('john@example.com'))).status).toBe(200)
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    await expect.poll(() => shop.sap.stats().revocations).toBeGreaterThan(before)
  })

  describe('is refused, and the session before goes on,', () => {
    beforeEach(() => client.signIn('john@example.com'))

    async function expectRefusal(response: Response, status: number, type: string): Promise<void> {
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({ data: { type } })
      expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    }

    it.each(['cross-site', 'same-site'])('when a %s request brings it', async (site) => {
      await expectRefusal(await handOver(await tokensOf('jane@example.com'), { 'sec-fetch-site': site }), 403, 'CrossSiteRequestError')
    })

    it('when a link from another site brings it', async () => {
      const { access_token } = await tokensOf('jane@example.com')
      const response = await client.fetch(`/api/hand-over?access_token=${String(access_token)}`, { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'accept': 'application/json' } })
      await expectRefusal(response, 403, 'CrossSiteRequestError')
    })

    it.each([
      {},
      { access_token: '' },
      { access_token: 'with a space' },
      { access_token: 7 },
      { access_token: 'good', token_type: 'DPoP' },
      { refresh_token: 'alone' },
      [],
      null,
    ])('when there is no usable token: %j', async (tokens) => {
      await expectRefusal(await handOver(tokens), 400, 'InvalidTokensError')
    })

    it('when SAP does not know the token', async () => {
      await expectRefusal(await handOver({ access_token: 'made-up' }), 401, 'InvalidTokenError')
    })

    it('when the token is no customer\'s', async () => {
      expect((await handOver(await grant({ grant_type: 'client_credentials' }))).status).toBe(401)
      // Other servers say whose it is instead.
      shop.sap.faults({ target: 'occ', status: 200, body: { uid: 'anonymous' }, operationId: 'getUser', count: 1 })
      await expectRefusal(await handOver(await tokensOf('jane@example.com')), 400, 'InvalidTokensError')
    })

    it('when SAP cannot say', async () => {
      const tokens = await tokensOf('jane@example.com')
      shop.sap.faults({ target: 'occ', status: 503, operationId: 'getUser', count: 1 })
      expect((await handOver(tokens)).status).toBe(503)
      expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    })

    it('when it needs more cookies than a browser may have', async () => {
      // The stand-in reads nothing but the start of it.
      const tokens = await tokensOf('jane@example.com')
      await expectRefusal(await handOver({ ...tokens, refresh_token: 'x'.repeat(4000) }), 431, 'SessionTooLargeError')
    })
  })

  it('comes from another site where the route says that it checks that itself', async () => {
    const { access_token } = await tokensOf('jane@example.com')
    const response = await client.fetch(`/api/hand-over?allow=yes&access_token=${String(access_token)}`, { headers: { 'sec-fetch-site': 'cross-site' } })
    expect(response.status).toBe(200)
    expect(await client.call('getSession')).toMatchObject({ loggedIn: true })
  })
})
