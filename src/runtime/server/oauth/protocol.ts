import * as oauth from 'oauth4webapi'
import type { SapccOAuthConfig } from '../config/types'
import { isLoopback } from '../config/loopback'
import { configurationError, translateError } from './errors'
import type { OAuthStep } from './errors'
import type { Reply, SendRequest } from './http'
import { parseUrl } from '../../shared/parse-url'
import { normalizeTokenBody, parseTokens, refreshedIdToken, withIdToken } from './tokens'
import type { LoginTokens, OAuthRequestOptions } from './types'

/** What all requests of one client have in common. */
export interface Protocol {
  config: SapccOAuthConfig
  server: oauth.AuthorizationServer
  client: oauth.Client
  authentication: oauth.ClientAuth
  send: SendRequest
  /** Milliseconds since 1970. */
  now: () => number
}

/** One token request: how the library sends it, and how it reads the response. */
export interface TokenRequest {
  step: OAuthStep
  send: (options: LibraryOptions) => Promise<Response>
  parse: (response: Response) => Promise<oauth.TokenEndpointResponse>
  request?: OAuthRequestOptions
}

type LibraryOptions = Pick<oauth.TokenEndpointRequestOptions, typeof oauth.customFetch | typeof oauth.allowInsecureRequests>

/** The algorithms by which a provider may sign ID tokens. The tokens come from the provider itself over TLS, so a signature proves nothing more. */
const ID_TOKEN_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'HS256', 'HS384', 'HS512']

/** Seconds by which this server's clock and the provider's may differ. */
const CLOCK_TOLERANCE = 300

/** Creates the library's objects for a configuration. Sends no request. */
export function createProtocol(config: SapccOAuthConfig, send: SendRequest, now: () => number): Protocol {
  return {
    config,
    send,
    now,
    server: {
      issuer: config.issuer,
      authorization_endpoint: config.authorizationEndpoint,
      token_endpoint: config.tokenEndpoint,
      revocation_endpoint: config.tokenRevokeEndpoint,
      id_token_signing_alg_values_supported: ID_TOKEN_ALGORITHMS,
    },
    client: { client_id: config.clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE },
    // In the body: SAP of both generations takes it there, and parameters in a header or the address not always.
    authentication: config.clientSecret === undefined ? oauth.None() : oauth.ClientSecretPost(config.clientSecret),
  }
}

/** Sends one token request. @throws SapccError, see {@link translateError} */
export async function requestTokens(protocol: Protocol, { step, send, parse, request }: TokenRequest): Promise<LoginTokens> {
  const { config, now } = protocol
  try {
    const endpoint = secureUrl(config.tokenEndpoint, 'NUXT_SAPCC_OAUTH_TOKEN_ENDPOINT')
    let refreshed: string | undefined
    const normalize = (text: string) => {
      if (step === 'refresh') refreshed = refreshedIdToken(text)
      // The library validates an ID token that it sees. That is wanted for a login only: after a refresh, one that is not accepted would end the session.
      return normalizeTokenBody(text, { keepIdToken: step === 'code', now: now() })
    }
    const response = await send(libraryOptions(endpoint, protocol.send, { normalize, ...request }))
    const tokens = parseTokens(await parse(response), config.scope)
    return withIdToken(tokens, config.logoutEndpoint === 'none' ? undefined : tokens.id_token ?? refreshed)
  }
  catch (error) {
    throw await translateError(error, step)
  }
}

/** Options of {@link libraryOptions}. */
interface LibraryRequestOptions extends OAuthRequestOptions {
  /** Replaces the body of a success; `undefined` leaves it as it is. */
  normalize?: (text: string) => string | undefined
}

/** How the library sends a request to an endpoint: through {@link SendRequest}, which gives every answer complete. */
export function libraryOptions(endpoint: URL, send: SendRequest, { normalize, ...request }: LibraryRequestOptions = {}): LibraryOptions {
  return {
    ...allowHttpOf(endpoint),
    [oauth.customFetch]: async (url, { headers, body }) => {
      const reply = await send(new URL(url), { method: 'POST', headers, ...(body instanceof URLSearchParams ? { body } : {}), ...request })
      const normalized = reply.status < 300 ? normalize?.(reply.text) : undefined
      // The library insists on status and content type; whatever they were, this is a token response.
      return normalized === undefined ? responseOf(reply) : Response.json(JSON.parse(normalized))
    },
  }
}

/** Options of the library for a GET request. */
export function libraryGet(address: URL, send: SendRequest): Pick<oauth.DiscoveryRequestOptions, typeof oauth.customFetch | typeof oauth.allowInsecureRequests> {
  return {
    ...allowHttpOf(address),
    [oauth.customFetch]: async (url, { headers }) => responseOf(await send(new URL(url), { method: 'GET', headers })),
  }
}

/** The library refuses plain http. Here it is allowed, because {@link secureUrl} has accepted only this machine's. */
function allowHttpOf(address: URL): { [oauth.allowInsecureRequests]?: true } {
  return address.protocol === 'http:' ? { [oauth.allowInsecureRequests]: true } : {}
}

function responseOf({ text, status, headers }: Reply): Response {
  // 204, 205 and 304 must not have a body, not even an empty one.
  return new Response(text === '' ? null : text, { status, headers })
}

/**
 * The URL of an endpoint, if secrets may be sent to it.
 *
 * @param variable name of the variable, for the error.
 * @throws SapccError 500 `ConfigurationError` for anything but https, and http on this machine (RFC 9700, section 2.6).
 */
export function secureUrl(address: string, variable: string): URL {
  const url = parseUrl(address)
  if (!url || !/^https?:$/.test(url.protocol)) throw configurationError(variable, 'is not an http(s) address.')
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw configurationError(variable, 'must be https, because tokens are sent to it. Plain http is allowed for this machine only (localhost, 127.0.0.1, [::1]).')
  }
  return url
}
