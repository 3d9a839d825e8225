import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SapccOAuthConfig } from '../../../src/runtime/core/config'
import { createCodeVerifier, createOAuthClient, createState, isDefiniteRefusal } from '../../../src/runtime/core/oauth'
import type { OAuthClient } from '../../../src/runtime/core/oauth'
import { Browser } from '../sap/helpers'
import { caught, REDIRECT_URI } from './support'

const common = { redirect_uris: [REDIRECT_URI], response_types: ['code'] as ['code'], application_type: 'native' as const }

/** A provider that knows nothing of SAP, and a customer who says yes to everything. */
async function startProvider() {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      { ...common, client_id: 'confidential', client_secret: 'confidential-secret', token_endpoint_auth_method: 'client_secret_post', grant_types: ['authorization_code', 'refresh_token', 'client_credentials'] },
      { ...common, client_id: 'public', token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'] },
    ],
    scopes: ['openid', 'offline_access', 'basic'],
    features: { devInteractions: { enabled: false }, clientCredentials: { enabled: true }, revocation: { enabled: true } },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    rotateRefreshToken: true,
  })
  const handle = provider.callback()
  async function interact(req: Parameters<typeof handle>[0], res: Parameters<typeof handle>[1]): Promise<void> {
    const { prompt, params, session } = await provider.interactionDetails(req, res)
    if (prompt.name === 'login') return await provider.interactionFinished(req, res, { login: { accountId: 'jane' } })
    const grant = new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) })
    grant.addOIDCScope(String(params.scope))
    await provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true })
  }
  server.on('request', (req, res) => {
    (req.url?.startsWith('/interaction/') ? interact(req, res) : Promise.resolve(handle(req, res))).catch((error: unknown) => res.destroy(error as Error))
  })
  return {
    issuer,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

describe.each(['confidential', 'public'])('a plain OpenID provider, as a %s client', (kind) => {
  let provider: Awaited<ReturnType<typeof startProvider>>

  beforeAll(async () => {
    provider = await startProvider()
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

  it('exchanges a code once, and is told so the second time', async () => {
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
    expect(error).toMatchObject({ status: 400, data: { type: 'InvalidAuthorizationResponseError' }, message: expect.stringContaining('NUXT_SAPCC_OAUTH_ISSUER') })
  })

  it('hands on what the provider refuses', async () => {
    const client = clientWith({ authorizationParams: { prompt: 'none' } })
    const { attempt } = await login(client)
    expect(await caught(client.exchangeCode(attempt))).toMatchObject({ status: 400, data: { type: 'login_required' } })
  })

  it('gets a token of its own where it may', async () => {
    if (kind === 'confidential') await expect(clientWith().clientCredentials()).resolves.toMatchObject({ token_type: 'bearer', scope: 'basic' })
    else expect(await caught(clientWith().clientCredentials())).toMatchObject({ status: 502, data: { type: 'invalid_request' } })
  })
})
