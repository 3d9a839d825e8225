import { describe, expect, it } from 'vitest'
import { createOAuthClient } from '../../../src/runtime/server/oauth'
import { caught, configFor, everythingOf, REDIRECT_URI, send, serve } from './support'
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

const LOGIN = { username: 'jane@example.com', password: 'pw-secret', redirectUri: REDIRECT_URI }

describe('the direct login', () => {
  it('walks as a browser would', async () => {
    const { client, requests, log } = await sap()
    await expect(client.directLogin({ ...LOGIN, uiLocales: 'de' })).resolves.toEqual({ ...TOKENS, token_type: 'bearer' })
    expect(log()).toEqual(['GET /as/oauth/authorize', 'GET /as/login', 'GET /as/csrf', 'POST /as/login', 'GET /as/oauth/authorize/resume', 'POST /as/oauth/token'])
    const [authorize, , , login, , token] = requests
    expect(new URL(authorize!.url, 'http://x').searchParams.get('ui_locales')).toBe('de')
    expect(login!.url).toBe('/as/login?x=1&y=2')
    expect(Object.fromEntries(login!.form)).toEqual({ username: LOGIN.username, password: LOGIN.password, _csrf: 'from the endpoint', tab: '7' })
    expect(requests.map(({ headers }) => headers.cookie)).toEqual([
      undefined, 'JSESSIONID=first; ROUTE=.node1', 'JSESSIONID=first; ROUTE=.node1', 'JSESSIONID=first; ROUTE=.node1', 'JSESSIONID=second', undefined,
    ])
    expect(Object.fromEntries(token!.form)).toMatchObject({ grant_type: 'authorization_code', code: 'the-code', redirect_uri: REDIRECT_URI, client_id: 'storefront' })
    expect(requests.some(({ headers }) => headers.origin !== undefined)).toBe(false)
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
  const form = (action: string): Answer => ({ headers: HTML, body: PAGE.replace('/as/login?x=1&amp;y=2', action) })

  it.each<[string, number, Record<string, Route>]>([
    ['a redirect to another server', 502, { 'GET /as/oauth/authorize': to(FOREIGN) }],
    ['a redirect to another port', 502, { 'GET /as/oauth/authorize': to('http://127.0.0.1:9/as/login') }],
    ['a redirect to another scheme', 502, { 'GET /as/oauth/authorize': to('javascript:alert(1)') }],
    ['a redirect without protocol', 502, { 'GET /as/oauth/authorize': to('//evil.example/as/login') }],
    ['a redirect to an address that is none', 502, { 'GET /as/oauth/authorize': to('http://[') }],
    ['a redirect to something like the callback', 502, { 'POST /as/login': to(`${REDIRECT_URI}/?code=x`) }],
    ['another server after the login', 502, { 'POST /as/login': to(FOREIGN, 307) }],
    ['a circle', 502, { 'GET /as/oauth/authorize': to('/as/oauth/authorize') }],
    ['a form that leads to another server', 502, { 'GET /as/login': form(FOREIGN) }],
    ['a form that leads nowhere', 502, { 'GET /as/login': form('http://[') }],
    ['a page without a form', 502, { 'GET /as/login': { headers: HTML, body: '<h1>Hello</h1>' } }],
    ['no CSRF token', 502, { 'GET /as/csrf': { status: 403 } }],
    ['a CSRF answer of another shape', 502, { 'GET /as/csrf': { body: { token: 1 } } }],
    ['a refused form', 502, { 'POST /as/login': { status: 403 } }],
    ['a page that wants consent', 403, { 'POST /as/login': { headers: HTML, body: '<form><button>Allow</button></form>' } }],
    ['a foreign state', 502, { 'GET /as/oauth/authorize/resume': to(`${REDIRECT_URI}?code=the-code&state=other`) }],
    ['no code', 502, { 'POST /as/login': to(REDIRECT_URI) }],
    ['a login page that has expired', 503, { 'POST /as/login': to('/as/login?error=expired') }],
    ['an outage at the start', 503, { 'GET /as/oauth/authorize': { status: 503, headers: { 'retry-after': '5' } } }],
    ['an outage of the login page', 503, { 'GET /as/login': { status: 500 } }],
    ['an outage of the CSRF endpoint', 503, { 'GET /as/csrf': { status: 502 } }],
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
  ])('blames the right side for error=%s', async (code, status, type) => {
    const { client } = await sap({ 'GET /as/oauth/authorize': ({ url }) => to(`${REDIRECT_URI}?error=${code}&state=${new URL(url, 'http://x').searchParams.get('state')}`) })
    expect(await caught(client.directLogin(LOGIN))).toMatchObject({ status, data: { type } })
  })

  it('uses the form\'s own CSRF token where there is no endpoint for it', async () => {
    const { client, requests } = await sap({ 'GET /as/csrf': { status: 404 } })
    await client.directLogin(LOGIN)
    expect(requests.find(({ method }) => method === 'POST')?.form.get('_csrf')).toBe('from "the" page')
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

  it('is known from wrong credentials, too: nobody waits for another\'s sign-in any more', async () => {
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
