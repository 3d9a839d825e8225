import type { OAuthUserTokenResponse, PublicTokenResponse } from '../token'

/** What a refresh hands to its callback: all of it on the server, never a token in the browser. */
export type RefreshTokenResponse = PublicTokenResponse & Partial<OAuthUserTokenResponse>

/**
 * Called around a refresh, once per refresh, in the tab or render that caused it.
 * What they return is awaited and not used, so `() => navigateTo('/login')` is one.
 */
export interface RefreshTokenCallbacks {
  /**
   * A new access token is in place. Awaited before the failed calls are repeated.
   *
   * @param response in the browser without any token.
   */
  onTokenRefreshed?: (response: RefreshTokenResponse) => unknown
  /** The refresh failed. Awaited before the callers get their errors; whether the session is over tells `error.status` (401) or a `TokenRefreshUnavailableError` (503). */
  onTokenRefreshError?: (error: unknown) => unknown
}

/** The `refreshToken` options of `sapccModule`. Every one has a default. */
export interface RefreshTokenOptions {
  /**
   * Whether a refresh may cure this error.
   *
   * @default by SAP's error types; a 401 of unknown type counts when the visitor is signed in.
   */
  isUnauthorized?: (error: unknown) => boolean
  /**
   * Gets a new token, in whatever way its result is kept.
   *
   * @default the module's own `refreshUserToken`.
   */
  // Users bring functions of any signature; called without arguments.
  refreshTokenMethod?: (...args: never[]) => Promise<unknown>
  /**
   * Whether a page that is being rendered on the server may refresh.
   *
   * @default false
   */
  ssrRefreshEnabled?: boolean
  callbacks?: RefreshTokenCallbacks
}
