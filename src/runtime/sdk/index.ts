/**
 * `nuxt-sapcc/sdk`: the part of the package that depends neither on Nuxt nor on a
 * server and runs in any JavaScript runtime.
 */
export { prepareConfig } from './call-config'
export type { SapccCallConfig, SapccCallSettings } from './call-config'
export type { SapccErrorType, SapccErrorTypes } from './error-types'
export { SapccError, TokenRefreshUnavailableError } from './errors'
export type { FilledSapccErrorData, OccErrorEntry, SapccErrorData, SapccErrorOptions, SapccErrorResponse, SerializedSapccError, TokenRefreshUnavailableErrorOptions } from './errors'
export type * from './occ/types'
export { createRefreshTokenAndRetryHandler } from './refresh/handler'
export type { RefreshTokenAndRetryHandler, RefreshTokenAndRetryOptions, RefreshTokenState } from './refresh/refresh-and-retry'
export { createRefreshGuard } from './refresh/guard'
export type { RefreshGuard, RefreshGuardOptions } from './refresh/guard'
export { isUnauthorized } from './refresh/is-unauthorized'
export type { CallError, RefreshTokenCallbacks, RefreshTokenOptions, RefreshTokenResponse } from './refresh/options'
export { createHttpTransport } from './transport/http-transport'
export type { FetchInstance } from './transport/fetch-instance'
export type { HttpTransportOptions, Transport } from './transport/http-transport'
export { sapccModule } from './sapcc-module'
export type { RequestDefaults, SapccErrorHandler, SapccErrorHandlerContext, SapccMethods, SapccModule, SapccModuleHost, SapccModuleOptions } from './module-options'
export type { CartEntryNotAdded, Credentials, OneTimeCredentials, SapccSessionInfo, SessionMethods, SignInResponse, SignOutOptions, SignOutResult } from './session-methods'
export type { OAuthUserTokenResponse, PublicTokenResponse } from './token'
