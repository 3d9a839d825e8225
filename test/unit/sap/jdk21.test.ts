import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSap, type SapStandIn } from '../../../packages/stand-in/src/index.ts'
import { holdClock } from '../held-clock.ts'
import { authorizeUrl, Browser, CALLBACK, codeFor, csrfToken, errorOf, exchange, followToCallback, JANE, occ, pkce, refresh, signIn, tokenRequest } from './helpers.ts'

const PUBLIC = { client_id: 'storefront_public' }
const JOHN = { username: 'john@example.com', password: 'Password1!' }

describe('jdk21 authorization server', () => {
  let sap: SapStandIn
  beforeAll(async () => {
    sap = await startSap()
  })
  beforeEach(() => sap.reset())
  afterAll(() => sap.close())

  const profile = (token: string) => occ(sap, 'GET', '/users/current', { token })

  it('has no password grant', async () => {
    const { status, json } = await tokenRequest(sap, { grant_type: 'password', ...JANE })
    expect([status, json.error]).toEqual([400, 'unsupported_grant_type'])
  })

  it('does not know how a public client would authenticate for another grant than its own', async () => {
    for (const grant_type of ['password', 'client_credentials']) {
      const { status, text } = await tokenRequest(sap, { grant_type, ...JANE }, PUBLIC)
      expect([grant_type, status, text]).toEqual([grant_type, 401, ''])
    }
  })

  it.each([
    ['a page', 'text/html,application/xhtml+xml,*/*;q=0.8', undefined],
    ['anything', '*/*', undefined],
    ['a page or JSON', 'text/html, application/json', '/authorizationserver/'],
    ['JSON', 'application/json', '/authorizationserver/'],
  ])('goes on after the login with a request for %s only if it was one for a page', async (_name, accept, forgotten) => {
    const browser = new Browser()
    await browser.go(authorizeUrl(sap, { code_challenge: pkce().challenge }), { headers: { accept } })
    const _csrf = await csrfToken(browser, `${sap.url}/authorizationserver/login`)
    const posted = await browser.go(`${sap.url}/authorizationserver/login`, { method: 'POST', headers: { accept }, body: new URLSearchParams({ ...JANE, _csrf }) })
    if (forgotten === undefined) expect(posted.headers.get('location')).toMatch(/^\/authorizationserver\/oauth\/authorize\//)
    else expect([posted.headers.get('location'), (await browser.go(`${sap.url}${forgotten}`)).status]).toEqual([forgotten, 404])
  })

  it('has no CSRF token at its endpoint for a login on its own page', async () => {
    const browser = new Browser()
    await browser.go(authorizeUrl(sap, { code_challenge: pkce().challenge }))
    const answer = await browser.go(`${sap.url}/authorizationserver/csrf`)
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'bad_request' }])
  })

  it('logs in through authorize, login page, CSRF token and code', async () => {
    const { code, verifier, callback, browser } = await codeFor(sap, JANE)
    expect(callback.href).toMatch(`${CALLBACK}?`)
    expect([...callback.searchParams.keys()].sort()).toEqual(['code', 'state'])
    expect(callback.searchParams.get('state')).toBe('abc')
    // A real SAP sets these two and no others.
    expect([...browser.cookies.keys()].sort()).toEqual(['JSESSIONID', 'ROUTE'])
    const { status, json } = await exchange(sap, code, verifier)
    expect(status).toBe(200)
    expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 299, scope: 'basic' })
    const claims = JSON.parse(Buffer.from(json.access_token.split('.')[1] ?? '', 'base64url').toString())
    expect(claims.jti).toBeTypeOf('string')
    expect((await profile(json.access_token)).body).toMatchObject({ uid: JANE.username, firstName: 'Jane' })
  })

  it('shows a real form, in the language asked for', async () => {
    const page = await fetch(`${sap.url}/authorizationserver/login?ui_locales=de-DE`)
    const html = await page.text()
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(html).toContain('<html lang="de">')
    expect(html).toMatch(/<form method="post" action="\/authorizationserver\/login">/)
    expect(html).toMatch(/name="username".*\n.*name="password".*\n.*name="_csrf"/)
  })

  it('insists on PKCE S256, also for the confidential client', async () => {
    for (const method of [undefined, 'plain']) {
      const url = new URL(authorizeUrl(sap, {}))
      url.searchParams.delete('code_challenge_method')
      if (method) {
        url.searchParams.set('code_challenge', pkce().verifier)
        url.searchParams.set('code_challenge_method', method)
      }
      const callback = await followToCallback(sap, new Browser(), await new Browser().go(url.href))
      expect([callback.searchParams.get('error'), callback.searchParams.get('state')]).toEqual(['invalid_request', 'abc'])
    }
    const { code } = await codeFor(sap, JANE)
    expect((await exchange(sap, code, pkce().verifier)).json.error).toBe('invalid_grant')
  })

  it('compares redirect URIs byte for byte and never redirects to another one', async () => {
    const { challenge } = pkce()
    for (const uri of [`${CALLBACK}/`, `${CALLBACK}?a=1`, `${CALLBACK}#x`, 'http://evil.example/api/sapcc/auth/callback', 'https://evil.example@localhost/api/sapcc/auth/callback', 'http://localhost:3000/other', 'http://localhost.evil.example/api/sapcc/auth/callback', 'http://notlocalhost/api/sapcc/auth/callback']) {
      const answer = await new Browser().go(authorizeUrl(sap, { code_challenge: challenge, redirect_uri: uri }))
      expect([uri, answer.status, answer.headers.get('location')]).toEqual([uri, 400, null])
    }
    for (const uri of ['https://shop.example/base/api/sapcc/auth/callback', 'http://127.0.0.1:4000/api/sapcc/auth/callback', 'http://brand.localhost:3000/api/sapcc/auth/callback']) {
      const answer = await new Browser().go(authorizeUrl(sap, { code_challenge: challenge, redirect_uri: uri }))
      expect(answer.headers.get('location')).toBe('/authorizationserver/login')
    }
    const { code, verifier } = await codeFor(sap, JANE)
    expect((await exchange(sap, code, verifier, undefined, `${CALLBACK}/`)).json.error).toBe('invalid_grant')
  })

  it('refuses a login without the CSRF token or without the session\'s two cookies', async () => {
    const browser = new Browser()
    await browser.go(authorizeUrl(sap, { code_challenge: pkce().challenge }))
    const token = await csrfToken(browser, `${sap.url}/authorizationserver/login`)
    const login = (fields: Record<string, string>, headers: Record<string, string> = {}, who = browser) =>
      who.go(`${sap.url}/authorizationserver/login`, { method: 'POST', headers, body: new URLSearchParams({ ...JANE, ...fields }) })
    expect((await login({})).status).toBe(403)
    expect((await login({ _csrf: 'wrong' })).status).toBe(403)
    const stray = new Browser()
    stray.cookies.set('JSESSIONID', browser.cookies.get('JSESSIONID') ?? '')
    expect((await login({ _csrf: token }, {}, stray)).status).toBe(403)
    expect((await login({}, { 'x-csrf-token': token })).status).toBe(302)
  })

  it('sends a wrong password back to the login page, where a right one still works', async () => {
    const browser = new Browser()
    const { verifier, challenge } = pkce()
    await browser.go(authorizeUrl(sap, { code_challenge: challenge }))
    const post = async (password: string) => {
      const token = await csrfToken(browser, `${sap.url}/authorizationserver/login`)
      return browser.go(`${sap.url}/authorizationserver/login`, { method: 'POST', body: new URLSearchParams({ username: JANE.username, password, _csrf: token }) })
    }
    expect((await post('wrong')).headers.get('location')).toBe('/authorizationserver/login?error=bad_credentials')
    const callback = await followToCallback(sap, browser, await post(JANE.password))
    expect((await exchange(sap, callback.searchParams.get('code') ?? '', verifier)).status).toBe(200)
  })

  it('lets two tabs of one browser log in at once, each to its own state and user', async () => {
    const browser = new Browser()
    const openTab = async (state: string) => {
      const { verifier, challenge } = pkce()
      await browser.go(authorizeUrl(sap, { code_challenge: challenge, state }))
      const html = await (await browser.go(`${sap.url}/authorizationserver/login`)).text()
      const hidden = Object.fromEntries([...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]+)"/g)].map(([, name = '', value = '']) => [name, value]))
      return { state, verifier, hidden }
    }
    const tabs = [await openTab('one'), await openTab('two')]
    for (const [index, user] of [JANE, JOHN].entries()) {
      const { state, verifier, hidden } = tabs[index]!
      const posted = await browser.go(`${sap.url}/authorizationserver/login`, { method: 'POST', body: new URLSearchParams({ ...user, ...hidden }) })
      const callback = await followToCallback(sap, browser, posted)
      expect(callback.searchParams.get('state')).toBe(state)
      const { json } = await exchange(sap, callback.searchParams.get('code') ?? '', verifier)
      expect((await profile(json.access_token)).body).toMatchObject({ uid: user.username })
    }
  })

  it('remembers a login, so that the same browser is asked once', async () => {
    const { browser } = await codeFor(sap, JANE)
    const start = await browser.go(authorizeUrl(sap, { code_challenge: pkce().challenge, state: 'again' }))
    expect(new URL(start.headers.get('location') ?? '').searchParams.get('state')).toBe('again')
    await browser.go(`${sap.url}/authorizationserver/logout`)
    const afterLogout = await browser.go(authorizeUrl(sap, { code_challenge: pkce().challenge }))
    expect(afterLogout.headers.get('location')).toBe('/authorizationserver/login')
  })

  it('asks again for a login with prompt=login, also as another user', async () => {
    const { browser } = await codeFor(sap, JANE)
    const { code, verifier } = await codeFor(sap, JOHN, { prompt: 'login' }, browser)
    const { json } = await exchange(sap, code, verifier)
    expect((await profile(json.access_token)).body).toMatchObject({ uid: JOHN.username })
  })

  it('does not ask again with prompt=login where it does not know it, as Spring does not', async () => {
    const sap = await startSap({ respectsPrompt: false })
    try {
      const { browser } = await codeFor(sap, JANE)
      const again = await browser.go(authorizeUrl(sap, { code_challenge: pkce().challenge, state: 'again', prompt: 'login' }))
      expect(new URL(again.headers.get('location') ?? '').searchParams.get('state')).toBe('again')
    }
    finally {
      await sap.close()
    }
  })

  it('replaces tokens at a refresh: the old access token is refused at once, the old refresh token ends the family', async () => {
    const first = await signIn(sap)
    const second = await refresh(sap, first.refresh_token)
    expect(second.status).toBe(200)
    expect(errorOf(await profile(first.access_token))).toEqual([401, 'InvalidBearerTokenError'])
    expect((await profile(second.json.access_token)).status).toBe(200)

    const replay = await refresh(sap, first.refresh_token)
    expect([replay.status, replay.json.error]).toEqual([400, 'invalid_grant'])
    expect((await profile(second.json.access_token)).status).toBe(401)
    expect((await refresh(sap, second.json.refresh_token)).json.error).toBe('invalid_grant')
  })

  it('lets exactly one of many refreshes with one token through', async () => {
    const { refresh_token: token } = await signIn(sap)
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(sap, token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(sap.stats().token.byGrant.refresh_token).toMatchObject({ success: 1, invalid_grant: 9 })
  })

  it('keeps two logins of one user apart', async () => {
    const [one, two] = [await signIn(sap), await signIn(sap)]
    await refresh(sap, one.refresh_token)
    await refresh(sap, one.refresh_token)
    expect((await profile(two.access_token)).status).toBe(200)
  })

  it('answers the replay of a code with invalid_grant and revokes what it was exchanged for', async () => {
    const { code, verifier } = await codeFor(sap, JANE)
    const first = await exchange(sap, code, verifier)
    const second = await exchange(sap, code, verifier)
    expect([first.status, second.status, second.json.error]).toEqual([200, 400, 'invalid_grant'])
    expect((await profile(first.json.access_token)).status).toBe(401)
    expect((await refresh(sap, first.json.refresh_token)).json.error).toBe('invalid_grant')
  })

  it('does not read parameters of a token request from the URL', async () => {
    const params = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'storefront', client_secret: 'storefront-secret' })
    const response = await fetch(`${sap.url}/authorizationserver/oauth/token?${params}`, { method: 'POST' })
    expect([response.status, await response.text()]).toEqual([401, ''])
  })

  it('revokes refresh tokens with their family and access tokens alone, with an empty 200', async () => {
    const revoke = async (token: string) => {
      const response = await fetch(`${sap.url}/authorizationserver/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ token, client_id: 'storefront', client_secret: 'storefront-secret' }) })
      return [response.status, await response.text()]
    }
    const one = await signIn(sap)
    expect(await revoke(one.access_token)).toEqual([200, ''])
    expect((await profile(one.access_token)).status).toBe(401)
    const next = await refresh(sap, one.refresh_token)
    expect(next.status).toBe(200)
    expect(await revoke(next.json.refresh_token)).toEqual([200, ''])
    expect((await profile(next.json.access_token)).status).toBe(401)
    expect((await refresh(sap, next.json.refresh_token)).status).toBe(400)
    expect(await revoke('unknown')).toEqual([200, ''])
  })

  it('accepts an expired access token during the clock skew only', async () => {
    const clock = holdClock()
    for (const [clockSkew, status] of [[undefined, 401], [30, 200]] as const) {
      const short = await startSap({ accessTokenTtl: 1, clockSkew })
      try {
        const { access_token: token } = await signIn(short)
        clock.forward(2_000)
        expect((await occ(short, 'GET', '/users/current', { token })).status).toBe(status)
      }
      finally {
        await short.close()
      }
    }
    expect(sap.settings.clockSkew).toBe(60)
  })

  it('lets a confidential client\'s session slide, but not a public client\'s', async () => {
    const clock = holdClock()
    const short = await startSap({ refreshTokenTtl: 30 })
    try {
      const session = async (client?: Record<string, string>) => {
        const { code, verifier } = await codeFor(short, JANE, client ? { client_id: PUBLIC.client_id } : {})
        return (await exchange(short, code, verifier, client)).json.refresh_token
      }
      const [confidential, shared] = [await session(), await session(PUBLIC)]
      clock.forward(20_000)
      const [slid, ending] = [await refresh(short, confidential), await refresh(short, shared, PUBLIC)]
      expect([slid.status, ending.status]).toEqual([200, 200])
      clock.forward(20_000)
      expect((await refresh(short, slid.json.refresh_token)).status).toBe(200)
      expect((await refresh(short, ending.json.refresh_token, PUBLIC)).json.error).toBe('invalid_grant')
    }
    finally {
      await short.close()
    }
  })

  it('gives applications a token without a refresh token', async () => {
    const { status, json } = await tokenRequest(sap, { grant_type: 'client_credentials' })
    expect([status, json.refresh_token]).toEqual([200, undefined])
    expect(errorOf(await occ(sap, 'GET', '/orders/unknown'))).toEqual([401, 'UnauthorizedError'])
    expect(errorOf(await occ(sap, 'GET', '/orders/unknown', { token: json.access_token }))).toEqual([400, 'UnknownIdentifierError'])
  })

  it('refuses tokens that are made up, signed by another server or cut', async () => {
    const other = await startSap()
    try {
      const foreign = (await tokenRequest(other, { grant_type: 'client_credentials' })).json.access_token
      const own = (await signIn(sap)).access_token
      for (const token of ['x', 'a.b.c', foreign, own.slice(0, -4)]) {
        expect(errorOf(await occ(sap, 'GET', '/products/search', { token }))).toEqual([401, 'InvalidBearerTokenError'])
      }
    }
    finally {
      await other.close()
    }
  })

  it('says what it is in the library\'s own discovery document', async () => {
    const metadata = await (await fetch(`${sap.url}/authorizationserver/.well-known/openid-configuration`)).json()
    expect(metadata).not.toHaveProperty('authorization_response_iss_parameter_supported')
    expect(metadata).toMatchObject({
      issuer: `${sap.url}/authorizationserver`,
      token_endpoint: `${sap.url}/authorizationserver/oauth/token`,
      authorization_endpoint: `${sap.url}/authorizationserver/oauth/authorize`,
      revocation_endpoint: `${sap.url}/authorizationserver/oauth/revoke`,
      code_challenge_methods_supported: ['S256'],
    })
    const { keys } = await (await fetch(`${sap.url}/authorizationserver/oauth/jwks`)).json()
    expect(keys).toHaveLength(1)
    expect(keys[0].d).toBeUndefined()
  })
})

describe('jdk21 with a login page in the shop', () => {
  const PAGE = 'https://shop.example/login?ctx=abc'
  let sap: SapStandIn
  beforeAll(async () => {
    sap = await startSap({ loginPageUri: PAGE })
  })
  afterAll(() => sap.close())

  const csrf = (browser: Browser, headers: Record<string, string>) => browser.go(`${sap.url}/authorizationserver/csrf`, { headers })
  const fromPage = { origin: 'https://shop.example', referer: 'https://shop.example/' }

  it('leads there, gives the CSRF token to that page alone, and leads back to it with what went wrong', async () => {
    const browser = new Browser()
    expect((await csrf(browser, fromPage)).status).toBe(400)
    const { verifier, challenge } = pkce()
    const start = await browser.go(authorizeUrl(sap, { code_challenge: challenge }))
    expect(start.headers.get('location')).toBe(PAGE)
    expect((await csrf(browser, { origin: 'https://evil.example', referer: 'https://evil.example/' })).status).toBe(403)
    expect((await csrf(browser, { origin: fromPage.origin })).status).toBe(400)
    const { parameterName, token } = await (await csrf(browser, fromPage)).json() as { parameterName: string, token: string }
    const post = (password: string) => browser.go(`${sap.url}/authorizationserver/login`, { method: 'POST', headers: { origin: fromPage.origin }, body: new URLSearchParams({ username: JANE.username, password, [parameterName]: token }) })
    expect((await post('wrong')).headers.get('location')).toBe(`${PAGE}&error=bad_credentials`)
    const callback = await followToCallback(sap, browser, await post(JANE.password))
    expect((await exchange(sap, callback.searchParams.get('code') ?? '', verifier)).status).toBe(200)
  })
})

describe('jdk21 whose replayed refresh tokens end nothing', () => {
  it('refuses the one that was used before, and the current one stays valid', async () => {
    const sap = await startSap({ replayEndsFamily: false })
    try {
      const first = await signIn(sap)
      const second = await refresh(sap, first.refresh_token)
      const replay = await refresh(sap, first.refresh_token)
      expect([replay.status, replay.json.error]).toEqual([400, 'invalid_grant'])
      expect((await refresh(sap, second.json.refresh_token)).status).toBe(200)
      expect(sap.stats().token.byGrant.refresh_token).toMatchObject({ success: 2, invalid_grant: 1 })
    }
    finally {
      await sap.close()
    }
  })
})
