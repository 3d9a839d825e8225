import { isRecord } from '../../../sdk/errors'
import type { Sealer } from '../../crypto/sealer'
import type { RequestScope } from '../../http/request-scope'
import { authPath } from '../redirect-login/app-path'
import type { ShopPaths } from '../redirect-login/app-path'
import { safeReturnTo } from '../return-to'

/** A sign-out of the shop that goes on at the authorization server. */
export interface PendingLogout {
  returnTo: string
  /** Milliseconds since 1970. */
  startedAt: number
  /** The browser was sent to the authorization server; the next time it comes back from there. */
  hasLeft: boolean
}

/** Some servers ask whether the customer really wants to sign out. */
const LIFETIME_SECONDS = 10 * 60

/** What the functions below need. */
export interface PendingLogoutOptions {
  sealer: Sealer
  paths: ShopPaths
}

/** Keeps a logout until the browser is back. */
export async function keepPendingLogout({ cookies, names }: RequestScope, { sealer, paths }: PendingLogoutOptions, logout: PendingLogout): Promise<void> {
  cookies.write(names.logout, await sealer.sealValue('logout', logout), LIFETIME_SECONDS, authPath(paths))
}

/** @returns `undefined` without a sign-out by this browser a short time ago: a link from elsewhere ends nothing. */
export async function readPendingLogout({ cookies, names }: RequestScope, { sealer }: PendingLogoutOptions): Promise<PendingLogout | undefined> {
  const cookie = cookies.read(names.logout)
  const value = cookie === undefined ? undefined : await sealer.openValue('logout', cookie)
  if (!isRecord(value) || typeof value.startedAt !== 'number') return undefined
  if (Date.now() - value.startedAt > LIFETIME_SECONDS * 1000) return undefined
  return { returnTo: safeReturnTo(value.returnTo), startedAt: value.startedAt, hasLeft: value.hasLeft === true }
}

/** The browser is back. */
export function dropPendingLogout({ cookies, names }: RequestScope, paths: ShopPaths): void {
  cookies.clear(names.logout, 0, authPath(paths))
}
