import * as oauth from 'oauth4webapi'
import { withQuery } from 'ufo'
import type { SapccOAuthConfig } from '../config'
import { SapccError } from '../errors'
import { isLoopback } from '../loopback'
import type { OAuthUserTokenResponse } from '../token'
import { walkLogin } from './direct-login'
import { statusOf, translateError } from './errors'
import type { OAuthStep } from './errors'
import { parseTokens } from './tokens'

/** A customer's user name and password, and where a walk through the login pages ends. */
export interface SignInParameters {
  username: string
  password: string
  /** Asked for only where the login walks through pages. */
  redirectUri: () => string
  /** RFC 5646 tags, space separated. */
  uiLocales?: string
}

/** The parts of an authorization request that change with each login. */
export interface AuthorizationParameters {
  state: string
  /** RFC 7636; only its hash leaves the server. */
  codeVerifier: string
  redirectUri: string
  uiLocales?: string
}

/** An authorization response, and what it is checked against. */
export interface CodeExchangeParameters {
  /** The redirect URI with the parameters it was called with. */
  callbackUrl: URL
  state: string
  codeVerifier: string
  redirectUri: string
}

/** What became of a revocation. */
export interface RevocationResult {
  revoked: boolean
  errors: SapccError[]
}

/** The shop as a client of SAP's authorization server, of either generation. Failures are always a `SapccError`. */
export interface OAuthClient {
  /** Signs a customer in by user name and password: by grant on legacy, by walking through the login pages on jdk21. */
  signIn: (parameters: SignInParameters) => Promise<OAuthUserTokenResponse>
  /** The address of the login page for a browser (RFC 6749, section 4.1.1). */
  authorizationUrl: (parameters: AuthorizationParameters) => Promise<string>
  /** Checks what the browser came back with and exchanges its code, once. */
  exchangeCode: (parameters: CodeExchangeParameters) => Promise<OAuthUserTokenResponse>
  /** RFC 6749, section 6. A response without a refresh token means: the old one stays good. */
  refresh: (refreshToken: string) => Promise<OAuthUserTokenResponse>
  /** The shop's own token (RFC 6749, section 4.4). */
  clientCredentials: () => Promise<OAuthUserTokenResponse>
  /** RFC 7009, for both tokens. Never throws: the session ends here in any case. */
  revoke: (tokens: { accessToken?: string, refreshToken?: string }) => Promise<RevocationResult>
}

/** `state` of a login (RFC 6749, section 10.12). */
export const createState = oauth.generateRandomState

/** Code verifier of a login (RFC 7636, section 4.1). */
export const createCodeVerifier = oauth.generateRandomCodeVerifier

/**
 * @param config all endpoints absolute.
 * @param options.fetch @default the platform's
 */
export function createOAuthClient(config: SapccOAuthConfig, options: { fetch?: typeof fetch, now?: () => number } = {}): OAuthClient {
  const { fetch: request = fetch, now = Date.now } = options
  const server: oauth.AuthorizationServer = {
    issuer: config.issuer,
    authorization_endpoint: config.authorizationEndpoint,
    token_endpoint: config.tokenEndpoint,
    revocation_endpoint: config.tokenRevokeEndpoint,
  }
  const client: oauth.Client = { client_id: config.clientId }
  const authentication = config.clientSecret === undefined ? oauth.None() : oauth.ClientSecretPost(config.clientSecret)
  /** Which generation the server is of; found out once. */
  let isJdk21 = config.pkceSupported

  function requestOptions(send: typeof fetch = request) {
    return {
      [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<string, URLSearchParams | undefined>) => send(url, init as RequestInit),
      [oauth.allowInsecureRequests]: isLoopback(new URL(config.tokenEndpoint).hostname),
      signal: AbortSignal.timeout(config.timeout),
    }
  }

  async function attempt<Result>(step: OAuthStep, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    }
    catch (error) {
      throw translateError(error, step, now())
    }
  }

  function passwordGrant({ username, password }: SignInParameters): Promise<OAuthUserTokenResponse> {
    return attempt('sign-in', async () => {
      const parameters = { username, password, scope: config.scope }
      const response = await oauth.genericTokenEndpointRequest(server, client, authentication, 'password', parameters, requestOptions())
      return parseTokens(await oauth.processGenericTokenEndpointResponse(server, client, response), config.scope)
    })
  }

  async function directLogin({ username, password, redirectUri, uiLocales = 'en' }: SignInParameters): Promise<OAuthUserTokenResponse> {
    const login = { state: createState(), codeVerifier: createCodeVerifier(), redirectUri: redirectUri() }
    const callbackUrl = await walkLogin({
      config,
      authorizationUrl: await authorizationUrl({ ...login, uiLocales }),
      redirectUri: login.redirectUri,
      username,
      password,
      fetch: request,
    })
    return await exchangeCode({ ...login, callbackUrl })
  }

  async function authorizationUrl({ state, codeVerifier, redirectUri, uiLocales }: AuthorizationParameters): Promise<string> {
    return withQuery(config.authorizationEndpoint, {
      ...config.authorizationParams,
      ...(uiLocales === undefined ? {} : { ui_locales: uiLocales }),
      response_type: 'code',
      client_id: config.clientId,
      redirect_uri: redirectUri,
      scope: config.scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    })
  }

  function exchangeCode({ callbackUrl, state, codeVerifier, redirectUri }: CodeExchangeParameters): Promise<OAuthUserTokenResponse> {
    return attempt('code', async () => {
      const parameters = oauth.validateAuthResponse(server, client, callbackUrl, state)
      const response = await oauth.authorizationCodeGrantRequest(server, client, authentication, parameters, redirectUri, codeVerifier, requestOptions())
      return parseTokens(await oauth.processAuthorizationCodeResponse(server, client, response), config.scope)
    })
  }

  async function sendRevocation(token: string, send?: typeof fetch): Promise<void> {
    const response = await oauth.revocationRequest(server, client, authentication, token, requestOptions(send))
    await oauth.processRevocationResponse(response)
  }

  async function revokeToken(token: string, accessToken: string | undefined): Promise<void> {
    try {
      await sendRevocation(token)
    }
    catch (error) {
      if (statusOf(error) !== 401 || accessToken === undefined) throw error
      try {
        // Legacy wants an access token as bearer even here, which the library, rightly, has no option for.
        await sendRevocation(token, (url, init) => {
          const headers = new Headers(init?.headers)
          headers.set('authorization', `Bearer ${accessToken}`)
          return request(url, { ...init, headers })
        })
      }
      catch (bearerError) {
        // Refused as bearer: this access token is good for nothing any more, which is what was asked for.
        if (statusOf(bearerError) !== 401 || token !== accessToken) throw bearerError
      }
    }
  }

  return {
    authorizationUrl,
    exchangeCode,

    async signIn(parameters) {
      if (isJdk21 !== undefined) return await (isJdk21 ? directLogin(parameters) : passwordGrant(parameters))
      try {
        const tokens = await passwordGrant(parameters)
        isJdk21 = false
        return tokens
      }
      catch (error) {
        if (!(error instanceof SapccError)) throw error
        if (error.data.type === 'BadCredentialsError') isJdk21 = false
        if (error.data.type !== 'unsupported_grant_type' && error.data.type !== 'unauthorized_client') throw error
        isJdk21 = true
        return await directLogin(parameters)
      }
    },

    refresh: refreshToken => attempt('refresh', async () => {
      const response = await oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, requestOptions())
      return parseTokens(await oauth.processRefreshTokenResponse(server, client, response), config.scope)
    }),

    clientCredentials: () => attempt('application', async () => {
      const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, { scope: config.scope }, requestOptions())
      return parseTokens(await oauth.processClientCredentialsResponse(server, client, response), config.scope)
    }),

    async revoke({ accessToken, refreshToken }) {
      const errors: SapccError[] = []
      // The refresh token first: while the access token still authorizes it on legacy.
      for (const token of [refreshToken, accessToken]) {
        if (token === undefined) continue
        await revokeToken(token, accessToken).catch(error => errors.push(translateError(error, 'revoke', now())))
      }
      return { revoked: errors.length === 0, errors }
    },
  }
}
