import type { CookieJar } from './cookie-jar.ts'

/** Kinds of the shop's cookies, recognized by their names. */
const NAMES = {
  /** Names the session that the browser is in. */
  pointer: /^(?:__(?:Host|Secure)-)?sapcc-[\da-z]+$/,
  /** A session's content; longer ones have further pieces. */
  content: /^(?:__(?:Host|Secure)-)?sapcc-[\da-z]+-s-[\w-]+$/,
  /** Says that a session has ended. */
  mark: /^(?:__(?:Host|Secure)-)?sapcc-[\da-z]+-x-[\w-]+$/,
  cart: /^(?:__(?:Host|Secure)-)?sapcc-[\da-z]+-cart$/,
  login: /^(?:__(?:Host|Secure)-)?sapcc-[\da-z]+-login-[\w-]+$/,
} as const

export type ShopCookie = keyof typeof NAMES

/** Name and value of the shop's cookies of one kind. */
export function shopCookies(jar: CookieJar, kind: ShopCookie): [name: string, value: string][] {
  return Object.entries(jar.snapshot()).filter(([name]) => NAMES[kind].test(name))
}

/** The only cookie of a kind; `undefined` when there is none. */
export function shopCookie(jar: CookieJar, kind: ShopCookie): { name: string, value: string } | undefined {
  const [found, ...others] = shopCookies(jar, kind)
  if (others.length > 0) throw new Error(`There are ${others.length + 1} cookies of the kind "${kind}".`)
  return found && { name: found[0], value: found[1] }
}

/** `Set-Cookie` lines of a response that set or remove cookies of one kind. */
export function setShopCookies(response: { headers: Headers }, kind: ShopCookie): string[] {
  return response.headers.getSetCookie().filter(line => NAMES[kind].test(line.split('=', 1)[0]!))
}
