import { describe, expect, it } from 'vitest'
import { REDIRECT_URI, caught, configFor, createOAuthClient, everythingOf, send, serve } from './support'
import type { Answer, SeenRequest } from './support'

const PAGE = '<!doctype html><form action="/search"><input name=q></form><form method="post" action="/as/login?x=1&amp;y=2"><input name="username"><input type="password" name="password"><input type="hidden" name="_csrf" value="from &quot;the&quot; page"><input type=hidden name=tab value=7></form>'
const HTML = { 'content-type': 'text/html' }
const TOKENS = { access_token: 'at', refresh_token: 'rt', token_type: 'Bearer', expires_in: 299, scope: 'basic' }
const to = (location: string, status = 302): Answer => ({ status, headers: { location } })

type Route = Answer | ((request: SeenRequest) => Answer)

/** An authorization server as SAP's, of which a test changes some answers. */
async function sap(routes: Record<string, Route> = {}) {
  let state = ''
  const all: Record<string, Route> = {
    'GET /as/oauth/authorize': ({ url }) => {
      state = new URL(url, 'http://x').searchParams.get('state') ?? ''
      return { status: 302, headers: { 'location': '/as/login', 'set-cookie': ['JSESSIONID=first; Path=/as; HttpOnly', 'ROUTE=.node1; Path=/', 'other=x; Path=/elsewhere'] } }
    },
    'GET /as/login': { headers: HTML, body: PAGE },
    'GET /as/csrf': { body: { parameterName: '_csrf', token: 'from the endpoint', headerName: 'X-CSRF-TOKEN' } },
    'POST /as/login': { status: 302, headers: { 'location': '/as/oauth/authorize/resume', 'set-cookie': ['JSESSIONID=second; Path=/as', 'ROUTE=; Path=/; Max-Age=0'] } },
    'GET /as/oauth/authorize/resume': () => to(`${REDIRECT_URI}?code=the-code&state=${state}`),
    'POST /as/oauth/token': { body: TOKENS },
    ...routes,
  }
  const server = await serve((request, response) => {
    const route = all[`${request.method} ${request.url.split('?')[0]}`] ?? { status: 404 }
    send(response, typeof route === 'function' ? route(request) : route)
  })
  return { ...server, client: createOAuthClient(configFor(`${server.url}/as`, { timeout: 500 })), log: () => server.requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`) }
}

/** The state of the authorization request that a server has seen. */
function stateOf(requests: readonly SeenRequest[]): string {
  return new URL(requests[0]!.url, 'http://x').searchParams.get('state') ?? ''
}

const LOGIN = { username: 'jane@example.com', password: 'pw-secret', redirectUri: REDIRECT_URI }

describe('the direct login', () => {
  it('follows the pages as a browser would', async () => {
    const { client, requests, log } = await sap()
    await expect(client.directLogin({ ...LOGIN, uiLocales: 'de' })).resolves.toEqual({ ...TOKENS, token_type: 'bearer' })
    expect(log()).toEqual(['GET /as/oauth/authorize', 'GET /as/login', 'POST /as/login', 'GET /as/oauth/authorize/resume', 'POST /as/oauth/token'])
    const [authorize, , login, , token] = requests
    expect(new URL(authorize!.url, 'http://x').searchParams.get('ui_locales')).toBe('de')
    expect(login!.url).toBe('/as/login?x=1&y=2')
    expect(Object.fromEntries(login!.form)).toEqual({ username: LOGIN.username, password: LOGIN.password, _csrf: 'from "the" page', tab: '7' })
    expect(requests.map(({ headers }) => headers.cookie)).toEqual([
      undefined, 'JSESSIONID=first; ROUTE=.node1', 'JSESSIONID=first; ROUTE=.node1', 'JSESSIONID=second', undefined,
    ])
    expect(Object.fromEntries(token!.form)).toMatchObject({ grant_type: 'authorization_code', code: 'the-code', redirect_uri: REDIRECT_URI, client_id: 'storefront' })
    expect(requests.some(({ headers }) => headers.origin !== undefined)).toBe(false)
    // Spring takes up again what a browser asks for as a page; a request that names JSON is forgotten.
    for (const { headers } of requests.slice(0, -1)) expect(headers.accept).toMatch(/^text\/html,(?!.*json)/)
  })

  it('sends no fragment, such as that of a form\'s address, and says who asks', async () => {
    const { client, requests } = await sap({ 'GET /as/login': { headers: HTML, body: PAGE.replace(/action="[^"]*"/, 'action="/as/login#top"') } })
    await expect(client.directLogin(LOGIN)).resolves.toMatchObject({ access_token: TOKENS.access_token })
    expect(requests.map(({ url }) => url).filter(url => url.includes('#'))).toEqual([])
    expect(requests.map(({ headers }) => headers['user-agent']).filter(agent => !agent)).toEqual([])
  })

  it('does not hold up a refresh, however many sign-ins are slow', async () => {
    const { url } = await serve((request, response) => {
      if (request.form.get('grant_type') === 'refresh_token') send(response, { body: TOKENS })
    })
    const client = createOAuthClient(configFor(url, { timeout: 3000 }))
    const slow = Array.from({ length: 200 }, () => caught(client.directLogin(LOGIN)))
    await expect(client.refresh('r', { timeout: 2000 })).resolves.toMatchObject({ access_token: TOKENS.access_token })
    expect(await Promise.all(slow)).toHaveLength(200)
  })

  it('leaves out the ID token: the browser has no session with the authorization server that it could end', async () => {
    const now = Math.floor(Date.now() / 1000)
    const idToken = [{ alg: 'RS256' }, { iss: 'https://issuer.example', aud: 'storefront', sub: 'jane', iat: now, exp: now + 60 }].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.c2ln'
    const { url } = await sap({ 'POST /as/oauth/token': { body: { ...TOKENS, id_token: idToken } } })
    const client = createOAuthClient(configFor(`${url}/as`, { issuer: 'https://issuer.example', logoutEndpoint: 'discover' }))
    await expect(client.directLogin(LOGIN)).resolves.toEqual({ ...TOKENS, token_type: 'bearer' })
  })

  it('begins each time without cookies, and shares none between logins at once', async () => {
    const { client, requests } = await sap()
    await Promise.all([caught(client.directLogin(LOGIN)), caught(client.directLogin(LOGIN))])
    await client.directLogin(LOGIN)
    const starts = requests.filter(({ url }) => url.startsWith('/as/oauth/authorize?'))
    expect(starts.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined, undefined])
    expect(new Set(starts.map(({ url }) => new URL(url, 'http://x').searchParams.get('state'))).size).toBe(3)
  })

  it.each<[string, Record<string, Route>]>([
    ['SAP\'s way', { 'POST /as/login': to('/as/login?error=bad_credentials') }],
    ['Spring\'s way', { 'POST /as/login': to('/as/login?error') }],
    ['an error of another name', { 'POST /as/login': to('/as/login?error=locked') }],
    ['the page again', { 'POST /as/login': { headers: HTML, body: PAGE } }],
    ['the page again with 401', { 'POST /as/login': { status: 401, headers: HTML, body: PAGE } }],
  ])('knows wrong credentials: %s', async (_name, routes) => {
    const { client } = await sap(routes)
    const error = await caught(client.directLogin(LOGIN))
    expect(error).toMatchObject({ status: 401, data: { type: 'BadCredentialsError' } })
    expect(everythingOf(error)).not.toContain('pw-secret')
  })

  const FOREIGN = 'http://evil.example/as/login'
  const BARE: Answer = { headers: HTML, body: PAGE.replace(/<input type="hidden" name="_csrf"[^>]*>/, '') }
  const form = (action: string): Answer => ({ headers: HTML, body: PAGE.replace('/as/login?x=1&amp;y=2', action) })

  it.each<[string, number, Record<string, Route>]>([
    ['a redirect to another server', 502, { 'GET /as/oauth/authorize': to(FOREIGN), 'GET /as/csrf': { status: 403 } }],
    ['a redirect to another port', 502, { 'GET /as/oauth/authorize': to('http://127.0.0.1:9/as/login'), 'GET /as/csrf': { status: 400 } }],
    ['a redirect to another scheme', 502, { 'GET /as/oauth/authorize': to('javascript:alert(1)') }],
    ['a redirect without protocol', 502, { 'GET /as/oauth/authorize': to('//evil.example/as/login'), 'GET /as/csrf': { status: 403 } }],
    ['a refusal on the login page', 502, { 'GET /as/oauth/authorize': to('/as/login?error=invalid_request') }],
    ['a refusal without a redirect', 502, { 'GET /as/oauth/authorize': { status: 400, headers: HTML, body: PAGE } }],
    ['a redirect to an address that is none', 502, { 'GET /as/oauth/authorize': to('http://[') }],
    ['a redirect to something like the callback', 502, { 'POST /as/login': to(`${REDIRECT_URI}/?code=x`) }],
    ['another server after the login', 502, { 'POST /as/login': to(FOREIGN, 307) }],
    ['a circle', 502, { 'GET /as/oauth/authorize': to('/as/oauth/authorize') }],
    ['a form that leads to another server', 502, { 'GET /as/login': form(FOREIGN) }],
    ['a form that leads nowhere', 502, { 'GET /as/login': form('http://[') }],
    ['a page without a form', 502, { 'GET /as/login': { headers: HTML, body: '<h1>Hello</h1>' } }],
    ['a refused form', 502, { 'POST /as/login': { status: 403 } }],
    ['a page that wants consent', 403, { 'POST /as/login': { headers: HTML, body: '<form><button>Allow</button></form>' } }],
    ['a foreign state', 502, { 'GET /as/oauth/authorize/resume': to(`${REDIRECT_URI}?code=the-code&state=other`) }],
    ['no code', 502, { 'POST /as/login': to(REDIRECT_URI) }],
    ['a login page that has expired', 503, { 'POST /as/login': to('/as/login?error=expired') }],
    ['an outage at the start', 503, { 'GET /as/oauth/authorize': { status: 503, headers: { 'retry-after': '5' } } }],
    ['an outage of the login page', 503, { 'GET /as/login': { status: 500 } }],
    ['an outage of the CSRF endpoint', 503, { 'GET /as/login': BARE, 'GET /as/csrf': { status: 502 } }],
    ['too many attempts', 503, { 'POST /as/login': { status: 429 } }],
    ['an outage at the end', 503, { 'POST /as/oauth/token': { status: 500 } }],
    ['a code that is refused', 401, { 'POST /as/oauth/token': { status: 400, body: { error: 'invalid_grant' } } }],
  ])('stops at %s', async (_name, status, routes) => {
    const { client, requests } = await sap(routes)
    const error = await caught(client.directLogin(LOGIN))
    expect(error).toMatchObject({ status })
    expect(everythingOf(error)).not.toMatch(/pw-secret|the-code|storefront-secret|code_challenge=/)
    expect(requests.length).toBeLessThan(16)
    // The password went to one address, once.
    expect(requests.filter(({ form }) => form.has('password')).length).toBeLessThan(2)
    if (status === 503 && 'GET /as/oauth/authorize' in routes) expect(error).toMatchObject({ data: { retryAfter: 5 } })
  })

  it.each([
    ['invalid_scope', 502, 'invalid_scope'],
    ['temporarily_unavailable', 503, 'AuthorizationServerUnavailableError'],
  ])('distinguishes the cause of error=%s', async (code, status, type) => {
    const { client } = await sap({ 'GET /as/oauth/authorize': ({ url }) => to(`${REDIRECT_URI}?error=${code}&state=${new URL(url, 'http://x').searchParams.get('state')}`) })
    expect(await caught(client.directLogin(LOGIN))).toMatchObject({ status, data: { type } })
  })

  it('asks for the CSRF token where the form has none, not as a page', async () => {
    const { client, requests } = await sap({ 'GET /as/login': BARE })
    await client.directLogin(LOGIN)
    expect(requests.find(({ url }) => url === '/as/csrf')?.headers.accept).toBe('application/json')
    expect(requests.find(({ method }) => method === 'POST')?.form.get('_csrf')).toBe('from the endpoint')
  })

  it.each<[string, Route]>([
    ['404', { status: 404 }],
    ['400, SAP\'s for a login on its own page', { status: 400, body: { error: 'bad_request' } }],
    ['403', { status: 403 }],
    ['a redirect to the login page, Spring\'s way', to('/as/login')],
    ['an answer of another shape', { body: { token: 1 } }],
  ])('leaves it to the server whether a form without a token is enough, where the endpoint has none either: %s', async (_name, answer) => {
    const { client, requests } = await sap({ 'GET /as/login': BARE, 'GET /as/csrf': answer })
    await expect(client.directLogin(LOGIN)).resolves.toMatchObject({ access_token: 'at' })
    expect(requests.find(({ method }) => method === 'POST')?.form.has('_csrf')).toBe(false)
  })

  it('asks again for the code when the server leads to a page of its own after the login', async () => {
    let isLoggedIn = false
    const { client, requests, log } = await sap({
      'POST /as/login': () => {
        isLoggedIn = true
        return to('/as/')
      },
      'GET /as/oauth/authorize': ({ url }) => isLoggedIn ? to(`${REDIRECT_URI}?code=the-code&state=${new URL(url, 'http://x').searchParams.get('state')}`) : to('/as/login'),
    })
    await expect(client.directLogin(LOGIN)).resolves.toMatchObject({ access_token: 'at' })
    expect(log().slice(2)).toEqual(['POST /as/login', 'GET /as/', 'GET /as/oauth/authorize', 'POST /as/oauth/token'])
    expect(requests.filter(({ form }) => form.has('password'))).toHaveLength(1)
  })

  describe('of a client with a login page in the shop', () => {
    const SHOP = 'https://shop.example'
    /** SAP gives the token to this page only. */
    const csrf: Route = ({ headers }) => headers.origin === SHOP && headers.referer === `${SHOP}/`
      ? { body: { parameterName: '_csrf', token: 'from the endpoint' } }
      : { status: 403, body: 'Invalid CORS request' }

    it('does what the page would do, without visiting it', async () => {
      const { client, requests, log } = await sap({ 'GET /as/oauth/authorize': ({ url }) => ({ ...to(`${SHOP}/login?ctx=abc`), body: url }), 'GET /as/csrf': csrf, 'POST /as/login': ({ headers }) => headers.origin === SHOP ? to(`${REDIRECT_URI}?code=the-code&state=${stateOf(requests)}`) : { status: 403 } })
      await expect(client.directLogin(LOGIN)).resolves.toMatchObject({ access_token: 'at' })
      expect(log()).toEqual(['GET /as/oauth/authorize', 'GET /as/csrf', 'POST /as/login', 'POST /as/oauth/token'])
      expect(Object.fromEntries(requests[2]!.form)).toEqual({ username: LOGIN.username, password: LOGIN.password, _csrf: 'from the endpoint' })
    })

    it.each(['bad_credentials', 'account_disabled'])('knows wrong credentials: %s', async (error) => {
      const { client } = await sap({ 'GET /as/oauth/authorize': to(`${SHOP}/login`), 'GET /as/csrf': csrf, 'POST /as/login': to(`${SHOP}/login?error=${error}`) })
      expect(await caught(client.directLogin(LOGIN))).toMatchObject({ status: 401, data: { type: 'BadCredentialsError' } })
    })

    it.each<[string, Record<string, Route>]>([
      ['an unknown page', { 'GET /as/oauth/authorize': to('https://evil.example/login'), 'GET /as/csrf': csrf }],
      ['an answer for another redirect URI', { 'GET /as/oauth/authorize': to(`${SHOP}/callback?code=x&state=y`) }],
      ['a refusal for another redirect URI', { 'GET /as/oauth/authorize': to(`${SHOP}/callback?error=invalid_scope`) }],
    ])('sends no password for %s', async (_name, routes) => {
      const { client, requests } = await sap(routes)
      expect(await caught(client.directLogin(LOGIN))).toMatchObject({ status: 502, data: { type: 'AuthorizationServerError' } })
      expect(requests.some(({ form }) => form.has('password'))).toBe(false)
    })
  })

  it('does not hang', async () => {
    const { url } = await serve(() => {})
    expect(await caught(createOAuthClient(configFor(url, { timeout: 100 })).directLogin(LOGIN))).toMatchObject({ status: 503 })
  })
})

describe('the generation', () => {
  const refuse = (error: string): Route => ({ form }) => form.get('grant_type') === 'password' ? { status: 400, body: { error } } : { body: TOKENS }

  it('is found out once, however many sign in at the same time', async () => {
    // Every login of its own state, as all of them are under way at once.
    let release = () => {}
    const { url, requests } = await serve((_request, response) => {
      const answer = () => send(response, { status: 400, body: { error: 'unsupported_grant_type' } })
      if (requests.length > 1) answer()
      else release = answer
    })
    const client = createOAuthClient(configFor(url))
    const all = Array.from({ length: 10 }, () => caught(client.signIn(LOGIN)))
    await expect.poll(() => requests.length).toBe(1)
    release()
    await Promise.all(all)
    expect(requests.filter(({ form }) => form.get('grant_type') === 'password')).toHaveLength(1)
  })

  it.each(['unsupported_grant_type', 'unauthorized_client'])('is jdk21 after %s, and stays so', async (error) => {
    const { client, log } = await sap({ 'POST /as/oauth/token': refuse(error) })
    await client.signIn(LOGIN)
    await client.signIn({ ...LOGIN, redirectUri: () => REDIRECT_URI })
    expect(log().filter(line => line === 'POST /as/oauth/token')).toHaveLength(3)
  })

  it('is not concluded from an outage or a wrong client', async () => {
    let answer: Answer = { status: 503 }
    const { client } = await sap({ 'POST /as/oauth/token': ({ form }) => form.get('grant_type') === 'password' ? answer : { body: TOKENS } })
    expect(await caught(client.signIn(LOGIN))).toMatchObject({ status: 503 })
    answer = { status: 401, body: { error: 'invalid_client' } }
    expect(await caught(client.signIn(LOGIN))).toMatchObject({ status: 502 })
    answer = { status: 400, body: { error: 'unsupported_grant_type' } }
    await expect(client.signIn(LOGIN)).resolves.toMatchObject({ access_token: 'at' })
  })

  const notRecognised: [string, Answer][] = [
    ['an empty 401', { status: 401 }],
    ['a redirect to the login page', to('/as/login')],
    ['the login page itself with 401', { status: 401, headers: HTML, body: PAGE }],
  ]

  it.each(notRecognised)('is jdk21 when %s answers the password grant, and the login page works', async (_name, answer) => {
    for (const secret of [{ clientSecret: undefined }, {}]) {
      const { url, log } = await sap({ 'POST /as/oauth/token': ({ form }) => form.get('grant_type') === 'password' ? answer : { body: TOKENS } })
      const client = createOAuthClient(configFor(`${url}/as`, secret))
      await expect(client.signIn(LOGIN)).resolves.toMatchObject({ access_token: 'at' })
      await client.signIn(LOGIN)
      // One probe and two codes.
      expect(log().filter(line => line === 'POST /as/oauth/token')).toHaveLength(3)
    }
  })

  it('is jdk21 when a public client is told invalid_client: it has no secret that could be wrong', async () => {
    const { url } = await sap({ 'POST /as/oauth/token': ({ form }) => form.get('grant_type') === 'password' ? { status: 401, body: { error: 'invalid_client' } } : { body: TOKENS } })
    await expect(createOAuthClient(configFor(`${url}/as`, { clientSecret: undefined })).signIn(LOGIN)).resolves.toMatchObject({ access_token: 'at' })
  })

  it('is known from a wrong password on the login page, too', async () => {
    const { client, log } = await sap({ 'POST /as/oauth/token': { status: 401 }, 'POST /as/login': to('/as/login?error') })
    for (let attempt = 0; attempt < 2; attempt++) expect(await caught(client.signIn(LOGIN))).toMatchObject({ data: { type: 'BadCredentialsError' } })
    expect(log().filter(line => line === 'POST /as/oauth/token')).toHaveLength(1)
  })

  it('is known from a second factor on the login page, too', async () => {
    const { client, log } = await sap({ 'POST /as/oauth/token': { status: 401 }, 'POST /as/login': { headers: HTML, body: '<form><input name="code"></form>' } })
    for (let attempt = 0; attempt < 2; attempt++) expect(await caught(client.signIn(LOGIN))).toMatchObject({ data: { type: 'FurtherStepRequiredError' } })
    expect(log().filter(line => line === 'POST /as/oauth/token')).toHaveLength(1)
  })

  it('stays open when neither the password grant nor the login page works, and the client is what to check', async () => {
    const errors: string[] = []
    const routes: Record<string, Route> = { 'POST /as/oauth/token': { status: 401 }, 'GET /as/oauth/authorize': { status: 400, headers: HTML, body: '<h1>Bad Request</h1>' } }
    const { url } = await sap(routes)
    const client = createOAuthClient(configFor(`${url}/as`), { log: { error: message => void errors.push(message) } })
    for (let attempt = 0; attempt < 3; attempt++) expect(await caught(client.signIn(LOGIN))).toMatchObject({ status: 502, data: { type: 'AuthorizationServerError' } })
    // The same thing is said once a minute, in the log alone.
    expect(errors).toEqual([expect.stringContaining('NUXT_SAPCC_OAUTH_CLIENT_SECRET')])
    expect(JSON.stringify(await caught(client.signIn(LOGIN)))).not.toContain('NUXT_')
  })

  it('is known from wrong credentials, too, so that no sign-in waits for another one any more', async () => {
    const { url, requests } = await serve((_request, response) => {
      if (requests.length === 1) send(response, { status: 400, body: { error: 'invalid_grant' } })
    })
    const client = createOAuthClient(configFor(url, { timeout: 300 }))
    expect(await caught(client.signIn(LOGIN))).toMatchObject({ data: { type: 'BadCredentialsError' } })
    const pending = [1, 2, 3].map(() => caught(client.signIn(LOGIN)))
    await expect.poll(() => requests.length, { timeout: 250, interval: 20 }).toBe(4)
    await Promise.all(pending)
  })

  it('may change while a shop runs, unless it was set', async () => {
    let answer: Answer = { body: TOKENS }
    const { client, log, url } = await sap({ 'POST /as/oauth/token': ({ form }) => form.get('grant_type') === 'password' ? answer : { body: TOKENS } })
    const unneeded = () => {
      throw new Error('not needed')
    }
    await client.signIn({ ...LOGIN, redirectUri: unneeded })
    answer = { status: 400, body: { error: 'unsupported_grant_type' } }
    await client.signIn(LOGIN)
    expect(log()).toContain('POST /as/login')
    const fixed = createOAuthClient(configFor(`${url}/as`, { pkceSupported: false }))
    expect(await caught(fixed.signIn(LOGIN))).toMatchObject({ status: 502, data: { type: 'unsupported_grant_type' } })
  })
})
