import type { RequestScope } from '../http/request-scope'

/**
 * The known state of the browser's SSO session at the authorization server. A
 * redirect login creates that session, and a sign-out of the shop does not end
 * it: the next redirect login on the same computer would sign the same customer
 * in without a password.
 *
 * The state belongs to the browser, not to a session of the shop: a customer may
 * sign in with `signUserIn` after the redirect login of another one.
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

/** Whether the last customer has signed out: the next redirect login must then ask for a password. */
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
