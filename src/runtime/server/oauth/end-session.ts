import * as oauth from 'oauth4webapi'
import { libraryGet, secureUrl } from './protocol'
import type { Protocol } from './protocol'
import type { OAuthClient } from './types'

/** How long it is remembered that the metadata could not be read. Milliseconds. */
const FAILURE_TTL = 60_000

/**
 * Finds the endpoint that ends a browser's own session with the authorization
 * server, which outlives a sign-out of the shop and would sign the same customer
 * in again without a password.
 *
 * @param now milliseconds of a clock that does not jump.
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html
 */
export function createEndSession(protocol: Protocol, now: () => number): Pick<OAuthClient, 'hasLogout' | 'logoutUrl'> {
  const { config } = protocol
  let discovered: { endpoint: string | undefined, until: number } | undefined
  let discovery: Promise<string | undefined> | undefined

  async function discover(): Promise<string | undefined> {
    try {
      const endpoint = await endSessionEndpoint(protocol)
      discovered = { endpoint, until: Number.POSITIVE_INFINITY }
      return endpoint
    }
    catch {
      // A sign-out must not fail because of it: the next login asks for the password then.
      discovered = { endpoint: undefined, until: now() + FAILURE_TTL }
      return undefined
    }
    finally {
      discovery = undefined
    }
  }

  async function endpointOf(): Promise<string | undefined> {
    if (config.logoutEndpoint === 'none') return undefined
    if (config.logoutEndpoint !== 'discover') return config.logoutEndpoint
    if (discovered && discovered.until > now()) return discovered.endpoint
    return await (discovery ??= discover())
  }

  return {
    hasLogout: async () => await endpointOf() !== undefined,
    async logoutUrl({ postLogoutRedirectUri, idToken }) {
      const endpoint = await endpointOf()
      if (endpoint === undefined) return undefined
      const url = secureUrl(endpoint, 'NUXT_SAPCC_OAUTH_LOGOUT_ENDPOINT')
      if (idToken !== undefined) url.searchParams.set('id_token_hint', idToken)
      url.searchParams.set('client_id', config.clientId)
      if (postLogoutRedirectUri !== undefined) url.searchParams.set('post_logout_redirect_uri', postLogoutRedirectUri)
      return url.href
    },
  }
}

async function endSessionEndpoint({ config, send }: Protocol): Promise<string | undefined> {
  const issuer = secureUrl(config.issuer, 'NUXT_SAPCC_OAUTH_ISSUER')
  const response = await oauth.discoveryRequest(issuer, libraryGet(issuer, send))
  // Checks that the metadata is this issuer's (OpenID Connect Discovery 1.0, section 4.3).
  const { end_session_endpoint: endpoint } = await oauth.processDiscoveryResponse(issuer, response)
  return endpoint === undefined ? undefined : secureUrl(endpoint, 'NUXT_SAPCC_OAUTH_ISSUER').href
}
