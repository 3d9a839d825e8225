import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { isDefiniteRefusal } from '../../../src/runtime/server/oauth'
import { refreshFailure } from '../../../src/runtime/server/oauth/errors'
import type { RefreshFailure } from '../../../src/runtime/server/oauth/errors'
import { refreshTokenOfFailedResponse } from '../../../src/runtime/server/oauth/tokens'
import { REDIRECT_URI, caught, closedAddress, configFor, createOAuthClient, everythingOf, send, serve } from './support'
import type { Answer } from './support'

const GOOD = { access_token: 'at-secret-1', refresh_token: 'rt-secret-2', token_type: 'bearer', expires_in: 300, scope: 'basic' }
const OUTAGE = { status: 503, type: 'AuthorizationServerUnavailableError' }
const html = (status: number): Answer => ({ status, headers: { 'content-type': 'text/html' }, body: '<h1>rt-secret</h1>' })
const oauthError = (status: number, error: string, headers = {}): Answer => ({ status, headers, body: { error, error_description: 'Invalid refresh token: rt-secret' } })
const token = (changes: object): Answer => ({ body: { ...GOOD, ...changes } })

async function outcome(answer: Answer, grant: 'refresh' | 'password' | 'client' = 'refresh') {
  const { url } = await serve((_request, response) => send(response, answer))
  const client = createOAuthClient(configFor(url))
  const error = await caught(grant === 'refresh'
    ? client.refresh('rt-secret')
    : grant === 'password' ? client.passwordGrant({ username: 'jane', password: 'pw-secret' }) : client.clientCredentials())
  for (const secret of ['rt-secret', 'at-secret', 'pw-secret', 'storefront-secret']) expect(everythingOf(error)).not.toContain(secret)
  return error
}

describe('answers to a refresh', () => {
  it.each<[string, Answer, { status: number, type: string }, boolean]>([
    ['400 invalid_grant', oauthError(400, 'invalid_grant'), { status: 401, type: 'invalid_grant' }, true],
    ['401 invalid_token', oauthError(401, 'invalid_token'), { status: 401, type: 'invalid_token' }, true],
    ['401 invalid_token with Spring\'s header', oauthError(401, 'invalid_token', { 'www-authenticate': 'Bearer realm="x", error="invalid_token"' }), { status: 401, type: 'invalid_token' }, true],
    ['401 invalid_token in the header alone', { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }, { status: 401, type: 'invalid_token' }, true],
    ['403 invalid_grant', oauthError(403, 'invalid_grant'), { status: 502, type: 'AuthorizationServerError' }, false],
    ['500 invalid_grant', oauthError(500, 'invalid_grant'), OUTAGE, false],
    ['200 invalid_grant', oauthError(200, 'invalid_grant'), OUTAGE, false],
    ['401 invalid_client', oauthError(401, 'invalid_client', { 'www-authenticate': 'Basic realm="oauth"' }), { status: 502, type: 'invalid_client' }, false],
    ['400 unauthorized_client', oauthError(400, 'unauthorized_client'), { status: 502, type: 'unauthorized_client' }, false],
    ['400 invalid_scope', oauthError(400, 'invalid_scope'), { status: 502, type: 'invalid_scope' }, false],
    ['400 invalid_request', oauthError(400, 'invalid_request'), { status: 502, type: 'invalid_request' }, false],
    ['400 with a code made to confuse', oauthError(400, 'BadCredentialsError'), OUTAGE, false],
    ['400 temporarily_unavailable', oauthError(400, 'temporarily_unavailable'), OUTAGE, false],
    ['401 without a body', { status: 401 }, { status: 502, type: 'AuthorizationServerError' }, false],
    ['403 in plain text', { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Invalid CORS request' }, { status: 502, type: 'AuthorizationServerError' }, false],
    ['404', html(404), { status: 502, type: 'AuthorizationServerError' }, false],
    ['400 HTML', html(400), OUTAGE, false],
    ['200 HTML', html(200), OUTAGE, false],
    ['200 empty', {}, OUTAGE, false],
    ['204', { status: 204 }, OUTAGE, false],
    ['302 to a maintenance page', { status: 302, headers: { location: '/maintenance' } }, OUTAGE, false],
    ['408', { status: 408 }, OUTAGE, false],
    ['429', { status: 429 }, OUTAGE, false],
    ['500', html(500), OUTAGE, false],
    ['503', oauthError(503, 'invalid_token'), OUTAGE, false],
    ['JSON cut off', { headers: { 'content-type': 'application/json' }, body: '{"access_token":"at-secret' }, OUTAGE, false],
    ['JSON of another shape', { body: [GOOD] }, OUTAGE, false],
    ['no access token', token({ access_token: undefined }), OUTAGE, false],
    ['an empty access token', token({ access_token: '' }), OUTAGE, false],
    ['an access token with a line break', token({ access_token: 'at-secret\r\nx: y' }), OUTAGE, false],
    ['an access token that is a number', token({ access_token: 17 }), OUTAGE, false],
    ['another token type', token({ token_type: 'mac' }), OUTAGE, false],
    ['a DPoP token', token({ token_type: 'DPoP' }), OUTAGE, false],
    ['a huge body', { headers: { 'content-type': 'application/json' }, body: `{"access_token":"${'a'.repeat(600_000)}"}` }, OUTAGE, false],
  ])('%s', async (_name, answer, expected, definite) => {
    const error = await outcome(answer)
    expect(error).toMatchObject({ status: expected.status, data: { type: expected.type } })
    expect(isDefiniteRefusal(error)).toBe(definite)
  })

  it('are understood as they are meant', async () => {
    const read = async (changes: object) => {
      const { url } = await serve((_request, response) => send(response, token(changes)))
      return await createOAuthClient(configFor(url, { scope: 'basic extended' })).refresh('r')
    }
    expect(await read({ token_type: 'Bearer' })).toEqual({ ...GOOD, token_type: 'bearer' })
    expect((await read({ expires_in: '120' })).expires_in).toBe(120)
    expect((await read({ scope: undefined })).scope).toBe('basic extended')
    expect(await read({ refresh_token: undefined })).not.toHaveProperty('refresh_token')
    expect(await read({ refresh_token: null })).not.toHaveProperty('refresh_token')
    // An ID token that is not needed must not cost the session that was just renewed.
    expect(await read({ id_token: 'garbage' })).toEqual(GOOD)
  })

  it('have the new ID token, which is not checked as that of a login: it must not cost the session', async () => {
    const read = async (id_token: unknown, logoutEndpoint = 'discover') => {
      const { url } = await serve((_request, response) => send(response, token({ id_token })))
      return (await createOAuthClient(configFor(url, { logoutEndpoint })).refresh('r')).id_token
    }
    const idToken = jwt({ iss: 'https://elsewhere.example', exp: 1 })
    expect(await read(idToken)).toBe(idToken)
    expect(await read(idToken, 'none')).toBeUndefined()
    for (const useless of ['garbage', 'a.b.c', `${idToken}\r\n`, jwt({ groups: 'g'.repeat(8192) }), '', null, 7, {}]) expect(await read(useless)).toBeUndefined()
  })
})

/** A JWT as far as its payload matters. */
function jwt(payload: object): string {
  return ['{"alg":"none"}', JSON.stringify(payload), 'signature'].map(part => Buffer.from(part).toString('base64url')).join('.')
}

describe('a token response with a usable access token and unusual other members', () => {
  const NOW = Date.parse('2026-01-01T00:00:00Z')
  const DAY = 24 * 60 * 60

  async function read(grant: 'refresh' | 'password' | 'code', answer: Answer) {
    const { url } = await serve((_request, response) => send(response, answer))
    const client = createOAuthClient(configFor(url), { now: () => NOW })
    if (grant === 'refresh') return await client.refresh('r')
    if (grant === 'password') return await client.passwordGrant({ username: 'jane', password: 'pw' })
    return await client.exchangeCode({ callbackUrl: new URL(`${REDIRECT_URI}?code=c&state=s`), state: 's', codeVerifier: 'v'.repeat(43), redirectUri: REDIRECT_URI })
  }

  describe.each(['refresh', 'password', 'code'] as const)('is used (%s)', (grant) => {
    it.each<[unknown, number]>([
      [undefined, 300],
      [null, 300],
      ['abc', 300],
      ['', 300],
      [' ', 300],
      [true, 300],
      [{}, 300],
      [[60], 300],
      [0, 300],
      ['0', 300],
      [-1, 300],
      [1e20, 30 * DAY],
      ['1e20', 300],
      [2 ** 31 - 1, 30 * DAY],
      [0.5, 1],
      [119.7, 119],
      ['120', 120],
      [' 120 ', 120],
      ['119.7', 119],
    ])('with the lifetime %j for %d seconds', async (expires_in, seconds) => {
      expect(await read(grant, token({ expires_in }))).toEqual({ ...GOOD, expires_in: seconds })
    })

    it.each<[string, object, number]>([
      ['as long as a JWT says', { exp: NOW / 1000 + 1234 }, 1234],
      ['for 30 days at most', { exp: NOW / 1000 + 400 * DAY }, 30 * DAY],
      ['for the usual time when a JWT has expired by this clock', { exp: NOW / 1000 - 10 }, 300],
      ['for the usual time when a JWT does not say', { exp: 'tomorrow' }, 300],
    ])('without a lifetime %s', async (_name, payload, seconds) => {
      const access_token = jwt(payload)
      expect(await read(grant, token({ access_token, expires_in: undefined }))).toEqual({ ...GOOD, access_token, expires_in: seconds })
      // What the answer says itself comes first.
      expect((await read(grant, token({ access_token, expires_in: 77 }))).expires_in).toBe(77)
    })

    it.each([undefined, null, '', 'Bearer', 'BEARER ', 'jwt', 7, true, {}, []])('with the token type %j', async (token_type) => {
      expect(await read(grant, token({ token_type }))).toEqual(GOOD)
    })

    it.each([undefined, null, 7, true, {}, ['basic', 'openid']])('with the scope %j', async (scope) => {
      expect(await read(grant, token({ scope }))).toEqual(GOOD)
    })

    it.each([undefined, null, '', 7, true, {}, 'with space', 'with\nbreak'])('with the refresh token %j, which counts as none', async (refresh_token) => {
      const { refresh_token: _, ...rest } = GOOD
      expect(await read(grant, token({ refresh_token }))).toEqual(rest)
    })

    it.each<[string, Answer]>([
      ['as plain text', { headers: { 'content-type': 'text/plain' }, body: JSON.stringify(GOOD) }],
      ['without a content type', { body: JSON.stringify(GOOD) }],
      ['with status 201', { ...token({}), status: 201 }],
    ])('%s', async (_name, answer) => {
      expect(await read(grant, answer)).toEqual(GOOD)
    })
  })

  it.each<[string, Answer]>([
    ['no access token', token({ access_token: undefined })],
    ['an access token that is a number', token({ access_token: 17 })],
    ['an empty access token', token({ access_token: '' })],
    ['an access token with a line break', token({ access_token: 'a\r\nb' })],
    ...['DPoP', 'mac', 'pop', 'N_A'].map((type): [string, Answer] => [`an access token of the type ${type}, which is sent differently`, token({ token_type: type })]),
  ])('counts as no answer with %s, and its refresh token is kept', async (_name, answer) => {
    const error = await caught(read('refresh', answer))
    expect(error).toMatchObject({ status: 503, data: { type: OUTAGE.type } })
    expect(refreshTokenOfFailedResponse(error)).toBe(GOOD.refresh_token)
    expect(everythingOf(error)).not.toContain(GOOD.refresh_token)
  })

  it.each([undefined, '', 7, 'with space'])('counts as no answer without an access token, and the refresh token %j is none', async (refresh_token) => {
    expect(refreshTokenOfFailedResponse(await caught(read('refresh', token({ access_token: undefined, refresh_token }))))).toBeUndefined()
  })
})

describe('answers to other grants', () => {
  it('takes invalid_grant for wrong credentials only at a password grant', async () => {
    expect(await outcome(oauthError(400, 'invalid_grant'), 'password')).toMatchObject({ status: 401, data: { type: 'BadCredentialsError' } })
    expect(await outcome(oauthError(503, 'invalid_grant'), 'password')).toMatchObject({ status: 503 })
    expect(await outcome(oauthError(400, 'invalid_grant'), 'client')).toMatchObject({ status: 502, data: { type: 'AuthorizationServerError' } })
  })

  it.each([
    [oauthError(401, 'invalid_client'), 'NUXT_SAPCC_OAUTH_CLIENT_SECRET'],
    [{ status: 401 }, 'NUXT_SAPCC_OAUTH_CLIENT_SECRET'],
    [oauthError(400, 'invalid_scope'), 'NUXT_SAPCC_OAUTH_SCOPE'],
    [oauthError(400, 'unsupported_grant_type'), 'NUXT_SAPCC_OAUTH_PKCE_SUPPORTED'],
    [html(404), 'NUXT_SAPCC_OAUTH_URI'],
  ])('tells the operator what to check, and no visitor (%#)', async (answer, variable) => {
    const error = await outcome(answer, 'client')
    expect(error).toMatchObject({ status: 502, cause: { message: expect.stringContaining(variable) } })
    expect(JSON.stringify(error)).not.toContain('NUXT_')
  })

  it('shows no error code that only the server knows', async () => {
    const error = await outcome(oauthError(400, 'jdbc_pool_exhausted'), 'client')
    expect(error).toMatchObject({ status: 502, data: { type: 'AuthorizationServerError' }, cause: { message: expect.stringContaining('jdbc_pool_exhausted') } })
    expect(JSON.stringify(error)).not.toContain('jdbc')
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  it.each<[string | undefined, number | undefined]>([
    ['7', 7],
    ['0', 0],
    ['999999', 3600],
    ['Thu, 01 Jan 2026 00:01:30 GMT', 90],
    ['Thu, 01 Jan 2026 09:00:00 GMT', 3600],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s → %s', async (header, expected) => {
    const { url } = await serve((_request, response) => send(response, { status: 503, ...(header === undefined ? {} : { headers: { 'retry-after': header } }) }))
    const error = await caught(createOAuthClient(configFor(url), { now: () => now }).refresh('r'))
    expect(error).toMatchObject({ data: { type: OUTAGE.type } })
    expect((error as { data: { retryAfter?: number } }).data.retryAfter).toBe(expected)
  })
})

describe('no answer', () => {
  it('from a port where no server listens', async () => {
    const error = await caught(createOAuthClient(configFor(await closedAddress())).refresh('rt-secret'))
    expect(error).toMatchObject({ status: 503, data: { type: OUTAGE.type } })
    expect((error as Error).cause).toMatchObject({ message: 'ECONNREFUSED' })
  })

  it('from a server that closes the connection, before or within its answer', async () => {
    const before = await serve((_request, response) => response.destroy())
    expect(await caught(createOAuthClient(configFor(before.url)).refresh('r'))).toMatchObject({ status: 503 })
    expect(before.requests).toHaveLength(1)
    const within = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
      response.write('{"access_token":')
      setTimeout(() => response.destroy(), 20)
    })
    expect(await caught(createOAuthClient(configFor(within.url)).refresh('r'))).toMatchObject({ status: 503 })
    expect(within.requests).toHaveLength(1)
  })

  it.each(['headers', 'body'])('within the timeout (%s)', async (missing) => {
    const { url } = await serve((_request, response) => {
      if (missing === 'body') response.writeHead(200, { 'content-type': 'application/json' }).write('{')
    })
    const started = performance.now()
    expect(await caught(createOAuthClient(configFor(url, { timeout: 150 })).refresh('r'))).toMatchObject({ status: 503, data: { type: OUTAGE.type } })
    expect(performance.now() - started).toBeLessThan(1500)
  })

  it.each<[string, number, number]>([['shorter', 2000, 100], ['longer', 100, 5000]])('within the time of this one request (%s)', async (_name, timeout, own) => {
    const { url } = await serve((_request, response) => void setTimeout(() => send(response, { body: GOOD }), 400))
    const answer = await caught(createOAuthClient(configFor(url, { timeout })).refresh('r', { timeout: own }))
    if (own < 400) expect(answer).toMatchObject({ status: 503, data: { type: OUTAGE.type } })
    else expect(answer).toBeUndefined()
  })

  it('for a caller that gave up', async () => {
    const { url } = await serve(() => {})
    const abort = new AbortController()
    const pending = caught(createOAuthClient(configFor(url)).refresh('r', { signal: abort.signal }))
    abort.abort(new Error('rt-secret'))
    const error = await pending
    expect(error).toMatchObject({ status: 503 })
    expect(everythingOf(error)).not.toContain('rt-secret')
  })
})

describe('requests', () => {
  it('carry everything in the body, and the secret only of a confidential client', async () => {
    const { url, requests } = await serve((_request, response) => send(response, { body: GOOD }))
    await createOAuthClient(configFor(url)).passwordGrant({ username: 'jane@example.com', password: 'ä&=+ %' })
    const { clientSecret: _, ...publicClient } = configFor(url, { clientId: 'public' })
    await createOAuthClient(publicClient).refresh('r1')
    await createOAuthClient(configFor(url, { scope: 'openid basic offline_access' })).clientCredentials()
    expect(requests.map(({ url, form, headers }) => [url, Object.fromEntries(form), headers.authorization])).toEqual([
      ['/oauth/token', { grant_type: 'password', username: 'jane@example.com', password: 'ä&=+ %', scope: 'basic', client_id: 'storefront', client_secret: 'storefront-secret' }, undefined],
      ['/oauth/token', { grant_type: 'refresh_token', refresh_token: 'r1', client_id: 'public' }, undefined],
      ['/oauth/token', { grant_type: 'client_credentials', scope: 'basic', client_id: 'storefront', client_secret: 'storefront-secret' }, undefined],
    ])
    expect(requests.every(({ headers }) => headers.origin === undefined && headers.cookie === undefined)).toBe(true)
  })

  it('never follow a redirect with a token', async () => {
    const elsewhere = await serve((_request, response) => send(response, { body: GOOD }))
    const { url } = await serve((_request, response) => send(response, { status: 307, headers: { location: elsewhere.url } }))
    expect(await caught(createOAuthClient(configFor(url)).refresh('r'))).toMatchObject({ status: 503 })
    expect(elsewhere.requests).toEqual([])
  })

  it('go over plain http to this machine only, endpoint by endpoint', async () => {
    const sent: unknown[] = []
    const client = createOAuthClient(configFor('http://127.0.0.1:1', {
      tokenEndpoint: 'http://sap.example/oauth/token',
      tokenRevokeEndpoint: 'http://127.0.0.1.sap.example/oauth/revoke',
      authorizationEndpoint: 'ftp://127.0.0.1/authorize',
    }), {
      createUpstream: origin => ({
        send: () => {
          sent.push(origin)
          return Promise.reject(new Error('Nothing must be sent.'))
        },
      }),
    })
    const expected = (variable: string) => ({ status: 500, data: { type: 'ConfigurationError' }, message: 'The shop is not set up correctly.', cause: { message: expect.stringContaining(variable) } })
    expect(await caught(client.refresh('r'))).toMatchObject(expected('NUXT_SAPCC_OAUTH_TOKEN_ENDPOINT'))
    expect(await client.revoke({ refreshToken: 'r' })).toMatchObject({ revoked: false, errors: [expected('NUXT_SAPCC_OAUTH_TOKEN_REVOKE_ENDPOINT')] })
    expect(await caught(client.authorizationUrl({ state: 's', codeVerifier: 'v'.repeat(43), redirectUri: REDIRECT_URI }))).toMatchObject(expected('NUXT_SAPCC_OAUTH_AUTHORIZATION_ENDPOINT'))
    expect(sent).toEqual([])
  })
})

describe('what a failed refresh says, and about whom', () => {
  it.each<[RefreshFailure, Answer]>([
    ['grant-over', oauthError(400, 'invalid_grant')],
    ['customer-refused', oauthError(401, 'unauthorized')],
    ['customer-refused', oauthError(400, 'disabled')],
    ['customer-refused', oauthError(403, 'access_denied')],
    ['customer-refused', oauthError(400, 'account_locked')],
    ['customer-unclear', oauthError(400, 'invalid_request')],
    ['customer-unclear', oauthError(400, 'something_of_a_plugin')],
    ['client-unclear', oauthError(400, 'unauthorized_client')],
    ['client-unclear', oauthError(400, 'unsupported_grant_type')],
    ['down', oauthError(401, 'invalid_client')],
    ['doubtful', oauthError(400, 'temporarily_unavailable')],
    ['doubtful', oauthError(500, 'unauthorized')],
    ['doubtful', html(404)],
    ['doubtful', html(400)],
    ['doubtful', html(200)],
    ['doubtful', { status: 401 }],
    ['doubtful', { status: 429 }],
    ['doubtful', token({ access_token: undefined })],
  ])('%s (%#)', async (expected, answer) => {
    expect(refreshFailure(await outcome(answer))).toBe(expected)
  })

  it.each([1000, 10_000])('is known in time where the answer is not what its coding says: %i numbers', async (count) => {
    const body = gzipSync(Array.from({ length: count }, (_, index) => Math.sin(index).toString(36)).join(''))
    body.fill(7, body.length - 8, body.length - 4)
    const { url } = await serve((_request, response) => void response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body))
    expect(await caught(createOAuthClient(configFor(url, { timeout: 300 })).refresh('r'))).toMatchObject({ status: OUTAGE.status, data: { type: OUTAGE.type } })
  })

  it('down, without an answer', async () => {
    expect(refreshFailure(await caught(createOAuthClient(configFor(await closedAddress())).refresh('r')))).toBe('down')
    const silent = await serve(() => {})
    expect(refreshFailure(await caught(createOAuthClient(configFor(silent.url, { timeout: 100 })).refresh('r')))).toBe('down')
  })
})
