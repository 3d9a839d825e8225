import { parseCookies } from 'h3'
import type { H3Event } from 'h3'
import { platformAead } from '../../crypto/aead'
import { isRecord } from '../../../sdk/errors'
import { safeReturnTo } from '../return-to'
import type { ServerContext } from '../../services'
import type { CookieName } from '../../http/cookies'

/** A login that has left for the authorization server and not come back yet. */
export interface PendingLogin {
  state: string
  codeVerifier: string
  returnTo: string
  /** Milliseconds since 1970. */
  startedAt: number
}

/** RFC 9700 asks for short lives; people look for their password for minutes. */
const LIFETIME_SECONDS = 10 * 60

/** Tabs that log in at once; older ones give way, so that their cookies never fill the header. */
const MAX_PENDING = 4

/** Keeps a login until its callback comes: one cookie per `state`, so that two tabs can log in at once. */
export async function keepPendingLogin(event: H3Event, context: ServerContext, login: PendingLogin): Promise<void> {
  const others = pendingCookies(event)
  for (const name of others.slice(0, Math.max(0, others.length - MAX_PENDING + 1))) context.cookies.clear(event, name)
  context.cookies.write(event, await cookieName(login.state), await context.sealer.sealValue('login', login), LIFETIME_SECONDS)
}

/**
 * Finds this browser's login for a callback and consumes it, before anything is
 * done with it: the cookie goes, and the `state` is remembered.
 *
 * @returns `undefined` for a callback that is repeated, late, foreign or tampered.
 */
export async function takePendingLogin(event: H3Event, context: ServerContext, state: unknown): Promise<PendingLogin | undefined> {
  if (typeof state !== 'string' || state === '') return undefined
  const name = await cookieName(state)
  const cookie = context.cookies.read(event, name)
  if (cookie === undefined) return undefined
  const login = parsePendingLogin(await context.sealer.openValue('login', cookie))
  if (!login || login.state !== state) return undefined
  context.cookies.clear(event, name)
  const isLate = Date.now() - login.startedAt > LIFETIME_SECONDS * 1000
  return !isLate && await context.consumedLogins.consume(name) ? login : undefined
}

/** Gives up all logins of this browser: their callbacks do nothing any more. */
export function dropPendingLogins(event: H3Event, context: ServerContext): void {
  for (const name of pendingCookies(event)) context.cookies.clear(event, name)
}

/** How long a consumed `state` is remembered, in milliseconds: as long as its cookie could come back. */
export const CONSUMED_LOGIN_TTL = LIFETIME_SECONDS * 1000

const PREFIX = 'sapcc-login-'

async function cookieName(state: string): Promise<CookieName> {
  // Hashed: `state` comes from the address, and a cookie's name takes few characters.
  return `${PREFIX}${(await platformAead().hash(state)).slice(0, 16)}`
}

function pendingCookies(event: H3Event): CookieName[] {
  return Object.keys(parseCookies(event))
    .map(name => name.replace('__Host-', ''))
    .filter((name): name is CookieName => name.startsWith(PREFIX) && !name.includes('.'))
}

function parsePendingLogin(value: unknown): PendingLogin | undefined {
  if (!isRecord(value)) return undefined
  const { state, codeVerifier, returnTo, startedAt } = value
  if (typeof state !== 'string' || typeof codeVerifier !== 'string' || typeof startedAt !== 'number') return undefined
  return { state, codeVerifier, returnTo: safeReturnTo(returnTo), startedAt }
}
