import { isRecord } from '../../sdk/errors'

/** What the app knows of its session. */
export interface SapccSessionState {
  loggedIn: boolean
  /** When the access token expires: milliseconds since 1970 by this device's clock. */
  expiresAt?: number
  /** Whether this is known: not on a page that was rendered for everyone, until the browser has asked. */
  ready: boolean
  /** Which session it is (`SapccSessionInfo.sessionKey`); empty when no customer is signed in, `undefined` where it is not known. */
  key?: string | undefined
}

/**
 * Hears of what became of the session.
 *
 * @param isOwn whether this tab did it.
 */
export type SessionListener = (session: SapccSessionState, isOwn?: boolean) => void

/**
 * @param expiresIn seconds; counted from now, so that a clock that is wrong changes nothing.
 * @param key left out after a refresh, which does not change it.
 */
export function signedIn(expiresIn: number, key?: string): SapccSessionState {
  return { loggedIn: true, expiresAt: Date.now() + expiresIn * 1000, ready: true, key }
}

/** It is known that no customer is signed in. */
export function signedOut(): SapccSessionState {
  return { loggedIn: false, ready: true, key: '' }
}

/**
 * What an answer of the server's says: to `getSession`, to a sign-in or to a refresh.
 *
 * @param otherwise the key where the answer has none.
 */
export function sessionOf(answer: unknown, otherwise?: string): SapccSessionState {
  const { loggedIn, expiresIn, expires_in = expiresIn, sessionKey } = isRecord(answer) ? answer : {}
  return loggedIn === false ? signedOut() : signedIn(Number(expires_in) || 0, typeof sessionKey === 'string' ? sessionKey : otherwise)
}
