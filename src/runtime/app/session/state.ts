/** What the app knows of its session. */
export interface SapccSessionState {
  loggedIn: boolean
  /** When the access token expires: milliseconds since 1970 by this device's clock. */
  expiresAt?: number
  /** Whether this is known: not on a page that was rendered for everyone, until the browser has asked. */
  ready: boolean
}

/** @param expiresIn seconds; counted from now, so that a clock that is wrong changes nothing. */
export function signedIn(expiresIn: number): SapccSessionState {
  return { loggedIn: true, expiresAt: Date.now() + expiresIn * 1000, ready: true }
}

/** It is known that no customer is signed in. */
export function signedOut(): SapccSessionState {
  return { loggedIn: false, ready: true }
}
