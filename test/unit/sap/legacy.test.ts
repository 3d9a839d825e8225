import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSap, type SapStandIn } from '../../../packages/stand-in/src/index.ts'
import { holdClock } from '../held-clock.ts'
import { authorizeUrl, Browser, CALLBACK, csrfToken, errorOf, followToCallback, JANE, occ, refresh, signIn, tokenRequest } from './helpers.ts'

describe('legacy authorization server', () => {
  let sap: SapStandIn
  beforeAll(async () => {
    sap = await startSap({ generation: 'legacy' })
  })
  beforeEach(() => sap.reset())
  afterAll(() => sap.close())

  it('has the password grant, with opaque tokens, for both kinds of client', async () => {
    const { status, json } = await tokenRequest(sap, { grant_type: 'password', ...JANE })
    expect(status).toBe(200)
    expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 43_200, scope: 'basic' })
    expect(json.access_token.split('.')).toHaveLength(1)
    expect((await tokenRequest(sap, { grant_type: 'password', ...JANE }, { client_id: 'storefront_public' })).status).toBe(200)
    expect((await occ(sap, 'GET', '/users/current', { token: json.access_token })).body).toMatchObject({ uid: JANE.username })
  })

  it('takes the client\'s secret by HTTP Basic too, and refuses a wrong one', async () => {
    const basic = (secret: string) => fetch(`${sap.url}/authorizationserver/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`storefront:${secret}`)}` },
      body: new URLSearchParams({ grant_type: 'password', ...JANE }),
    })
    expect((await basic('storefront-secret')).status).toBe(200)
    const refused = await basic('wrong')
    expect(refused.status).toBe(401)
    expect(await refused.json()).toMatchObject({ error: 'invalid_client' })
  })

  it('answers wrong credentials as Spring does', async () => {
    const { status, json } = await tokenRequest(sap, { grant_type: 'password', username: JANE.username, password: 'wrong' })
    expect([status, json]).toEqual([400, { error: 'invalid_grant', error_description: 'Bad credentials' }])
    expect(sap.stats().token.byGrant.password).toMatchObject({ success: 0, invalid_grant: 1 })
  })

  it('replaces a refresh token on use, ends the family on replay, and leaves the old access token alone', async () => {
    const first = await signIn(sap)
    const second = await refresh(sap, first.refresh_token)
    expect(second.status).toBe(200)
    expect(second.json.refresh_token).not.toBe(first.refresh_token)
    expect((await occ(sap, 'GET', '/users/current', { token: first.access_token })).status).toBe(200)

    const replay = await refresh(sap, first.refresh_token)
    expect([replay.status, replay.json.error]).toEqual([400, 'invalid_grant'])
    expect((await refresh(sap, second.json.refresh_token)).status).toBe(400)
    expect(sap.stats().token.byGrant.refresh_token).toEqual({ success: 1, invalid_grant: 2, error: 0, faulted: 0 })
  })

  it('keeps the refresh token where rotation is off', async () => {
    const reusing = await startSap({ generation: 'legacy', rotateRefreshTokens: false })
    try {
      const first = await signIn(reusing)
      for (let round = 0; round < 3; round++) {
        const next = await refresh(reusing, first.refresh_token)
        expect([next.status, next.json.refresh_token]).toEqual([200, first.refresh_token])
      }
    }
    finally {
      await reusing.close()
    }
  })

  it('wants an access token on the revocation endpoint', async () => {
    const tokens = await signIn(sap)
    const revoke = (headers: Record<string, string>) => fetch(`${sap.url}/authorizationserver/oauth/revoke`, {
      method: 'POST', headers, body: new URLSearchParams({ token: tokens.refresh_token, token_type_hint: 'refresh_token' }),
    })
    expect((await revoke({})).status).toBe(401)
    expect((await refresh(sap, tokens.refresh_token)).status).toBe(200)

    const again = await signIn(sap)
    const revoked = await fetch(`${sap.url}/authorizationserver/oauth/revoke`, {
      method: 'POST',
      headers: { authorization: `Bearer ${again.access_token}` },
      body: new URLSearchParams({ token: again.access_token }),
    })
    expect([revoked.status, await revoked.text()]).toEqual([200, ''])
    expect(errorOf(await occ(sap, 'GET', '/users/current', { token: again.access_token }))).toEqual([401, 'InvalidTokenError'])
    expect((await refresh(sap, again.refresh_token)).status).toBe(400)
    expect(sap.stats().revocations).toBe(1)
    expect(sap.ledger().revocations.map(({ outcome }) => outcome)).toEqual(['refused', 'revoked'])
  })

  it('knows the code flow too, without insisting on PKCE', async () => {
    const browser = new Browser()
    const url = new URL(authorizeUrl(sap, {}))
    url.searchParams.delete('code_challenge_method')
    await browser.go(url.href)
    const token = await csrfToken(browser, `${sap.url}/authorizationserver/login`)
    const posted = await browser.go(`${sap.url}/authorizationserver/login`, { method: 'POST', body: new URLSearchParams({ ...JANE, _csrf: token }) })
    const code = (await followToCallback(sap, browser, posted)).searchParams.get('code') ?? ''
    const { status, json } = await tokenRequest(sap, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK })
    expect([status, json.access_token.split('.').length]).toEqual([200, 1])
  })

  it('refuses an expired access token at once', async () => {
    const clock = holdClock()
    const short = await startSap({ generation: 'legacy', accessTokenTtl: 1 })
    try {
      const { access_token: token } = await signIn(short)
      expect((await occ(short, 'GET', '/users/current', { token })).status).toBe(200)
      clock.forward(2_000)
      expect(errorOf(await occ(short, 'GET', '/users/current', { token }))).toEqual([401, 'InvalidTokenError'])
    }
    finally {
      await short.close()
    }
  })

  it('lets only an application register users', async () => {
    const body = { uid: 'new@example.com', password: 'Password1!', firstName: 'New', lastName: 'User', titleCode: 'ms' }
    expect(errorOf(await occ(sap, 'POST', '/users', { body }))).toEqual([401, 'UnauthorizedError'])
    const { json } = await tokenRequest(sap, { grant_type: 'client_credentials' })
    expect(json.refresh_token).toBeUndefined()
    expect((await occ(sap, 'POST', '/users', { body, token: json.access_token })).status).toBe(201)
    expect(errorOf(await occ(sap, 'POST', '/users', { body, token: json.access_token }))).toEqual([400, 'DuplicateUidError'])
    expect((await signIn(sap, { username: 'new@example.com', password: 'Password1!' })).access_token).toBeTypeOf('string')
    expect(errorOf(await occ(sap, 'GET', '/users/current', { token: json.access_token }))).toEqual([401, 'UnauthorizedError'])
  })
})
