import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'

/** A certified OpenID provider, which has nothing that is specific to SAP. */
export interface PlainProvider {
  issuer: string
  /** Number of logins that it has asked customers for. */
  logins: () => number
  /** Whether an access token is valid. */
  isActive: (accessToken: string) => Promise<boolean>
  close: () => Promise<void>
}

/**
 * Starts a provider whose only customer is `jane`, who consents to everything. Clients: `confidential`, whose secret is
 * `confidential-secret`, and `public`.
 *
 * At its end-session endpoint it does as Spring Authorization Server (`npm run test:spring`): of each login it accepts only
 * the ID token that it has issued last, and asks for one.
 *
 * @param postLogoutRedirectUris URIs to which it may redirect browsers after a logout.
 */
export async function startProvider(redirectUris: string[], postLogoutRedirectUris: string[] = []): Promise<PlainProvider> {
  const common = { redirect_uris: redirectUris, post_logout_redirect_uris: postLogoutRedirectUris, response_types: ['code'] as ['code'], application_type: 'native' as const }
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
    // No two ID tokens are the same, also within one second.
    claims: { openid: ['sub', 'jti'] },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, jti: randomUUID() }) }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    rotateRefreshToken: true,
  })
  /** By grant. */
  const newestIdTokens = new Map<string, unknown>()
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    if (ctx.path === '/session/end' && ![...newestIdTokens.values()].includes(ctx.query.id_token_hint)) {
      ctx.status = 400
      ctx.body = { error: 'invalid_token', error_description: 'OpenID Connect 1.0 Logout Request Parameter: id_token_hint' }
      return
    }
    await next()
    const { id_token: idToken } = Object(ctx.body) as { id_token?: unknown }
    const grantId = ctx.oidc?.entities.Grant?.jti
    if (ctx.path === '/token' && grantId !== undefined && idToken !== undefined) newestIdTokens.set(grantId, idToken)
  })
  const handle = provider.callback()
  let logins = 0
  async function interact(req: Parameters<typeof handle>[0], res: Parameters<typeof handle>[1]): Promise<void> {
    const { prompt, params, session } = await provider.interactionDetails(req, res)
    if (prompt.name === 'login') {
      logins += 1
      return await provider.interactionFinished(req, res, { login: { accountId: 'jane' } })
    }
    const grant = new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) })
    grant.addOIDCScope(String(params.scope))
    await provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true })
  }
  server.on('request', (req, res) => {
    (req.url?.startsWith('/interaction/') ? interact(req, res) : Promise.resolve(handle(req, res))).catch((error: unknown) => res.destroy(error as Error))
  })
  return {
    issuer,
    logins: () => logins,
    isActive: async accessToken => await provider.AccessToken.find(accessToken) !== undefined,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
