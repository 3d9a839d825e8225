import type { SapccError } from '../../sdk/errors'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { CallingRequest } from '../upstream/watch-call'

/** The cause of a request, which the hooks of a call are told. */
export interface RequestCause {
  /** The request of the shop's that it is made for; absent for work of the server's own. */
  onBehalfOf?: CallingRequest | undefined
}

/** A customer's user name and password. */
export interface PasswordCredentials extends RequestCause {
  username: string
  password: string
}

/** What {@link OAuthClient.directLogin} needs. */
export interface DirectLoginParameters extends PasswordCredentials {
  /** Registered with the authorization server; the walk ends there, it is never requested. */
  redirectUri: string
  /** RFC 5646 tags, space separated. @default 'en' */
  uiLocales?: string
}

/** What {@link OAuthClient.signIn} needs. */
export interface SignInParameters extends PasswordCredentials {
  /** A function is called only where the login walks through pages (jdk21): the password grant of legacy needs no redirect URI. */
  redirectUri: string | (() => string)
  /** RFC 5646 tags, space separated. @default 'en' */
  uiLocales?: string
}

/** The parts of an authorization request that change with each login. */
export interface AuthorizationParameters {
  state: string
  /** RFC 7636; only its hash leaves the server. */
  codeVerifier: string
  redirectUri: string
  uiLocales?: string
  /** Whether the server must ask for the password, also where its own session still knows the browser (`prompt=login`). */
  asksForPassword?: boolean
}

/** The tokens of a login, or of a refresh of them. */
export interface LoginTokens extends OAuthUserTokenResponse {
  /** The ID token of an OpenID provider, where a sign-out sends it there. That of a login has been checked. */
  id_token?: string
}

/** What {@link OAuthClient.logoutUrl} needs. */
export interface LogoutParameters {
  /** Where the browser comes back to; without, it stays at the authorization server. */
  postLogoutRedirectUri?: string
  /** The newest one of the login whose session is to end (`id_token_hint`). */
  idToken?: string
}

/** An authorization response, and what it is checked against. */
export interface CodeExchangeParameters extends RequestCause {
  /** The redirect URI with the parameters it was called with. */
  callbackUrl: URL
  state: string
  codeVerifier: string
  redirectUri: string
}

/** The tokens of one session. */
export interface RevocationParameters {
  accessToken?: string
  refreshToken?: string
  /** When the session began that has them: milliseconds since 1970. What is known of the tokens may be older. */
  createdAt?: number
}

/** Asks for new tokens, without which the legacy generation revokes nothing once the access token has expired. */
export type RefreshForRevocation = (refreshToken: string) => Promise<OAuthUserTokenResponse>

/** What a caller of {@link OAuthClient.revoke} knows about who else has the tokens. */
export interface RevocationOptions {
  /** Spends the refresh token in place of the client; for callers that know who else may spend it. */
  refresh?: RefreshForRevocation
  /**
   * Called with tokens that a refresh brought, which are to be revoked in place of the given ones.
   *
   * @returns what `revoke` returns; `undefined` when a living session has them, and they must stay.
   */
  revokeUnused?: (tokens: RevocationParameters, revoke: () => Promise<RevocationResult>) => Promise<RevocationResult | undefined>
}

/** What became of a revocation. */
export interface RevocationResult {
  /** Whether every given token is confirmed to be invalid. */
  revoked: boolean
  /** One per token that is not confirmed. */
  errors: SapccError[]
  /** What is left to revoke in place of the given tokens: a refresh has replaced them, and its tokens could not be revoked. */
  left?: RevocationParameters
}

/** Options of a single request. */
export interface OAuthRequestOptions extends RequestCause {
  /** Gives the request up early; its answer then counts as missing. */
  signal?: AbortSignal
  /** Milliseconds, in place of `oauth.timeout`; 0 stands for a minute. */
  timeout?: number
}

/**
 * The shop as a client of SAP's authorization server, of either generation.
 *
 * Every failure is a `SapccError`: 401 for refused credentials and ended
 * sessions, 400 for a bad callback, 502 for what the operator has to set right,
 * 503 when there was no usable answer, 500 for an address that must not be used.
 */
export interface OAuthClient {
  /** RFC 6749, section 4.3; SAP's legacy generation only. */
  passwordGrant: (credentials: PasswordCredentials) => Promise<OAuthUserTokenResponse>
  /** jdk21's login without the customer's browser: walks authorize, login page, CSRF token, form and code. */
  directLogin: (parameters: DirectLoginParameters) => Promise<OAuthUserTokenResponse>
  /** Signs in by the one of the two that the authorization server supports: known by `oauth.pkceSupported`, or found out by the first sign-in. */
  signIn: (parameters: SignInParameters) => Promise<OAuthUserTokenResponse>
  /** The address of the login page for a browser (RFC 6749, section 4.1.1; RFC 7636 with S256). */
  authorizationUrl: (parameters: AuthorizationParameters) => Promise<string>
  /** Checks what the browser came back with and exchanges its code with exactly one request. */
  exchangeCode: (parameters: CodeExchangeParameters) => Promise<LoginTokens>
  /** Whether the server has an endpoint that ends a browser's own session with it; asks for it where it is discovered. Never rejects. */
  hasLogout: () => Promise<boolean>
  /** The address of that endpoint for a browser (OpenID Connect RP-Initiated Logout 1.0, section 2); `undefined` when there is none. */
  logoutUrl: (parameters: LogoutParameters) => Promise<string | undefined>
  /** RFC 6749, section 6. A response without a refresh token means: the old one stays good. */
  refresh: (refreshToken: string, options?: OAuthRequestOptions) => Promise<LoginTokens>
  /** The shop's own token (RFC 6749, section 4.4). */
  clientCredentials: () => Promise<OAuthUserTokenResponse>
  /** RFC 7009, for both tokens. Rejects only with what `options.revokeUnused` throws: the session ends here in any case. */
  revoke: (tokens: RevocationParameters, options?: RevocationOptions) => Promise<RevocationResult>
  /**
   * Asks whether the server answers at all, without credentials: the token endpoint refuses what is no `POST`.
   *
   * @throws SapccError 503 when there was no answer, or one that says "not now".
   */
  reach: (signal: AbortSignal) => Promise<void>
  /** Whether the server is known to be of the legacy generation: configured so, or it has taken a password. */
  isLegacy: () => boolean
}
