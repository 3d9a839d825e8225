import type { SignOutOptions, SignOutResult } from '../../../sdk/session-methods'
import type { SapccConfig } from '../../config/types'
import type { Sealer } from '../../crypto/sealer'
import type { RequestScope } from '../../http/request-scope'
import type { OAuthClient } from '../../oauth'
import { authPath } from '../redirect-login/app-path'
import type { ShopPaths } from '../redirect-login/app-path'
import type { Session } from '../../session/session'
import { safeReturnTo } from '../return-to'
import { noteSignOut } from '../sso-session'
import { keepIdToken } from './id-token'
import { createLogoutWarning } from './logout-warning'
import { LOGOUT_LIFETIME, keepPendingLogout } from './pending-logout'

/** What the begin of a logout needs. */
export interface BeginLogoutOptions {
  config: { session: Pick<SapccConfig['session'], 'maxAge' | 'cookieBudget'>, oauth: Pick<SapccConfig['oauth'], 'logoutEndpoint' | 'comesBackFromLogout'> }
  oauth: Pick<OAuthClient, 'hasLogout'>
  sealer: Sealer
  paths: ShopPaths
  log: { warn: (message: string) => void }
  /** See `TokenRevocation`. */
  renewLast: (last: Session) => Promise<{ session: Session, idToken?: string }>
}

/** Where the browser goes, and the session whose tokens are to be revoked. */
export interface BegunLogout {
  /** Where the browser goes; absent when there is nothing to end, or no way to do it. */
  result?: SignOutResult
  /** The session that has ended, or the same with newer tokens. */
  toRevoke: Session | undefined
}

/**
 * Prepares that the browser ends its own session with the authorization server,
 * after the one of the shop has ended.
 *
 * @param last the shop's session that has ended.
 */
export type BeginLogout = (scope: RequestScope, wish: SignOutOptions, last: Session | undefined) => Promise<BegunLogout>

export function createBeginLogout({ config, oauth, sealer, paths, log, renewLast }: BeginLogoutOptions): BeginLogout {
  const warn = createLogoutWarning(config.oauth, log)

  /** Spring accepts only the newest ID token. Sessions keep none, so one more refresh gets it. */
  async function keepNewestIdToken(scope: RequestScope, last: Session): Promise<Session> {
    const { session, idToken } = await renewLast(last)
    const room = config.session.cookieBudget - scope.cookies.lines().join('').length
    if (idToken !== undefined) await keepIdToken(scope, idToken, { sealer, paths, maxAge: LOGOUT_LIFETIME, room })
    return session
  }

  return async (scope, { everywhere = true, returnTo }, last) => {
    const hasSsoSession = noteSignOut(scope, config.session.maxAge)
    if (!hasSsoSession || !everywhere) return { toRevoke: last }
    if (!await oauth.hasLogout()) {
      warn()
      return { toRevoke: last }
    }
    await keepPendingLogout(scope, { sealer, paths }, { returnTo: safeReturnTo(returnTo), startedAt: Date.now(), hasLeft: false })
    const result = { logoutUrl: authPath(paths, 'logout') }
    return { result, toRevoke: last && hasNewerIdToken(last) ? await keepNewestIdToken(scope, last) : last }
  }
}

/** Whether a refresh may have brought an ID token since the login, whose own is in a cookie. */
function hasNewerIdToken({ scope, generation }: Session): boolean {
  return generation > 0 && scope.split(' ').includes('openid')
}
