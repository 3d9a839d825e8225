import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import type { Accounts } from './provider.ts'
import { OCC_RESOURCE, OCC_SCOPES } from './resource.ts'
import type { SharedTokens } from './shared-tokens.ts'

/** What {@link passwordGrant} needs beside the request. */
export interface PasswordGrantContext {
  provider: Provider
  accounts: Accounts
  /** Source of the tokens that a second login shares with the first. */
  shared: SharedTokens | undefined
}

/** RFC 6749 section 4.3, which the library leaves out and SAP had until jdk21. */
export async function passwordGrant({ provider, accounts, shared }: PasswordGrantContext, ctx: KoaContextWithOIDC): Promise<void> {
  const { client, params } = ctx.oidc
  const { username, password } = params ?? {}
  if (!client) throw new errors.InvalidClient('client authentication failed')
  const accountId = typeof username === 'string' && typeof password === 'string'
    ? accounts.authenticate(username, password)
    : undefined
  // Spring's description; that of the library's own error class cannot be changed.
  if (!accountId) throw new errors.CustomOIDCProviderError('invalid_grant', 'Bad credentials')

  const scope = typeof params?.scope === 'string' ? params.scope : 'basic'
  const living = await shared?.find(provider, { accountId, clientId: client.clientId, scope })
  const grantId = living?.refreshToken.grantId ?? await newGrant(provider, { accountId, clientId: client.clientId, scope })

  const token = { accountId, client, grantId, gty: 'password', scope }
  const accessToken = living?.accessToken ?? new provider.AccessToken(token)
  if (!living?.accessToken) accessToken.resourceServer = new provider.ResourceServer(OCC_RESOURCE, { scope: OCC_SCOPES, accessTokenFormat: 'opaque' })
  const refreshToken = living?.refreshToken ?? new provider.RefreshToken({ ...token, resource: OCC_RESOURCE, rotations: 0 })
  ctx.oidc.entity('AccessToken', accessToken)
  ctx.oidc.entity('RefreshToken', refreshToken)
  ctx.body = {
    access_token: living?.accessToken ? living.accessToken.jti : await accessToken.save(),
    token_type: accessToken.tokenType,
    refresh_token: living?.refreshTokenValue ?? await refreshToken.save(),
    expires_in: living?.accessToken ? living.accessToken.remainingTTL : accessToken.expiration,
    scope,
  }
}

async function newGrant(provider: Provider, { accountId, clientId, scope }: { accountId: string, clientId: string, scope: string }): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId })
  grant.addResourceScope(OCC_RESOURCE, scope)
  return await grant.save()
}
