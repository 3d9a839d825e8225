import type { SapccCallConfig } from './call-config'
import type { PublicTokenResponse } from './token'

/** What the app may know about its session: never a token. */
export interface SapccSessionInfo {
  loggedIn: boolean
  /** Seconds until the access token expires, at the moment of the answer; absent when not signed in. */
  expiresIn?: number
}

/** A user name and a password. */
export interface Credentials {
  username: string
  password: string
}

/** A one-time code, which was sent to the customer after `createVerificationToken` with `purpose: 'LOGIN'`. */
export interface OneTimeCredentials {
  /** Of the answer to `createVerificationToken`. */
  tokenId: string
  /** What the customer has received and typed in. */
  tokenCode: string
}

/** Arguments of `signUserOut`. */
export interface SignOutOptions {
  /**
   * Whether the browser's own session with the authorization server is to end,
   * too, where there was a redirect login and the server offers a way.
   *
   * @default true
   */
  everywhere?: boolean
  /**
   * A path of this app for the browser to come back to from the authorization server.
   *
   * @default '/'
   */
  returnTo?: string
}

/** What is left to do after `signUserOut`. */
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
  /** What of a guest's cart could not be carried over; absent when nothing is missing. */
  cartEntriesNotAdded?: CartEntryNotAdded[]
}

/** Sign-in, session and sign-out: answered by the module's server itself, not by OCC. */
export interface SessionMethods {
  /**
   * Signs a customer in with a user name and a password, or with a one-time code.
   *
   * @throws SapccError 401 `BadCredentialsError` when they are wrong, 403 `FurtherStepRequiredError`
   * when the authorization server asks for more than that, 429 `TooManySignInsError` after too many
   * failures of this user name, of this code or from this address, 503 when the authorization server gave no answer.
   */
  signUserIn: (credentials: Credentials | OneTimeCredentials, config?: SapccCallConfig) => Promise<SignInResponse>
  /**
   * Revokes the tokens and ends the session; succeeds here even when the authorization server cannot be reached.
   *
   * @returns what the browser has to do after a redirect login; `useSapccSession().signOut()` does it.
   */
  signUserOut: (params?: SignOutOptions, config?: SapccCallConfig) => Promise<SignOutResult | undefined>
  /** Gets a new access token now. Calls do this by themselves when they need it. */
  refreshUserToken: (params?: undefined, config?: SapccCallConfig) => Promise<PublicTokenResponse>
  /** Tells whether somebody is signed in, and for how long the access token is good. */
  getSession: (params?: undefined, config?: SapccCallConfig) => Promise<SapccSessionInfo>
}

/** Methods that the module's own server answers itself, instead of OCC. */
export const OWN_SESSION_METHODS = ['signUserIn', 'signUserOut', 'refreshUserToken', 'getSession'] as const

/**
 * Methods whose own 401 never triggers a refresh: of this module, and of an
 * Alokai middleware behind a foreign `apiUrl`.
 */
export const SESSION_METHODS: ReadonlySet<string> = new Set([
  ...OWN_SESSION_METHODS,
  'OAuthUserAuthorization',
  'OAuthUserTokenRefresh',
  'OAuthUserRevoke',
])
