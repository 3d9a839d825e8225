import { describe, expect, it } from 'vitest'
import { createCodeVerifier, createState } from '../../../src/runtime/server/oauth'
import { REDIRECT_URI, caught, configFor, createOAuthClient, everythingOf, send, serve } from './support'

const TOKENS = { access_token: 'at', token_type: 'bearer', expires_in: 300 }
const LOGIN = { state: 'the-state', codeVerifier: 'v'.repeat(43), redirectUri: REDIRECT_URI }

describe('state and code verifier', () => {
  it('are random, long enough and plain (RFC 7636, section 4.1)', () => {
    for (const create of [createState, createCodeVerifier]) {
      const values = Array.from({ length: 20 }, create)
      expect(new Set(values).size).toBe(20)
      for (const value of values) expect(value).toMatch(/^[\w-]{43,128}$/)
    }
  })
})

describe('the authorization request', () => {
  it('has everything, and the verifier only as its hash', async () => {
    const config = configFor('https://sap.example/as', { authorizationEndpoint: 'https://sap.example/as/oauth/authorize?site=electronics', authorizationParams: { prompt: 'login' } })
    const url = new URL(await createOAuthClient(config).authorizationUrl({ ...LOGIN, codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', uiLocales: 'de en' }))
    expect(url.origin + url.pathname).toBe('https://sap.example/as/oauth/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      site: 'electronics',
      prompt: 'login',
      ui_locales: 'de en',
      response_type: 'code',
      client_id: 'storefront',
      redirect_uri: REDIRECT_URI,
      scope: 'basic',
      state: 'the-state',
      // RFC 7636, appendix B
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    })
  })

  it.each([
    [undefined, 'login'],
    ['consent', 'login consent'],
    ['login consent', 'login consent'],
    ['none', 'login'],
  ])('asks for the password, whatever else is configured: %s', async (prompt, expected) => {
    const client = createOAuthClient(configFor('https://sap.example/as', { authorizationParams: prompt === undefined ? {} : { prompt } }))
    expect(new URL(await client.authorizationUrl({ ...LOGIN, asksForPassword: true })).searchParams.get('prompt')).toBe(expected)
  })

  it('takes no additional parameter for one of its own', async () => {
    const evil = Object.fromEntries(['client_id', 'response_type', 'redirect_uri', 'state', 'scope', 'code_challenge', 'code_challenge_method', 'nonce', 'request', 'request_uri', 'response_mode', 'client_secret', 'STATE', 'Redirect_URI'].map(name => [name, 'evil']))
    const url = await createOAuthClient(configFor('https://sap.example/as', { authorizationParams: { ...evil, ui_locales: 'fr', acr_values: 'x&y' } })).authorizationUrl(LOGIN)
    expect(url).not.toContain('evil')
    expect(new URL(url).searchParams.get('acr_values')).toBe('x&y')
    expect(new URL(url).searchParams.get('ui_locales')).toBe('fr')
  })
})

describe('the authorization response', () => {
  async function exchange(query: string, changes = {}) {
    const { url, requests } = await serve((_request, response) => send(response, { body: TOKENS }))
    const client = createOAuthClient(configFor(url, { issuer: 'https://issuer.example', ...changes }))
    const result = await client.exchangeCode({ ...LOGIN, callbackUrl: new URL(`${REDIRECT_URI}?${query}`) }).catch((error: unknown) => error)
    return { result, requests }
  }

  it('is exchanged with one request', async () => {
    const { result, requests } = await exchange('code=the-code&state=the-state&iss=https%3A%2F%2Fissuer.example')
    expect(result).toEqual({ ...TOKENS, scope: 'basic' })
    expect(requests.map(({ form }) => Object.fromEntries(form))).toEqual([{
      grant_type: 'authorization_code', code: 'the-code', code_verifier: LOGIN.codeVerifier, redirect_uri: REDIRECT_URI, client_id: 'storefront', client_secret: 'storefront-secret',
    }])
  })

  it.each([
    ['nothing', ''],
    ['no state', 'code=the-code'],
    ['an empty state', 'code=the-code&state='],
    ['another state', 'code=the-code&state=other'],
    ['two states', 'code=the-code&state=the-state&state=other'],
    ['no code', 'state=the-state'],
    ['an empty code', 'code=&state=the-state'],
    ['two codes', 'code=the-code&code=other&state=the-state'],
    ['another issuer', 'code=the-code&state=the-state&iss=https://evil.example'],
    ['an error of a foreign state', 'error=access_denied&state=other'],
    ['an implicit answer', 'code=the-code&state=the-state&id_token=x.y.z'],
    ['a packed answer (JARM)', 'response=x.y.z&state=the-state'],
  ])('is refused without a request: %s', async (_name, query) => {
    const { result, requests } = await exchange(query)
    expect(result).toMatchObject({ status: 400, data: { type: 'InvalidAuthorizationResponseError' } })
    expect(everythingOf(result)).not.toContain('the-code')
    expect(requests).toEqual([])
  })

  it('names the issuer\'s variable when that does not fit', async () => {
    const { result } = await exchange('code=the-code&state=the-state&iss=https://other.example')
    expect(result).toMatchObject({ message: expect.not.stringContaining('NUXT'), cause: { message: expect.stringContaining('NUXT_SAPCC_OAUTH_ISSUER') } })
  })

  it.each([
    ['error=access_denied&error_description=The user said no.', 'access_denied', 'The user said no.'],
    ['error=access_denied', 'access_denied', undefined],
    ['error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E%22%26', 'access_denied', 'scriptalert(1)script'],
    ['error=%3Cimg%20src%3Dx%3E&error_description=a%0D%0Ab%00c', 'AuthorizationServerError', 'abc'],
    ['error=invalid_token%0A', 'AuthorizationServerError', undefined],
    [`error=server_error&error_description=${'long '.repeat(100)}`, 'server_error', 'long '.repeat(40).trim()],
    [`error=invalid_request&error_description=code ${'s3cret'.repeat(6)} is unknown`, 'invalid_request', 'code … is unknown'],
  ])('says why a login was refused: %s', async (query, type, reason) => {
    const { result, requests } = await exchange(`state=the-state&${query}`)
    expect(result).toMatchObject({ status: 400, data: { type } })
    expect((result as { data: { reason?: string } }).data.reason).toBe(reason)
    expect((result as Error).message).not.toMatch(/[<>"&\r\n]/)
    expect(requests).toEqual([])
  })
})

describe('an ID token', () => {
  const jwt = (claims: object, alg = 'ES256') => [{ alg }, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.c2ln'
  const now = Math.floor(Date.now() / 1000)
  const CLAIMS = { iss: 'https://issuer.example', aud: 'storefront', sub: 'jane', iat: now, exp: now + 60 }

  async function exchange(id_token: string, logoutEndpoint = 'discover') {
    const { url } = await serve((_request, response) => send(response, { body: { ...TOKENS, id_token } }))
    return await createOAuthClient(configFor(url, { issuer: 'https://issuer.example', logoutEndpoint }))
      .exchangeCode({ ...LOGIN, callbackUrl: new URL(`${REDIRECT_URI}?code=c&state=the-state`) }).catch((error: unknown) => error)
  }

  it('may come along, of any algorithm and with clocks a little apart', async () => {
    for (const idToken of [jwt(CLAIMS), jwt({ ...CLAIMS, exp: now - 120 })]) expect(await exchange(idToken)).toEqual({ ...TOKENS, scope: 'basic', id_token: idToken })
  })

  it('is left out where no sign-out needs it, and where it is too long for a cookie', async () => {
    expect(await exchange(jwt(CLAIMS), 'none')).toEqual({ ...TOKENS, scope: 'basic' })
    expect(await exchange(jwt({ ...CLAIMS, groups: 'g'.repeat(8192) }))).toEqual({ ...TOKENS, scope: 'basic' })
  })

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another client', { aud: 'other' }],
    ['with a nonce that was not sent', { nonce: 'n' }],
    ['of yesterday', { exp: now - 86_400 }],
  ])('%s is not taken', async (_name, changes) => {
    const error = await exchange(jwt({ ...CLAIMS, ...changes }))
    expect(error).toMatchObject({ status: 502, data: { type: 'AuthorizationServerError' }, message: expect.not.stringContaining('NUXT'), cause: { message: expect.stringContaining('NUXT_SAPCC_OAUTH_ISSUER') } })
    expect(everythingOf(error)).not.toContain(jwt({ ...CLAIMS, ...changes }).slice(0, 40))
  })
})

it('a client\'s errors do not lead to another\'s state: two clients share nothing', async () => {
  const down = createOAuthClient(configFor('http://127.0.0.1:1'))
  const { url } = await serve((_request, response) => send(response, { body: { ...TOKENS, refresh_token: 'r' } }))
  expect(await caught(down.refresh('r'))).toMatchObject({ status: 503 })
  await expect(createOAuthClient(configFor(url)).refresh('r')).resolves.toMatchObject({ access_token: 'at' })
})
