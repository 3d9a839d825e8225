import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SapccOAuthConfig } from '../../../src/runtime/server/config/types'
import { createCodeVerifier, createState, isDefiniteRefusal } from '../../../src/runtime/server/oauth'
import type { OAuthClient } from '../../../src/runtime/server/oauth'
import { startProvider } from '../../harness/oidc-provider.ts'
import type { PlainProvider } from '../../harness/oidc-provider.ts'
import { Browser } from '../sap/helpers'
import { REDIRECT_URI, caught, createOAuthClient } from './support'

describe.each(['confidential', 'public'])('a plain OpenID provider, as a %s client', (kind) => {
  let provider: PlainProvider

  beforeAll(async () => {
    provider = await startProvider([REDIRECT_URI])
  })
  afterAll(() => provider.close())

  function clientWith(changes: Partial<SapccOAuthConfig> = {}): OAuthClient {
    const { issuer } = provider
    return createOAuthClient({
      uri: issuer,
      issuer,
      clientId: kind,
      ...(kind === 'confidential' ? { clientSecret: 'confidential-secret' } : {}),
      scope: 'openid offline_access basic',
      authorizationEndpoint: `${issuer}/auth`,
      tokenEndpoint: `${issuer}/token`,
      tokenRevokeEndpoint: `${issuer}/token/revocation`,
      logoutEndpoint: 'discover',
      comesBackFromLogout: true,
      promptAfterSignOut: true,
      authorizationParams: { prompt: 'consent' },
      tokenRetryIntervalInSeconds: 10,
      timeout: 2000,
      ...changes,
    })
  }

  async function login(client: OAuthClient) {
    const browser = new Browser()
    const attempt = { state: createState(), codeVerifier: createCodeVerifier(), redirectUri: REDIRECT_URI }
    let url = new URL(await client.authorizationUrl({ ...attempt, uiLocales: 'en' }))
    for (let hops = 0; hops < 10 && url.origin === provider.issuer; hops++) {
      const response = await browser.go(url.href)
      url = new URL(response.headers.get('location') ?? `error:${response.status}:${await response.text()}`, url)
    }
    return { attempt: { ...attempt, callbackUrl: url }, callbackUrl: url }
  }

  it('logs in, refreshes and logs out', async () => {
    const client = clientWith()
    const { attempt, callbackUrl } = await login(client)
    expect(callbackUrl.searchParams.get('iss')).toBe(provider.issuer)
    const first = await client.exchangeCode(attempt)
    expect(first).toMatchObject({ token_type: 'bearer', scope: 'openid offline_access basic', refresh_token: expect.any(String), expires_in: expect.any(Number) })

    const second = await client.refresh(first.refresh_token!)
    expect(second.access_token).not.toBe(first.access_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)

    expect(await client.revoke({ accessToken: second.access_token, refreshToken: second.refresh_token! })).toEqual({ revoked: true, errors: [] })
    expect(isDefiniteRefusal(await caught(client.refresh(second.refresh_token!)))).toBe(true)
  })

  it('exchanges a code once, and is refused the second time', async () => {
    const client = clientWith()
    const { attempt } = await login(client)
    await client.exchangeCode(attempt)
    expect(await caught(client.exchangeCode(attempt))).toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
  })

  it('proves with the verifier that it is the one who asked', async () => {
    const client = clientWith()
    const { attempt } = await login(client)
    expect(await caught(client.exchangeCode({ ...attempt, codeVerifier: createCodeVerifier() }))).toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
  })

  it('does not take an answer of an issuer it was not set up for', async () => {
    const { attempt } = await login(clientWith())
    const error = await caught(clientWith({ issuer: 'https://other.example' }).exchangeCode(attempt))
    expect(error).toMatchObject({ status: 400, data: { type: 'InvalidAuthorizationResponseError' }, cause: { message: expect.stringContaining('NUXT_SAPCC_OAUTH_ISSUER') } })
  })

  it('passes on the errors of the provider', async () => {
    const client = clientWith({ authorizationParams: { prompt: 'none' } })
    const { attempt } = await login(client)
    expect(await caught(client.exchangeCode(attempt))).toMatchObject({ status: 400, data: { type: 'login_required' } })
  })

  it('gets a token of its own where it may', async () => {
    if (kind === 'confidential') await expect(clientWith().clientCredentials()).resolves.toMatchObject({ token_type: 'bearer', scope: 'basic' })
    else expect(await caught(clientWith().clientCredentials())).toMatchObject({ status: 502, data: { type: 'invalid_request' } })
  })
})
