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
