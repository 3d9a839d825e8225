import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { shopCookie, shopCookies } from '../harness/shop-cookies.ts'
import { useShop } from '../harness/shop.ts'

describe.each(['legacy', 'jdk21'] as const)('the session over HTTP (%s)', (generation) => {
  // Tokens are made to expire at will here, more often than they would by themselves.
  const shop = useShop({ sap: { generation }, app: { env: { NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } } })

  beforeEach(async () => {
    await shop.sap.reset()
  })

  const grants = async () => (await shop.sap.stats()).token.byGrant

  it('signs in, answers with the session, and signs out', async () => {
    const client = new Client(shop.app.url)
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
    const response = await client.request('signUserIn', [{ username: 'jane@example.com', password: 'Password1!' }])
    expect(response.status).toBe(200)
    expect(Object.keys(await response.json() as object).sort()).toEqual(['expires_in', 'scope', 'sessionKey', 'token_type'])
    expect(await client.call('getSession')).toMatchObject({ loggedIn: true, expiresIn: expect.any(Number) })
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    await client.call('signUserOut')
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
    expect(shopCookies(client.jar, 'content')).toEqual([])
  })

  it('names the session by a key that stays the same while it lasts, in answers and pages, and reveals nothing', async () => {
    const client = new Client(shop.app.url)
    const keyOf = async (who: Client) => (await who.call('getSession') as { sessionKey?: string }).sessionKey
    const { sessionKey: begun } = await client.call('signUserIn', { username: 'jane@example.com', password: 'Password1!' }) as { sessionKey?: string }
    expect(begun).toMatch(/^[\w-]{12}$/)
    expect(await keyOf(client)).toBe(begun)
    expect((await client.page('/account')).html).toContain(begun)

    shop.sap.expireAccessTokens()
    await client.call('refreshUserToken')
    expect(await keyOf(client)).toBe(begun)
    // Neither a cookie nor the id that stands in one.
    expect(JSON.stringify(client.jar)).not.toContain(begun)

    const other = new Client(shop.app.url)
    await other.signIn()
    expect(await keyOf(other)).not.toBe(begun)
    await client.signIn()
    expect(await keyOf(client)).not.toBe(begun)
    expect((await new Client(shop.app.url).page('/account')).html).not.toContain(begun)
  })

  it('keeps the tokens in a cookie that no script sees', async () => {
    const client = new Client(shop.app.url)
    const response = await client.request('signUserIn', [{ username: 'jane@example.com', password: 'Password1!' }])
    for (const cookie of response.headers.getSetCookie()) {
      expect(cookie).toMatch(/^__Host-sapcc-/)
      for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(attribute)
      expect(cookie).not.toContain('Domain')
    }
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('distinguishes wrong credentials from a server that is down, and keeps the customer signed in', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const wrong = await client.request('signUserIn', [{ username: 'john@example.com', password: 'wrong' }])
    expect(wrong.status).toBe(401)
    expect(await wrong.json()).toMatchObject({ data: { type: 'BadCredentialsError' } })
    await shop.sap.faults({ target: 'token', status: 503 })
    const down = await client.request('signUserIn', [{ username: 'john@example.com', password: 'Password1!' }])
    expect(down.status).toBe(503)
    await shop.sap.clearFaults()
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
  })

  it('replaces the session when another customer signs in', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const old = client.jar.clone()
    await client.signIn('john@example.com')
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    expect(await new Client(shop.app.url, old).call('getSession')).toEqual({ loggedIn: false })
  })

  it('refuses to repeat a call in another session than the one it was made in', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    await shop.sap.expireAccessTokens()
    const refused = await client.request('getUser', [{}])
    expect(refused.status).toBe(401)
    const headers = { 'sapcc-call-session': refused.headers.get('sapcc-call-session')! }
    await client.call('refreshUserToken')
    expect((await client.request('getUser', [{}], { headers })).status).toBe(200)
    for (const user of ['john@example.com', 'jane@example.com']) {
      await client.signIn(user)
      const repeated = await client.request('getUser', [{}], { headers })
      expect(repeated.status).toBe(409)
      expect(await repeated.json()).toMatchObject({ data: { type: 'SessionChangedError' } })
    }
    await client.call('signUserOut')
    expect((await client.request('getUser', [{}], { headers })).status).toBe(409)
    // A call that was made without a session is repeated without one.
    expect((await client.request('getUser', [{}], { headers: { 'sapcc-call-session': 'none' } })).status).toBe(200)
  })

  it('sends one refresh for two hundred calls that ask for it', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    await shop.sap.expireAccessTokens()
    const answers = await Promise.all(Array.from({ length: 200 }, () => client.request('refreshUserToken')))
    expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([200]))
    expect((await grants()).refresh_token).toMatchObject({ success: 1 })
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
  })

  it('does not refresh for tokens that have been renewed since', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    await shop.sap.expireAccessTokens()
    const refused = await client.request('getUser', [{}])
    expect(refused.status).toBe(401)
    const staleGeneration = Number(refused.headers.get('sapcc-generation'))
    expect(staleGeneration).toBe(0)
    for (let tab = 0; tab < 3; tab++) await client.call('refreshUserToken', { staleGeneration })
    expect((await grants()).refresh_token).toMatchObject({ success: 1 })
  })

  it('never loses the session when the answer with the new cookie is lost', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const before = client.jar.snapshot()
    for (let round = 1; round <= 5; round++) {
      await shop.sap.expireAccessTokens()
      // What the browser does, except that it never sees the new cookie.
      const refused = await client.request('getUser', [{}], { apply: false })
      expect(refused.status).toBe(401)
      const staleGeneration = Number(refused.headers.get('sapcc-generation'))
      expect(staleGeneration).toBe(round - 1)
      const lost = await client.request('refreshUserToken', [{ staleGeneration }], { apply: false })
      expect(lost.status).toBe(200)
    }
    expect(client.jar.snapshot()).toEqual(before)
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
  })

  it('keeps the session through an outage and ends it after a refusal', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    await shop.sap.faults({ target: 'token', status: 503 })
    const outage = await client.request('refreshUserToken')
    expect(outage.status).toBe(503)
    expect(await outage.json()).toMatchObject({ name: 'TokenRefreshUnavailableError', data: { type: 'TokenRefreshUnavailableError' } })
    await shop.sap.clearFaults()
    expect((await client.request('refreshUserToken')).status).toBe(200)

    await shop.sap.revokeSessions()
    const refusal = await client.request('refreshUserToken')
    expect(refusal.status).toBe(401)
    expect(shopCookies(client.jar, 'mark')).toHaveLength(1)
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
  })

  it('succeeds in signing out when the authorization server is not available', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const old = client.jar.clone()
    await shop.sap.stop()
    await client.call('signUserOut')
    expect(shopCookies(client.jar, 'content')).toEqual([])
    expect(await new Client(shop.app.url, old).call('getSession')).toEqual({ loggedIn: false })
    shop.sap = await shop.sap.restart()
  })
})

describe('cookies that are no session', () => {
  const shop = useShop({ sap: { generation: 'legacy' } })

  it.each(['', 'x', '1.', '1.AAAA', '1.%F0%28', `1.${'A'.repeat(3000)}`, '{"id":"x"}', '%', '1.====', 'undefined'])('means not signed in: %j', async (value) => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const { name } = shopCookie(client.jar, 'content')!
    const pointer = shopCookie(client.jar, 'pointer')!
    for (const cookie of [`${pointer.name}=${pointer.value}; ${name}=${value}`, `${pointer.name}=${value}`, `__Host-sapcc-session=${value}`]) {
      const response = await fetch(`${shop.app.url}/api/sapcc/getSession`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: '[]',
      })
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ loggedIn: false })
    }
  })
})

describe('requests from elsewhere', () => {
  const shop = useShop({ sap: { generation: 'legacy' } })

  it.each([
    [{ 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }, 403],
    [{ 'sec-fetch-site': 'same-site', 'content-type': 'application/json' }, 403],
    [{ 'origin': 'https://evil.example', 'content-type': 'application/json' }, 403],
    [{ 'origin': 'null', 'content-type': 'application/json' }, 403],
    [{ 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' }, 415],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 415],
    [{ 'content-type': 'application/json' }, 200],
    [{ 'sec-fetch-site': 'same-origin', 'content-type': 'application/json; charset=utf-8' }, 200],
  ])('%j → %i', async (headers, status) => {
    const response = await fetch(`${shop.app.url}/api/sapcc/getSession`, { method: 'POST', headers: headers as Record<string, string>, body: '[]' })
    expect(response.status).toBe(status)
  })

  it('changes nothing by GET', async () => {
    for (const operation of ['signUserOut', 'refreshUserToken', 'signUserIn', 'createCart', 'removeAddress']) {
      const response = await fetch(`${shop.app.url}/api/sapcc/${operation}?body=${encodeURIComponent('[{"addressId":"1"}]')}`)
      expect(response.status, operation).toBe(405)
    }
    const read = await fetch(`${shop.app.url}/api/sapcc/getProducts?body=${encodeURIComponent('[{"query":"camera"}]')}`)
    expect(read.status).toBe(200)
  })
})

describe.each(['cookie', 'storage'])('a call that is repeated after its session has ended, sessions in %s', (store) => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_SESSION_STORE: store } } })

  it('is not executed for a visitor, also where the browser does not know of the end yet', async () => {
    for (const end of [(client: Client) => client.call('signUserOut'), (client: Client) => client.signIn('john@example.com')]) {
      const client = new Client(shop.app.url)
      await client.signIn()
      await shop.sap.expireAccessTokens()
      const refused = await client.request('createAddress', [{ address: {} }])
      const headers = { 'sapcc-call-session': refused.headers.get('sapcc-call-session')! }
      await client.call('refreshUserToken')
      const other = new Client(shop.app.url, client.jar.clone())
      await end(other)
      const { length } = shop.sap.requests('createAddress')
      const repeated = await client.request('createAddress', [{ address: {} }], { headers })
      expect([repeated.status, await repeated.json()]).toMatchObject([409, { data: { type: 'SessionChangedError' } }])
      expect(shop.sap.requests('createAddress')).toHaveLength(length)
    }
  })
})
