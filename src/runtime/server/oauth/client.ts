import * as oauth from 'oauth4webapi'
import type { SapccOAuthConfig } from '../config/types'
import { createAdviceLog } from './advice-log'
import { buildAuthorizationUrl, exchangeAuthorizationCode, refusedToServer } from './authorization'
import { walkLogin } from './direct-login'
import { createEndSession } from './end-session'
import { nameRequest } from './name-request'
import { createSendRequest, sendFor } from './http'
import { createProtocol, requestTokens, secureUrl } from './protocol'
import { createRevocation } from './revocation'
import { createSignIn } from './sign-in'
import { withIdToken } from './tokens'
import { systemClock } from '../time/clock'
import { createUpstream as createFetchUpstream } from '../upstream/fetch/upstream'
import type { ConnectionOptions, Upstream } from '../upstream/upstream'
import type { CallWatch } from '../upstream/watch-call'
import type { OAuthClient } from './types'

/** A fresh `state` of a login (RFC 6749, section 10.12). */
export const createState: () => string = oauth.generateRandomState

/** A fresh code verifier of a login (RFC 7636, section 4.1). */
export const createCodeVerifier: () => string = oauth.generateRandomCodeVerifier

/** Scopes of OpenID Connect that are about a user; an application's own token has none. */
const USER_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'address', 'phone', 'offline_access'])

/**
 * A refresh whose connection breaks cannot be sent again. So idle connections are closed earlier than servers usually close
 * them (Node: 5 seconds). The number of connections has no limit: a refresh must not wait for slow sign-ins.
 */
const OAUTH_CONNECTIONS: ConnectionOptions = { idleTimeout: 4000, maxConnections: null }

/** What surrounds a client. */
export interface OAuthClientOptions {
  /** The HTTP client for an origin, made once for each that the configuration names. @default `fetch` */
  createUpstream?: (origin: string, connections: ConnectionOptions) => Upstream
  /** Milliseconds since 1970. @default Date.now */
  now?: () => number
  /** Told what the operator has to set right when a sign-in fails. @default nothing is logged */
  log?: { error: (message: string) => void }
  /** Tells the shop's listeners of each request. */
  watch?: CallWatch
}

/**
 * Creates a client; nothing is asked of the server yet, and what is learned of
 * it later is kept in the object, not in the module.
 *
 * @param config all endpoints absolute.
 *
 * @example
 * const client = createOAuthClient(config.oauth)
 * const tokens = await client.signIn({ username, password, redirectUri })
 */
export function createOAuthClient(config: SapccOAuthConfig, options: OAuthClientOptions = {}): OAuthClient {
  const { createUpstream = createFetchUpstream, now = Date.now, log = { error: () => undefined }, watch } = options
  /** By origin; as many as there are in the configuration: a login is not followed to other servers. */
  const upstreams = new Map<string, Upstream>()
  const upstreamOf = (origin: string): Upstream => {
    const upstream = upstreams.get(origin) ?? createUpstream(origin, OAUTH_CONNECTIONS)
    upstreams.set(origin, upstream)
    return upstream
  }
  const send = createSendRequest({ upstreamOf, timeout: config.timeout, now, ...(watch ? { watch, nameOf: url => nameRequest(url, config) } : {}) })
  const protocol = createProtocol(config, send, now)
  const { server, client, authentication } = protocol
  const logged = createAdviceLog(log)

  let isLegacy = config.pkceSupported === false

  const passwordGrant: OAuthClient['passwordGrant'] = async ({ username, password, onBehalfOf }) => {
    const tokens = await requestTokens(protocol, {
      step: 'sign-in',
      send: library => oauth.genericTokenEndpointRequest(server, client, authentication, 'password', { username, password, ...scopeParameter(config.scope) }, library),
      parse: response => oauth.processGenericTokenEndpointResponse(server, client, response),
      request: { onBehalfOf },
    })
    isLegacy = true
    return tokens
  }

  const directLogin: OAuthClient['directLogin'] = async ({ username, password, redirectUri, uiLocales = 'en', onBehalfOf }) => {
    const login = { state: createState(), codeVerifier: createCodeVerifier(), redirectUri }
    const authorizationUrl = await buildAuthorizationUrl(protocol, { ...login, uiLocales })
    const callbackUrl = await walkLogin({ config, authorizationUrl, redirectUri, username, password, send: sendFor(send, onBehalfOf) })
    const tokens = await exchangeAuthorizationCode(protocol, { ...login, callbackUrl, onBehalfOf }).catch((error: unknown) => {
      throw refusedToServer(error)
    })
    // The browser has no session with the authorization server that an ID token could end.
    return withIdToken(tokens, undefined)
  }

  const signIn = createSignIn({ passwordGrant, directLogin }, { pkceSupported: config.pkceSupported, isPublic: config.clientSecret === undefined })

  const refresh: OAuthClient['refresh'] = (refreshToken, request = {}) => requestTokens(protocol, {
    step: 'refresh',
    send: library => oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, library),
    parse: response => oauth.processRefreshTokenResponse(server, client, response),
    request,
  })

  const clientCredentials: OAuthClient['clientCredentials'] = () => requestTokens(protocol, {
    step: 'application',
    send: library => oauth.clientCredentialsGrantRequest(server, client, authentication, scopeParameter(applicationScope(config.scope)), library),
    parse: response => oauth.processClientCredentialsResponse(server, client, response),
  })

  return {
    passwordGrant,
    directLogin,
    signIn: parameters => logged(signIn(parameters)),
    authorizationUrl: parameters => logged(buildAuthorizationUrl(protocol, parameters)),
    exchangeCode: parameters => logged(exchangeAuthorizationCode(protocol, parameters)),
    ...createEndSession(protocol, systemClock.monotonic),
    refresh,
    clientCredentials,
    revoke: createRevocation(protocol, refresh),
    async reach(signal) {
      await send(secureUrl(config.tokenEndpoint, 'NUXT_SAPCC_OAUTH_TOKEN_ENDPOINT'), { method: 'GET', headers: { accept: 'application/json' }, signal })
    },
    isLegacy: () => isLegacy,
  }
}

function scopeParameter(scope: string): Record<string, string> {
  return scope === '' ? {} : { scope }
}

function applicationScope(scope: string): string {
  return scope.split(' ').filter(name => !USER_SCOPES.has(name)).join(' ')
}
