/** The server's configuration after validation. Read from `runtimeConfig.sapcc` in one place, `server/config.ts`. */

/** How to reach OCC. */
export interface SapccApiConfig {
  /** Base address of OCC without a trailing slash, e.g. `https://host/occ/v2`. */
  uri: string
  baseSiteId: string
  /** Further base sites that a call may name. */
  allowedBaseSites: readonly string[]
  /** Base sites with customers of their own, whose user names are `email|site`; `auto`: SAP is asked which. */
  isolatedBaseSites: readonly string[] | 'auto'
  /** Whether a call may be about another user than `current` and `anonymous`: for agents and administrators of a company. */
  allowUserIds: boolean
  catalogId?: string
  catalogVersion?: string
  /** SAP's ISO code, e.g. `en`. */
  defaultLanguage?: string
  /** SAP's ISO code, e.g. `USD`. */
  defaultCurrency?: string
  /** SAP's language codes by the app's locales, e.g. `{ 'de-DE': 'de' }`. */
  languages: Record<string, string>
  /** Seconds that caches may keep the answers to reads by `GET`, by operation. */
  publicReads: Readonly<Record<string, number>>
  /** Names, in lower case, of further headers that callers may send to SAP. */
  requestHeaders: readonly string[]
  /** Names, in lower case, of further headers of SAP's answers that callers may read. */
  responseHeaders: readonly string[]
  /** Milliseconds after which a call to OCC is given up. */
  timeout: number
  /** Bytes of a call's JSON arguments. */
  bodyLimit: number
  /** Bytes of a call that uploads files. */
  uploadLimit: number
  /** Calls of one session that SAP works on at once; 0 for no limit. */
  callsPerSession: number
  /** Calls of one session that wait for their turn beyond those; more are answered with 429. */
  waitingCallsPerSession: number
  /** The `host` header of the operations that take one as a parameter; absent for the address's own. */
  host?: string
}

/** How to reach the authorization server. All endpoints are absolute here. */
export interface SapccOAuthConfig {
  /** Base address without a trailing slash, e.g. `https://host/authorizationserver`. */
  uri: string
  issuer: string
  clientId: string
  /** Absent for a public client. */
  clientSecret?: string
  /** Space separated. */
  scope: string
  authorizationEndpoint: string
  tokenEndpoint: string
  tokenRevokeEndpoint: string
  /** Where a browser's session with the authorization server is ended: absolute, or `discover` (OpenID Connect Discovery), or `none`. */
  logoutEndpoint: string
  /** Absolute; absent when it is to be derived from `publicUrl`. */
  redirectUri?: string
  /** Where the browser comes back to from `logoutEndpoint`. Absolute; absent when it is to be derived from `publicUrl`. */
  postLogoutRedirectUri?: string
  /** Whether the redirect login that follows a sign-out sends `prompt=login`. */
  promptAfterSignOut: boolean
  /** Additional parameters of the authorization request. */
  authorizationParams: Record<string, string>
  /** Whether the server is of the jdk21 generation; `undefined` means: find out. */
  pkceSupported?: boolean
  /** Operations that are called with the shop's own token when no customer is signed in; absent for those SAP wants it for. */
  applicationOperations?: readonly string[]
  /** Seconds to wait after a failed request for the application token. */
  tokenRetryIntervalInSeconds: number
  /** Milliseconds after which a request to the authorization server is given up. */
  timeout: number
}

/** How sessions are kept. */
export interface SapccSessionConfig {
  /** The first seals, all open; each at least 32 characters in production. */
  passwords: [string, ...string[]]
  /** Where tokens are kept: encrypted in the browser's cookies, or on the server's storage mount `sapcc`. */
  store: 'cookie' | 'storage'
  /** Seconds after its last use that a session ends; the refresh token may end sooner. */
  maxAge: number
  /** Seconds after its sign-in that a session ends, however much it is used. */
  absoluteMaxAge: number
  /** Bytes of `Set-Cookie` that a sign-in may take: larger sessions would lock the browser out of the shop. */
  cookieBudget: number
  /** Seconds for which a spent refresh token is answered with the tokens that replaced it. */
  gracePeriod: number
  /** Seconds before its expiry from which on a token is renewed ahead of a call; 0 only renews expired ones. */
  refreshMargin: number
  /** Seconds for which a session is not refreshed again; absent for a tenth of the access token's lifetime, from 5 to 60. Never more than half of it. */
  minRefreshInterval?: number
  /** Whether sessions are refreshed while the storage is away. Only for a shop with one process: several would spend each other's refresh tokens. */
  refreshWithoutStorage: boolean
}

/** How guessing passwords is made slow. */
export interface SapccSignInConfig {
  /** Failed sign-ins of one user name within `window`; 0 for no limit. */
  attemptsPerUser: number
  /** Failed sign-ins from one client address within `window`; 0 for no limit. */
  attemptsPerAddress: number
  /** Seconds from the first failure on after which it begins anew. */
  window: number
  /** The header in which the proxy in front tells the client's address; absent: the connection's own address counts. */
  addressHeader?: string
  /** How many of the shop's own proxies add to that header; the entry that the outermost one wrote counts. */
  trustedProxies: number
}

/** What the server does about carts. */
export interface SapccCartConfig {
  /** Whether the server keeps the cart of a visitor who is not signed in. */
  anonymous: boolean
  /** Whether that cart becomes part of the customer's at the sign-in. */
  mergeOnSignIn: boolean
}

/** What the server remembers of a visitor in an httpOnly cookie, for SAP. */
export interface SapccVisitorConfig {
  /** `X-Anonymous-Consents`: sent with each call, and given to the customer at the sign-in. */
  keepConsents: boolean
  /** `Occ-Personalization-Id` and `Occ-Personalization-Time`. */
  keepPersonalization: boolean
}

/** The whole of it. */
export interface SapccConfig {
  api: SapccApiConfig
  oauth: SapccOAuthConfig
  session: SapccSessionConfig
  signIn: SapccSignInConfig
  cart: SapccCartConfig
  visitor: SapccVisitorConfig
  /** The origin (and base path) the shop is reached at, without a trailing slash; of several, the one that this configuration is for. */
  publicUrl?: string
}
