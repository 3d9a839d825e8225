import type { RequestScope } from '../http/request-scope'

/** How long a browser is known to have reset a password. Seconds. */
const RESET_MEMORY = 60 * 60

/** The cookie of a password reset, which has been removed from the browser. */
export interface TakenResetCookie {
  /** When the password was reset: milliseconds since 1970. */
  at: number
  remove: () => void
  putBack: () => void
}

/**
 * Notes in the browser that a password was reset in it. Not sealed: what a visitor makes up ends their own other sessions at
 * most, which they may do in any case.
 */
export function writeResetCookie({ cookieOwner: { cookies, names } }: RequestScope): void {
  cookies.write(names.reset, String(Date.now()), RESET_MEMORY)
}

/** Reads the cookie and removes it. @returns `undefined` where no password was reset. */
export function takeResetCookie(scope: RequestScope): TakenResetCookie | undefined {
  const { cookies, names } = scope.cookieOwner
  const at = Number(cookies.get(names.reset))
  if (!(at > 0)) return undefined
  const remove = () => cookies.clear(names.reset)
  remove()
  return { at, remove, putBack: () => cookies.write(names.reset, String(at), RESET_MEMORY) }
}
