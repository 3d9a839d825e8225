import { platformAead } from '../../crypto/aead'
import { isRecord } from '../../../sdk/errors'
import { safeReturnTo } from '../return-to'
import type { Sealer } from '../../crypto/sealer'
import type { RequestScope } from '../../http/request-scope'
import type { ConsumedLogins } from './consumed-logins'

/** A login whose browser has been sent to the authorization server, and has not come back yet. */
export interface PendingLogin {
  state: string
  codeVerifier: string
  returnTo: string
  /** The shop's sign-in page that the login came from, in the visitor's language; a failed login is reported there. */
  loginPage?: string
  /** Milliseconds since 1970. */
  startedAt: number
}

/** RFC 9700 recommends a short lifetime; customers may need minutes to find their password. */
const LIFETIME_SECONDS = 10 * 60

/** Logins that one browser may have in progress. The oldest ones are given up, so that their cookies never fill the header. */
const MAX_PENDING = 4

/** Keeps a login until its callback comes: one cookie per `state`, so that two tabs can log in at once. */
export async function keepPendingLogin(scope: RequestScope, sealer: Sealer, login: PendingLogin): Promise<void> {
  const others = pendingCookies(scope)
  for (const name of others.slice(0, Math.max(0, others.length - MAX_PENDING + 1))) scope.cookies.clear(name)
  scope.cookies.write(await cookieName(scope, login.state), await sealer.sealValue('login', login), LIFETIME_SECONDS)
}

/**
 * Finds this browser's login for a callback and consumes it, before anything is
 * done with it: the cookie goes, and the `state` is remembered.
 *
 * @returns `undefined` for a callback that is repeated, late, foreign or tampered.
 * @throws SapccError 503 `SessionStoreUnavailableError` when the storage is not available; the login stays pending then.
 */
export async function takePendingLogin(scope: RequestScope, sealer: Sealer, consumedLogins: ConsumedLogins, state: unknown): Promise<PendingLogin | undefined> {
  if (typeof state !== 'string' || state === '') return undefined
  const name = await cookieName(scope, state)
  const cookie = scope.cookies.read(name)
  if (cookie === undefined) return undefined
  const login = parsePendingLogin(await sealer.openValue('login', cookie))
  if (!login || login.state !== state) return undefined
  const isLate = Date.now() - login.startedAt > LIFETIME_SECONDS * 1000
  const isFirstUse = !isLate && await consumedLogins.consume(await loginKey(state))
  // Removed only now: while the storage is not available, the browser keeps the cookie, and the same callback works later.
  scope.cookies.clear(name)
  return isFirstUse ? login : undefined
}

/** Gives up all logins of this browser: their callbacks do nothing any more. */
export function dropPendingLogins(scope: RequestScope): void {
  for (const name of pendingCookies(scope)) scope.cookies.clear(name)
}

/** How long a consumed `state` is remembered, in milliseconds: as long as its cookie could come back. */
export const CONSUMED_LOGIN_TTL = LIFETIME_SECONDS * 1000

async function cookieName({ names }: RequestScope, state: string): Promise<string> {
  return names.login(await loginKey(state))
}

/** A hash, because `state` comes from the address, and a cookie's name allows few characters. */
async function loginKey(state: string): Promise<string> {
  return (await platformAead().hash(state)).slice(0, 16)
}

function pendingCookies({ cookies, names }: RequestScope): string[] {
  return cookies.names().filter(name => names.isLogin(name) && !name.includes('.'))
}

function parsePendingLogin(value: unknown): PendingLogin | undefined {
  if (!isRecord(value)) return undefined
  const { state, codeVerifier, returnTo, loginPage, startedAt } = value
  if (typeof state !== 'string' || typeof codeVerifier !== 'string' || typeof startedAt !== 'number') return undefined
  return { state, codeVerifier, returnTo: safeReturnTo(returnTo), startedAt, ...(loginPage === undefined ? {} : { loginPage: safeReturnTo(loginPage) }) }
}
