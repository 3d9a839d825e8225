import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCodeVerifier, createState, isDefiniteRefusal } from '../../../src/runtime/server/oauth'
import type { OAuthClient, RevocationOptions, RevocationParameters } from '../../../src/runtime/server/oauth'
import { startSap } from '../../../packages/stand-in/src/index.ts'
import type { SapStandIn } from '../../../packages/stand-in/src/index.ts'
import { Browser, csrfToken, followToCallback, JANE } from '../sap/helpers'
import { REDIRECT_URI, caught, configFor, createOAuthClient } from './support'

const cases = (['legacy', 'jdk21'] as const).flatMap(generation => ([true, false]).map(confidential => ({ generation, confidential })))

describe.each(cases)('$generation, confidential: $confidential', ({ generation, confidential }) => {
  let sap: SapStandIn
  let client: OAuthClient

  beforeAll(async () => {
    sap = await startSap({ port: 0, generation })
  })
  afterAll(() => sap.close())
  beforeEach(() => {
    sap.reset()
    client = newClient()
  })

  function newClient(): OAuthClient {
    const { clientSecret, ...config } = configFor(`${sap.url}/authorizationserver`)
    return createOAuthClient(confidential ? { ...config, clientSecret } : { ...config, clientId: 'storefront_public' })
  }

  const signIn = () => client.signIn({ ...JANE, redirectUri: REDIRECT_URI })
  const status = async (token: string) => (await fetch(`${sap.url}/occ/v2/electronics/users/current`, { headers: { authorization: `Bearer ${token}` } })).status

  async function loginInBrowser() {
    const attempt = { state: createState(), codeVerifier: createCodeVerifier(), redirectUri: REDIRECT_URI }
    const browser = new Browser()
    const start = await browser.go(await client.authorizationUrl({ ...attempt, uiLocales: 'en' }))
    const _csrf = await csrfToken(browser, new URL(start.headers.get('location') ?? '', sap.url).href)
    const posted = await browser.go(`${sap.url}/authorizationserver/login`, { method: 'POST', body: new URLSearchParams({ ...JANE, _csrf }) })
    return { ...attempt, callbackUrl: await followToCallback(sap, browser, posted) }
  }

  it('logs in by redirect, and knows a replay', async () => {
    const attempt = await loginInBrowser()
    const tokens = await client.exchangeCode(attempt)
    expect(await status(tokens.access_token)).toBe(200)
    expect(await caught(client.exchangeCode({ ...attempt, state: 'other' }))).toMatchObject({ status: 400 })
    expect(await status(tokens.access_token)).toBe(200)
    expect(await caught(client.exchangeCode(attempt))).toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
    // What SAP does about a replayed code, and why it is exchanged exactly once.
    expect(await status(tokens.access_token)).toBe(401)
  })

  it('refreshes, and distinguishes a refusal from an outage', async () => {
    const first = await signIn()
    const second = await client.refresh(first.refresh_token!)
    expect(await status(second.access_token)).toBe(200)
    const good = second.refresh_token!
    for (const fault of [{ status: 429, headers: { 'retry-after': '7' } }, { status: 500 }, { status: 200, body: '<html></html>' }, { drop: 'before' as const }]) {
      sap.faults({ target: 'token', count: 1, ...fault })
      const error = await caught(client.refresh(good))
      expect(error).toMatchObject({ status: 503, data: { type: 'AuthorizationServerUnavailableError', ...(fault.headers ? { retryAfter: 7 } : {}) } })
    }
    await expect(client.refresh(good)).resolves.toMatchObject({ access_token: expect.any(String) })
    expect(isDefiniteRefusal(await caught(client.refresh(good)))).toBe(true)
  })

  it('revokes both tokens, also after the access token has expired', async () => {
    const fresh = await signIn()
    expect(await client.revoke({ accessToken: fresh.access_token, refreshToken: fresh.refresh_token! })).toEqual({ revoked: true, errors: [] })
    expect(await status(fresh.access_token)).toBe(401)
    expect(isDefiniteRefusal(await caught(client.refresh(fresh.refresh_token!)))).toBe(true)

    // With a client that has learned the server's habits, and with one that has not.
    for (const other of [client, newClient()]) {
      const old = await signIn()
      sap.expireAccessTokens()
      expect(await other.revoke({ accessToken: old.access_token, refreshToken: old.refresh_token! })).toEqual({ revoked: true, errors: [] })
      expect(isDefiniteRefusal(await caught(client.refresh(old.refresh_token!)))).toBe(true)
      const { grants } = sap.ledger()
      const renewed = grants.filter(({ grant, outcome }) => grant === 'refresh_token' && outcome === 'success')
      // Only legacy has to renew a session to be able to end it.
      expect(renewed.length > 0).toBe(generation === 'legacy')
    }
  })

  it('does not revoke what a refresh for a revocation brought, when another session has it', async () => {
    const old = await signIn()
    sap.expireAccessTokens()
    const asked: RevocationParameters[] = []
    const revokeUnused: RevocationOptions['revokeUnused'] = tokens => Promise.resolve(void asked.push(tokens))
    expect(await client.revoke({ accessToken: old.access_token, refreshToken: old.refresh_token! }, { revokeUnused })).toEqual({ revoked: true, errors: [] })
    // Only legacy needs a refresh.
    expect(asked).toHaveLength(generation === 'legacy' ? 1 : 0)
    for (const { accessToken } of asked) expect(await status(accessToken!)).toBe(200)
  })

  it('says which tokens are left when those of a refresh could not be revoked', async () => {
    const old = await signIn()
    sap.expireAccessTokens()
    const fail = () => sap.faults({ target: 'revoke', count: 1, status: 503 })
    // Only legacy renews the tokens, and then fails with the new ones.
    if (generation !== 'legacy') fail()
    const refresh = async (token: string) => {
      const renewed = await client.refresh(token)
      fail()
      return renewed
    }
    const tokens = { accessToken: old.access_token, refreshToken: old.refresh_token! }
    const { revoked, left } = await client.revoke(tokens, { refresh })
    expect(revoked).toBe(false)
    expect(left?.refreshToken !== undefined && left.refreshToken !== tokens.refreshToken).toBe(generation === 'legacy')
    expect(await client.revoke(left ?? tokens)).toEqual({ revoked: true, errors: [] })
    expect(isDefiniteRefusal(await caught(client.refresh((left ?? tokens).refreshToken!)))).toBe(true)
  })

  it('revokes what is already revoked', async () => {
    const tokens = await signIn()
    const both = { accessToken: tokens.access_token, refreshToken: tokens.refresh_token! }
    await client.revoke(both)
    expect(await client.revoke(both)).toEqual({ revoked: true, errors: [] })
  })

  it('revokes an access token alone, and nothing at all', async () => {
    const { access_token } = await signIn()
    expect(await client.revoke({ accessToken: access_token })).toEqual({ revoked: true, errors: [] })
    expect(await status(access_token)).toBe(401)
    expect(await client.revoke({})).toEqual({ revoked: true, errors: [] })
  })

  it('waits for one timeout when a revocation is not answered', async () => {
    const tokens = await signIn()
    sap.faults({ target: 'revoke', delayMs: 60_000 })
    const { clientSecret: _, ...config } = configFor(`${sap.url}/authorizationserver`, { timeout: 300 })
    const started = performance.now()
    const result = await createOAuthClient(config).revoke({ accessToken: tokens.access_token, refreshToken: tokens.refresh_token! })
    expect(result).toMatchObject({ revoked: false, errors: [{ status: 503 }, { status: 503 }] })
    expect(performance.now() - started).toBeLessThan(600)
  })
})

it('keeps a legacy refresh token that the server does not replace', async () => {
  const sap = await startSap({ port: 0, generation: 'legacy', rotateRefreshTokens: false })
  try {
    const client = createOAuthClient(configFor(`${sap.url}/authorizationserver`))
    const { refresh_token } = await client.signIn({ ...JANE, redirectUri: REDIRECT_URI })
    for (let times = 0; times < 2; times++) {
      const { refresh_token: next = refresh_token } = await client.refresh(refresh_token!)
      expect(next).toBe(refresh_token)
    }
  }
  finally {
    await sap.close()
  }
})

describe('a client with a login page in the shop', () => {
  it('signs in without it, and knows a wrong password', async () => {
    const sap = await startSap({ loginPageUri: 'https://shop.example/login' })
    try {
      const client = createOAuthClient(configFor(`${sap.url}/authorizationserver`))
      await expect(client.signIn({ ...JANE, redirectUri: REDIRECT_URI })).resolves.toMatchObject({ access_token: expect.any(String) })
      expect(await caught(client.signIn({ ...JANE, password: 'wrong', redirectUri: REDIRECT_URI }))).toMatchObject({ status: 401, data: { type: 'BadCredentialsError' } })
    }
    finally {
      await sap.close()
    }
  })
})
