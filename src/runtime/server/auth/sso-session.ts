import type { RequestScope } from '../http/request-scope'

/**
 * What is known of the session that the browser itself has with the
 * authorization server. A redirect login begins it, and it outlives a sign-out
 * of the shop: without more, the next redirect login on the same computer signs
 * the same customer in without a password.
 *
 * It belongs to the browser rather than to a session of the shop: a customer may
 * sign in with `signUserIn` after another one's redirect login.
 */
type SsoState
  /** There was a redirect login since the last sign-out. */
  = | 'in'
  /** There was a sign-out since the last redirect login. */
    | 'out'

/** @param maxAge seconds that it is remembered. */
export function noteRedirectLogin(scope: RequestScope, maxAge: number): void {
  write(scope, 'in', maxAge)
}

/**
 * @param maxAge seconds that it is remembered.
 * @returns whether the authorization server may still know the browser.
 */
export function noteSignOut(scope: RequestScope, maxAge: number): boolean {
  if (read(scope) !== 'in') return false
  write(scope, 'out', maxAge)
  return true
}

/** Whether the browser's last customer has signed out: the next redirect login is not to be theirs without a password. */
export function isSignedOut(scope: RequestScope): boolean {
  return read(scope) === 'out'
}

function read({ cookies, names }: RequestScope): SsoState | undefined {
  const value = cookies.get(names.sso)
  return value === 'in' || value === 'out' ? value : undefined
}

function write({ cookies, names }: RequestScope, state: SsoState, maxAge: number): void {
  cookies.write(names.sso, state, maxAge)
}
