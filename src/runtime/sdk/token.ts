/**
 * A token response of SAP's authorization server (RFC 6749, section 5.1). The name
 * is the one in Alokai's SDK.
 */
export interface OAuthUserTokenResponse {
  access_token: string
  /** Absent when the refresh token of the request stays valid (SAP's `reuseRefreshToken`), and for client credentials. */
  refresh_token?: string
  token_type: string
  /** Lifetime of the access token in seconds, counted from the receipt of this response. */
  expires_in: number
  /** Scopes, separated by spaces. */
  scope: string
}

/** The part of a token response that the browser gets. It contains no token. */
export type PublicTokenResponse = Pick<OAuthUserTokenResponse, 'token_type' | 'expires_in' | 'scope'>

/**
 * A token response for the app's code on the server. The tokens can be read by name,
 * but they are not enumerable: copying, logging or serializing the object gives only
 * what the browser may have.
 */
export function withTokensByNameOnly({ access_token, refresh_token, ...visible }: OAuthUserTokenResponse): OAuthUserTokenResponse {
  Object.defineProperty(visible, 'access_token', { value: access_token })
  if (refresh_token !== undefined) Object.defineProperty(visible, 'refresh_token', { value: refresh_token })
  return visible as OAuthUserTokenResponse
}
