/** The server's configuration after validation: the settings of `settings.ts`, and what follows from several of them. */
import type { SettingValues } from './setting'
import type { serverSettings } from './settings'

/** Each setting as it was read. */
export type ServerSettingValues = SettingValues<typeof serverSettings>

/** How to reach OCC. */
export type SapccApiConfig = ServerSettingValues['api']

/** How to reach the authorization server. All endpoints are absolute here. */
export interface SapccOAuthConfig extends Omit<ServerSettingValues['oauth'], 'issuer' | 'logoutEndpoint' | 'applicationOperations'> {
  issuer: string
  /** Where a browser's session with the authorization server is ended: absolute, or `discover` (OpenID Connect Discovery), or `none`. */
  logoutEndpoint: string
  /**
   * Whether the browser is asked to come back from `logoutEndpoint`, which is so only when one of its settings is set. An
   * authorization server refuses an address that is not registered with the client, and ends no session then.
   */
  comesBackFromLogout: boolean
  /** Operations that are called with the shop's own token when no customer is signed in; by default those for which SAP requires it. */
  applicationOperations?: readonly string[]
}

/** How sessions are kept. */
export interface SapccSessionConfig extends Omit<ServerSettingValues['session'], 'password'> {
  /** The first encrypts, all decrypt; each at least 32 characters in production. */
  passwords: readonly [string, ...string[]]
}

/** How guessing passwords is made slow. */
export type SapccSignInConfig = ServerSettingValues['signIn']

/** What the server does about carts. */
export type SapccCartConfig = ServerSettingValues['cart']

/** What the server remembers of a visitor in an httpOnly cookie, for SAP. */
export type SapccVisitorConfig = ServerSettingValues['visitor']

/** Answers that are the same for everybody, and how long the server keeps them. */
export type SapccCacheConfig = ServerSettingValues['cache']

/** The whole of it; `publicUrl` is the address of the one origin that it is for. */
export interface SapccConfig extends Omit<ServerSettingValues, 'oauth' | 'session'> {
  oauth: SapccOAuthConfig
  session: SapccSessionConfig
}
