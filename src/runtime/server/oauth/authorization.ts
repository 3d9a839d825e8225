import * as oauth from 'oauth4webapi'
import { SapccError } from '../../sdk/errors'
import { PROTOCOL_PARAMETERS } from '../config/protocol-parameters'
import { OperatorNote } from '../http/operator-note'
import { adviceFor, misconfigured, safeCode, serverUnavailable } from './errors'
import { requestTokens, secureUrl } from './protocol'
import type { Protocol } from './protocol'
import type { AuthorizationParameters, CodeExchangeParameters, LoginTokens } from './types'

/** The authorization request (RFC 6749, section 4.1.1) as an address. */
export async function buildAuthorizationUrl({ config }: Protocol, { state, codeVerifier, redirectUri, uiLocales, asksForPassword = false }: AuthorizationParameters): Promise<string> {
  // A query of the endpoint's own is kept (RFC 6749, section 3.1).
  const url = secureUrl(config.authorizationEndpoint, 'NUXT_SAPCC_OAUTH_AUTHORIZATION_ENDPOINT')
  const additional = Object.entries(config.authorizationParams).filter(([name]) => !PROTOCOL_PARAMETERS.has(name.toLowerCase()))
  const parameters = {
    ...Object.fromEntries(additional),
    // SAP's pages want to be told a language at each request.
    ...(uiLocales === undefined ? {} : { ui_locales: uiLocales }),
    ...(asksForPassword ? { prompt: withLoginPrompt(config.authorizationParams.prompt) } : {}),
    response_type: 'code',
    client_id: config.clientId,
    redirect_uri: redirectUri,
    ...(config.scope === '' ? {} : { scope: config.scope }),
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** OpenID Connect Core 1.0, section 3.1.2.1: several values are separated by spaces, and `none` stands alone. */
function withLoginPrompt(configured = ''): string {
  return ['login', ...configured.split(' ').filter(value => !['', 'login', 'none'].includes(value))].join(' ')
}

/** Checks an authorization response and exchanges its code, with at most one request. */
export async function exchangeAuthorizationCode(protocol: Protocol, { callbackUrl, state, codeVerifier, redirectUri, onBehalfOf }: CodeExchangeParameters): Promise<LoginTokens> {
  const { server, client, authentication } = protocol
  const parameters = readAuthorizationResponse(protocol, callbackUrl, state)
  return await requestTokens(protocol, {
    step: 'code',
    send: options => oauth.authorizationCodeGrantRequest(server, client, authentication, parameters, redirectUri, codeVerifier, options),
    parse: response => oauth.processAuthorizationCodeResponse(server, client, response),
    request: { onBehalfOf },
  })
}

/**
 * Checks `state`, and `iss` where it is sent (RFC 9207): plain OpenID providers send it, SAP does not.
 *
 * @throws SapccError 400 whose type is the server's error code, or `InvalidAuthorizationResponseError`.
 */
function readAuthorizationResponse({ server, client, config }: Protocol, callbackUrl: URL, state: string): URLSearchParams {
  try {
    const parameters = oauth.validateAuthResponse(server, client, callbackUrl, state)
    // The library looks at the code only when it sends it.
    if (parameters.getAll('code').length === 1 && parameters.get('code')) return parameters
  }
  catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) throw loginRefused(error.error, error.error_description)
  }
  const issuer = callbackUrl.searchParams.get('iss')
  throw new SapccError('This answer does not belong to the login that was started. Please sign in again.', {
    status: 400,
    data: { type: 'InvalidAuthorizationResponseError' },
    ...(issuer === null || issuer === config.issuer ? {} : { cause: new OperatorNote('The browser came back from an issuer that is not NUXT_SAPCC_OAUTH_ISSUER.') }),
  })
}

/** What fits into one line of a page. */
const MAX_REASON = 200

/** `error=` in the address the browser came back with: any site may have written it, so little of it is repeated. */
function loginRefused(code: string, description: string | undefined): SapccError {
  const { code: type = 'AuthorizationServerError' } = safeCode(code)
  const reason = description
    // What is long and without a space may be a secret.
    ?.replace(/[\w.~+/=-]{25,}/g, '…')
    .replace(/[^\w .,:;'()…-]/g, '')
    .slice(0, MAX_REASON)
    .trim()
  return new SapccError(`Signing in did not work: ${reason || type}${(reason || type).endsWith('.') ? '' : '.'}`, {
    status: 400,
    data: { type, ...(reason ? { reason } : {}) },
  })
}

/**
 * The same refusal where no customer was involved: when this server itself
 * sent the authorization request, the mistake is the shop's or the server's.
 */
export function refusedToServer(error: unknown): unknown {
  if (!(error instanceof SapccError) || error.status !== 400) return error
  const { type } = error.data
  if (type === 'server_error' || type === 'temporarily_unavailable') return serverUnavailable({ cause: new Error(`It answered with ${type}`) })
  return misconfigured(safeCode(type).code, adviceFor(type))
}
