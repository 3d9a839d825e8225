/**
 * A token response of SAP's authorization server (RFC 6749, section 5.1), under
 * the name Alokai's users know it by.
 */
export interface OAuthUserTokenResponse {
  access_token: string
  /** Absent when the server keeps the one it was asked with (SAP's `reuseRefreshToken`), and for client credentials. */
  refresh_token?: string
  token_type: string
  /** Lifetime of the access token in seconds, counted from the receipt of this response. */
  expires_in: number
  /** Space separated. */
  scope: string
}

/** What of a token response the browser gets to see: never a token. */
export type PublicTokenResponse = Pick<OAuthUserTokenResponse, 'token_type' | 'expires_in' | 'scope'>

/**
 * A token response as the app's code gets it on the server: the tokens are
 * there for who asks for them by name. Whoever copies, logs, shows or serializes
 * the whole gets what the browser may see.
 */
export function withTokensByNameOnly({ access_token, refresh_token, ...visible }: OAuthUserTokenResponse): OAuthUserTokenResponse {
  Object.defineProperty(visible, 'access_token', { value: access_token })
  if (refresh_token !== undefined) Object.defineProperty(visible, 'refresh_token', { value: refresh_token })
  return visible as OAuthUserTokenResponse
}
