import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { Provider, interactionPolicy, type Configuration, type KoaContextWithOIDC, type JWK } from 'oidc-provider'
import type { SapSettings } from '../options.ts'
import type { TokenStore } from './adapter.ts'
import { clientMetadata, isRedirectUriAllowed } from './clients.ts'
import { passwordGrant } from './password-grant.ts'
import { OCC_RESOURCE, OCC_SCOPES } from './resource.ts'
import type { SharedTokens } from './shared-tokens.ts'

/** The users that the authorization server can look up. */
export interface Accounts {
  /** The account's id for a name and password; `undefined` when they are wrong. */
  authenticate: (username: string, password: string) => string | undefined
  exists: (accountId: string) => boolean
}

export interface SigningKeys {
  jwk: JWK
  publicKey: KeyObject
}

/** A new key to sign access tokens with, so that a restarted stand-in refuses earlier tokens. */
export async function generateSigningKeys(): Promise<SigningKeys> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const jwk = privateKey.export({ format: 'jwk' })
  return { jwk: { ...jwk, kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'occ' }, publicKey }
}

/** `oidc-provider` with SAP's endpoints, clients, lifetimes and token formats. */
export function createProvider({ issuer, settings, store, keys, accounts, shared }: {
  issuer: string
  settings: SapSettings
  store: TokenStore
  keys: SigningKeys
  accounts: Accounts
  shared: SharedTokens
}): Provider {
  const jdk21 = settings.generation === 'jdk21'
  const policy = interactionPolicy.base()
  // SAP's storefront clients are trusted: their users are never asked for consent.
  policy.remove('consent')

  const configuration: Configuration = {
    adapter: store.adapter,
    clients: clientMetadata(settings.generation),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    clientBasedCORS: () => false,
    clockTolerance: 0,
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    expiresWithSession: () => false,
    extraTokenClaims: () => undefined,
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => OCC_RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          audience: OCC_RESOURCE,
          scope: OCC_SCOPES,
          accessTokenFormat: jdk21 ? 'jwt' : 'opaque',
          accessTokenTTL: settings.accessTokenTtl,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      revocation: {
        enabled: true,
        // RFC 7009, section 2.1: a token of another client is not revoked, and the response does not tell that it exists.
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    findAccount: (_ctx, id) => accounts.exists(id) ? { accountId: id, claims: () => ({ sub: id }) } : undefined,
    interactions: { policy, url: () => `${new URL(issuer).pathname}/login` },
    // Spring issues refresh tokens without offline_access.
    issueRefreshToken: () => true,
    jwks: { keys: [keys.jwk] },
    loadExistingGrant: newGrant,
    pkce: { required: () => jdk21 },
    renderError: (ctx, out) => {
      ctx.type = 'application/json'
      ctx.body = out
    },
    responseTypes: ['code'],
    // Read each time, because a test may change it.
    rotateRefreshToken: () => settings.rotateRefreshTokens,
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      revocation: '/oauth/revoke',
      jwks: '/oauth/jwks',
    },
    scopes: ['openid', 'offline_access', ...OCC_SCOPES.split(' ')],
    ttl: {
      AccessToken: settings.accessTokenTtl,
      AuthorizationCode: 300,
      ClientCredentials: settings.accessTokenTtl,
      // A sliding session has no end of its own.
      Grant: 315_360_000,
      IdToken: settings.accessTokenTtl,
      Interaction: 1_800,
      RefreshToken: (ctx, _token, client) => {
        // A confidential client's session slides; a public client's ends when its first refresh token would have.
        const previous = ctx.oidc.entities.RotatedRefreshToken
        return client.tokenEndpointAuthMethod === 'none' && previous
          ? Math.max(1, previous.remainingTTL)
          : settings.refreshTokenTtl
      },
      Session: 1_800,
    },
  }

  const provider = new Provider(issuer, configuration)
  provider.use(async (ctx, next) => {
    await next()
    // Spring sends no `iss` with the code. A client that expects one because of the metadata would refuse the response.
    if (ctx.path.startsWith('/.well-known/')) Reflect.deleteProperty(Object(ctx.body), 'authorization_response_iss_parameter_supported')
  })
  provider.Client.prototype.redirectUriAllowed = value => isRedirectUriAllowed(value, settings.redirectUris)
  if (!jdk21) {
    provider.registerGrantType('password', ctx => passwordGrant({ provider, accounts, shared: settings.sharedTokens ? shared : undefined }, ctx), ['username', 'password', 'scope'])
  }
  return provider
}

/** Creates one grant per login, so that two logins of one user do not end each other. */
async function newGrant(ctx: KoaContextWithOIDC) {
  const { oidc } = ctx
  if (!oidc.account || !oidc.client) return undefined
  const grant = new oidc.provider.Grant({ accountId: oidc.account.accountId, clientId: oidc.client.clientId })
  grant.addOIDCScope([...oidc.requestParamOIDCScopes].join(' '))
  grant.addResourceScope(OCC_RESOURCE, [...oidc.requestParamScopes].join(' '))
  await grant.save()
  return grant
}
