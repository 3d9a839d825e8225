import type { SignOutOptions, SignOutResult } from '../../../sdk/session-methods'
import type { SapccConfig } from '../../config/types'
import type { Sealer } from '../../crypto/sealer'
import type { RequestScope } from '../../http/request-scope'
import type { OAuthClient } from '../../oauth'
import { authPath } from '../redirect-login/app-path'
import type { ShopPaths } from '../redirect-login/app-path'
import { safeReturnTo } from '../return-to'
import { noteSignOut } from '../sso-session'
import { keepIdToken } from './id-token'
import { LOGOUT_LIFETIME, keepPendingLogout } from './pending-logout'

/** What the begin of a logout needs. */
export interface BeginLogoutOptions {
  config: { session: Pick<SapccConfig['session'], 'maxAge' | 'cookieBudget'> }
  oauth: Pick<OAuthClient, 'hasLogout'>
  sealer: Sealer
  paths: ShopPaths
}

/**
 * Prepares that the browser ends its own session with the authorization server,
 * after the one of the shop has ended.
 *
 * @param idToken that the ended session has kept; without, the browser's cookie may have it.
 * @returns where the browser goes for that; `undefined` when there is nothing to end, or no way to do it.
 */
export type BeginLogout = (scope: RequestScope, wish: SignOutOptions, idToken?: string) => Promise<SignOutResult | undefined>

export function createBeginLogout({ config, oauth, sealer, paths }: BeginLogoutOptions): BeginLogout {
  return async (scope, { everywhere = true, returnTo }, idToken) => {
    const hasSsoSession = noteSignOut(scope, config.session.maxAge)
    if (!hasSsoSession || !everywhere || !await oauth.hasLogout()) return undefined
    await keepPendingLogout(scope, { sealer, paths }, { returnTo: safeReturnTo(returnTo), startedAt: Date.now(), hasLeft: false })
    if (idToken) await keepIdToken(scope, idToken, { sealer, paths, maxAge: LOGOUT_LIFETIME, room: config.session.cookieBudget })
    return { logoutUrl: authPath(paths, 'logout') }
  }
}
