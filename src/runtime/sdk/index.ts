/**
 * `nuxt-sapcc/sdk`: the part that knows neither Nuxt nor a server, for any
 * JavaScript runtime.
 */
export { prepareConfig } from '@vue-storefront/sdk'
export type { SapccCallConfig } from './call-config'
export { SapccError, TokenRefreshUnavailableError } from './errors'
export type { OccErrorEntry, SapccErrorData, SapccErrorOptions, SerializedSapccError, TokenRefreshUnavailableErrorOptions } from './errors'
export type * from './occ/types'
export { createRefreshTokenAndRetryHandler } from './refresh/handler'
export type { RefreshTokenAndRetryHandler, RefreshTokenAndRetryOptions, RefreshTokenState } from './refresh/handler'
export { isUnauthorized } from './refresh/is-unauthorized'
export type { RefreshTokenCallbacks, RefreshTokenOptions, RefreshTokenResponse } from './refresh/options'
export { createHttpTransport } from './transport/http-transport'
export type { HttpTransportOptions, Transport } from './transport/http-transport'
export { sapccModule } from './sapcc-module'
export type { RequestDefaults, SapccMethods, SapccModule, SapccModuleHost, SapccModuleOptions } from './sapcc-module'
export type { Credentials, OneTimeCredentials, SapccSessionInfo, SessionMethods, SignOutOptions, SignOutResult } from './session-methods'
export type { OAuthUserTokenResponse, PublicTokenResponse } from './token'
