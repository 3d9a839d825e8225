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
 * @param isOwn whether this tab did it; `false`: another tab of this browser; `undefined`: an answer has only shown it, and it is not known which tab did it.
 */
export type SessionListener = (session: SapccSessionState, isOwn?: boolean) => void

/**
 * @param expiresIn seconds; counted from now, so that a clock that is wrong changes nothing. `undefined` where the tokens are those from before.
 * @param key left out after a refresh, which does not change it.
 */
export function signedIn(expiresIn?: number, key?: string): SapccSessionState {
  return { loggedIn: true, ...(expiresIn === undefined ? {} : { expiresAt: Date.now() + expiresIn * 1000 }), ready: true, key }
}

/** It is known that no customer is signed in. */
export function signedOut(): SapccSessionState {
  return { loggedIn: false, ready: true, key: '' }
}

/**
 * What an answer of the server's says: to `getSession`, to a sign-in, to a refresh, or to a change of an agent's customer, which leaves the tokens as they are.
 *
 * @param otherwise the key where the answer has none.
 */
export function stateOfAnswer(answer: unknown, otherwise?: string): SapccSessionState {
  const { loggedIn, expiresIn, expires_in = expiresIn, sessionKey } = isRecord(answer) ? answer : {}
  // Equal only if both are `undefined`, because a number never equals a boolean. The answer to a change of an agent's customer has neither: the time when the tokens expire stays as it was.
  return loggedIn === false ? signedOut() : signedIn(expires_in === loggedIn ? undefined : Number(expires_in) || 0, typeof sessionKey === 'string' ? sessionKey : otherwise)
}
