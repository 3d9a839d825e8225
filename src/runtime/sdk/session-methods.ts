import type { AssistedSessionInfo } from './assisted-session'
import type { SapccCallConfig } from './call-config'
import type { PublicTokenResponse } from './token'

/** What the app may know about its session. It contains no token. */
export interface SapccSessionInfo {
  loggedIn: boolean
  /** Seconds until the access token expires, counted from the response; absent when not signed in. */
  expiresIn?: number
  /**
   * Which session it is, for the keys of what is kept for it: the same through all refreshes and in all tabs, new after
   * each sign-in. Nothing can be done with it, and it says nothing of the customer. Absent when not signed in.
   */
  sessionKey?: string
  /** Present in the session of a support agent; see docs/assisted-service.md. */
  assisted?: AssistedSessionInfo
}

/** A user name and a password. */
export interface Credentials {
  username: string
  password: string
}

/** A one-time code, which was sent to the customer after `createVerificationToken` with `purpose: 'LOGIN'`. */
export interface OneTimeCredentials {
  /** From the result of `createVerificationToken`. */
  tokenId: string
  /** The code that the customer has received and typed in. */
  tokenCode: string
}

/** Arguments of `signUserOut`. */
export interface SignOutOptions {
  /**
   * Whether the browser's own session with the authorization server ends, too. This
   * needs a redirect login before, and an authorization server that offers a logout.
   *
   * @default true
   */
  everywhere?: boolean
  /**
   * Path of this app to which the browser comes back from the authorization server.
   *
   * @default '/'
   */
  returnTo?: string
}

/** What the browser has to do after `signUserOut`. */
export interface SignOutResult {
  /** Path of this shop that the browser has to visit, to end its session with the authorization server. */
  logoutUrl: string
}

/** An entry of a visitor's cart that did not, or not wholly, become part of the customer's cart at the sign-in. */
export interface CartEntryNotAdded {
  baseSiteId: string
  productCode: string
  /** How many there were in the visitor's cart. */
  quantity: number
  /** How many of them are in the customer's cart now. */
  quantityAdded: number
  /** SAP's `statusCode` (`lowStock`, `noStock`), the type of an error (`UnknownIdentifierError`), or `timeout`. */
  reason: string
}

/** The answer to `signUserIn`. */
export interface SignInResponse extends PublicTokenResponse {
  /** Entries of the visitor's cart that could not be moved to the customer's cart; absent when there are none. */
  cartEntriesNotAdded?: CartEntryNotAdded[]
  /** Of the session that has begun; see {@link SapccSessionInfo.sessionKey}. */
  sessionKey?: string
}

/** Sign-in, session and sign-out: answered by the module's server itself, not by OCC. */
export interface SessionMethods {
  /**
   * Signs a customer in with a user name and a password, or with a one-time code.
   *
   * @throws SapccError 401 `BadCredentialsError` when they are wrong; 403 `FurtherStepRequiredError`
   * when the authorization server requires a further step; 429 `TooManySignInsError` after too many
   * failed attempts with this user name, with this code or from this IP address; 503 when the
   * authorization server gave no usable answer.
   */
  signUserIn: (credentials: Credentials | OneTimeCredentials, config?: SapccCallConfig) => Promise<SignInResponse>
  /**
   * Revokes the tokens and ends the session. The session ends in the shop even when the authorization server cannot be reached.
   *
   * @returns what the browser has to do after a redirect login; `useSapccSession().signOut()` does it.
   */
  signUserOut: (params?: SignOutOptions, config?: SapccCallConfig) => Promise<SignOutResult | undefined>
  /** Gets a new access token now. Calls do this by themselves when they need it. */
  refreshUserToken: (params?: undefined, config?: SapccCallConfig) => Promise<PublicTokenResponse>
  /** Tells whether a customer is signed in, and how long the access token is valid. */
  getSession: (params?: undefined, config?: SapccCallConfig) => Promise<SapccSessionInfo>
}

/** Methods that the module's own server answers itself, instead of OCC. */
export const OWN_SESSION_METHODS = ['signUserIn', 'signUserOut', 'refreshUserToken', 'getSession'] as const

/** Methods after which calls are made for another person: a new session, or another customer of a support agent. */
export const CHANGES_PERSON: ReadonlySet<string> = new Set(['signUserIn', 'signAgentIn', 'startEmulation', 'endEmulation'])

/**
 * Methods whose own 401 never leads to a refresh: those of this module, the agents' sign-in, and those of
 * an Alokai middleware when `apiUrl` leads to one.
 */
export const SESSION_METHODS: ReadonlySet<string> = new Set([
  ...OWN_SESSION_METHODS,
  'signAgentIn',
  'OAuthUserAuthorization',
  'OAuthUserTokenRefresh',
  'OAuthUserRevoke',
])
