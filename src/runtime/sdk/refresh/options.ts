import type { OAuthUserTokenResponse, PublicTokenResponse } from '../token'

/** What a refresh hands to its callback: all of it on the server, never a token in the browser. */
export type RefreshTokenResponse = PublicTokenResponse & Partial<OAuthUserTokenResponse>

/**
 * What a call or a refresh failed with, as `refreshToken` options get it: the
 * members that errors of this package, axios, ofetch, h3 and Alokai's SDK share.
 * A callback may take one of these types instead. Calls always fail with a
 * `SapccError`; a refresh fails with what `refreshTokenMethod` throws.
 */
export interface CallError extends Error {
  status?: number | undefined
  statusCode?: number | undefined
  data?: unknown
  /** `undefined` where there was no HTTP response. */
  response?: { status: number, statusText: string, data?: unknown, headers?: unknown } | undefined
}

// Callbacks are written as methods, whose parameters TypeScript compares in both
// directions: one may be written for a more specific type, such as `AxiosError`
// or the complete token response.

/**
 * Called around a refresh, once per refresh, in the tab or render that caused it.
 * What they return is awaited and not used, so `() => navigateTo('/login')` is one.
 */
export interface RefreshTokenCallbacks {
  /**
   * A new access token is in place. Awaited before the failed calls are repeated.
   *
   * @param response in the browser without any token, although a callback that
   * is written for `OAuthUserTokenResponse` is accepted.
   */
  onTokenRefreshed?(response: RefreshTokenResponse): unknown
  /** The refresh failed. Awaited before the callers get their errors; whether the session is over tells `error.status` (401) or a `TokenRefreshUnavailableError` (503). */
  onTokenRefreshError?(error: CallError): unknown
}

/** The `refreshToken` options of `sapccModule`. Every one has a default. */
export interface RefreshTokenOptions {
  /**
   * Whether a refresh may cure this error. Not asked for sign-in, sign-out and
   * refresh. For a visitor who is known to be anonymous its word counts only for
   * a 401 that names the token as the reason.
   *
   * @default by SAP's error types; a 401 of unknown type counts when the visitor is signed in.
   */
  isUnauthorized?(error: CallError): boolean
  /**
   * Gets a new token, in whatever way its result is kept. Called with an empty
   * string where Alokai's passes the refresh token, because the token stays on
   * the server. Not called while rendering against the app's own server, which
   * renews its session itself.
   *
   * @default the module's own `refreshUserToken`.
   */
  // Users bring functions of any signature.
  refreshTokenMethod?: (...args: never[]) => Promise<unknown>
  /**
   * Whether a page that is being rendered on the server may refresh.
   *
   * @default false
   */
  ssrRefreshEnabled?: boolean
  callbacks?: RefreshTokenCallbacks
}
