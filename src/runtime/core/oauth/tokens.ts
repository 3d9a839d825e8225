import type { TokenEndpointResponse } from 'oauth4webapi'
import type { OAuthUserTokenResponse } from '../token'
import { serverUnavailable } from './errors'

/** What jdk21 gives. RFC 6749 lets a server leave `expires_in` out; a token that is taken for short-lived is renewed too early at worst. */
const DEFAULT_LIFETIME = 299

/**
 * The validated form of a token response. The library has checked its required
 * members; what it leaves open is decided here.
 *
 * @param scope that was asked for: it is what was granted when the answer has none (RFC 6749, section 5.1).
 */
export function parseTokens(response: TokenEndpointResponse, scope: string): OAuthUserTokenResponse {
  const { access_token, refresh_token, token_type, expires_in = DEFAULT_LIFETIME } = response
  if (access_token === '' || !Number.isFinite(expires_in) || expires_in <= 0) throw serverUnavailable()
  return {
    access_token,
    ...(refresh_token ? { refresh_token } : {}),
    token_type,
    expires_in,
    scope: response.scope ?? scope,
  }
}
