import type { OAuthUserTokenResponse, PublicTokenResponse } from '../token'

/** The argument of `onTokenRefreshed`: the whole token response on the server, without tokens in the browser. */
export type RefreshTokenResponse = PublicTokenResponse & Partial<OAuthUserTokenResponse>

/**
 * The error of a call or of a refresh, as the options in `refreshToken` get it: the
 * members that errors of this package, axios, ofetch, h3 and Alokai's SDK share.
 * The parameter of a callback may have one of these types instead. Calls always fail
 * with a `SapccError`; a refresh fails with the error that `refreshTokenMethod` throws.
 */
export interface CallError extends Error {
  status?: number | undefined
  statusCode?: number | undefined
  data?: unknown
  /** `undefined` when there was no HTTP response. */
  response?: { status: number, statusText: string, data?: unknown, headers?: unknown } | undefined
}

// Callbacks are written as methods, whose parameters TypeScript compares in both
// directions: one may be written for a more specific type, such as `AxiosError`
// or the complete token response.

/**
 * Callbacks of a refresh. Each is called once per refresh, in the tab or render that
 * caused it. What they return is awaited and then ignored, so
 * `() => navigateTo('/login')` works.
 */
export interface RefreshTokenCallbacks {
  /**
   * Called when there is a new access token; awaited before the failed calls are repeated.
   *
   * @param response the token response; in the browser without tokens, although a
   * callback that is written for `OAuthUserTokenResponse` is accepted.
   */
  onTokenRefreshed?(response: RefreshTokenResponse): unknown
  /** Called when the refresh failed; awaited before the callers get their errors. An `error.status` of 401 means that the session has ended, a `TokenRefreshUnavailableError` (503) that it is kept. */
  onTokenRefreshError?(error: CallError): unknown
}

/** The `refreshToken` options of `sapccModule`. All have defaults. */
export interface RefreshTokenOptions {
  /**
   * Whether a refresh may help after this error. It is not called for errors of
   * sign-in, sign-out and refresh. For a visitor who is known to be anonymous, its
   * result counts only for a 401 that names the token as the reason; and where the
   * refresh is then refused, `onTokenRefreshError` is not called.
   *
   * @default decided by SAP's error types; a 401 of unknown type counts when the visitor is signed in.
   */
  isUnauthorized?(error: CallError): boolean
  /**
   * Gets a new token and stores it. Alokai's SDK passes the refresh token as an
   * argument; here it is an empty string, because the token stays on the server.
   * In a Nuxt app it is called in the browser only: while rendering, the app's own
   * server renews its session itself, and at another server the browser does after
   * hydration, because the new cookies would be lost.
   *
   * @default the module's own `refreshUserToken`.
   */
  // Functions of any signature are accepted.
  refreshTokenMethod?: (...args: never[]) => Promise<unknown>
  /**
   * Whether a page that is being rendered on the server may refresh.
   *
   * @default false
   */
  ssrRefreshEnabled?: boolean
  callbacks?: RefreshTokenCallbacks
}
