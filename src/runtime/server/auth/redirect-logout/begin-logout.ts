import type { SignOutOptions, SignOutResult } from '../../../sdk/session-methods'
import type { SapccConfig } from '../../config/types'
import type { Sealer } from '../../crypto/sealer'
import type { RequestScope } from '../../http/request-scope'
import type { OAuthClient } from '../../oauth'
import type { IdTokenCookies } from '../../session/id-token-cookies'
import type { Session } from '../../session/session'
import { authPath } from '../redirect-login/app-path'
import type { ShopPaths } from '../redirect-login/app-path'
import { returnToPage } from '../return-to-page'
import { noteSignOut } from '../sso-session'
import { createLogoutWarning } from './logout-warning'
import { keepPendingLogout } from './pending-logout'

/** What the begin of a logout needs. */
export interface BeginLogoutOptions {
  config: { session: Pick<SapccConfig['session'], 'maxAge' | 'cookieBudget'>, oauth: Pick<SapccConfig['oauth'], 'logoutEndpoint' | 'comesBackFromLogout'> }
  oauth: Pick<OAuthClient, 'hasLogout'>
  sealer: Sealer
  idTokens: Pick<IdTokenCookies, 'prepare' | 'drop'>
  paths: ShopPaths
  log: { warn: (message: string) => void }
}

/**
 * Prepares that the browser ends its own session with the authorization server,
 * after the one of the shop has ended.
 *
 * @param ended the session, as it was last.
 * @returns where the browser goes for that; `undefined` when there is nothing to end, or no way to do it.
 */
export type BeginLogout = (scope: RequestScope, wish: SignOutOptions, ended: Session | undefined) => Promise<SignOutResult | undefined>

/** Bytes of the other cookies that the answer to a sign-out sets or removes, such as the session's and the cart's. */
const OTHER_COOKIES = 1000

export function createBeginLogout({ config, oauth, sealer, idTokens, paths, log }: BeginLogoutOptions): BeginLogout {
  const warn = createLogoutWarning(config.oauth, log)

  /** Whether the browser can end its session at the authorization server. Warns the operator where there is no endpoint for it. */
  async function canSignOutThere(): Promise<boolean> {
    const hasLogout = await oauth.hasLogout()
    if (!hasLogout) warn()
    return hasLogout
  }

  return async (scope, { everywhere = true, returnTo }, ended) => {
    const hasSsoSession = noteSignOut(scope, config.session.maxAge)
    if (!hasSsoSession || !everywhere || !await canSignOutThere()) {
      if (ended) await idTokens.drop(scope, ended)
      return undefined
    }
    if (ended) (await idTokens.prepare(scope, ended))(config.session.cookieBudget - OTHER_COOKIES)
    // The sign-in page is a good place to come back to after a sign-out.
    const page = returnToPage(returnTo, { ...paths, loginPage: '' })
    await keepPendingLogout(scope, { sealer, paths }, { returnTo: page, startedAt: Date.now(), hasLeft: false })
    return { logoutUrl: authPath(paths, 'logout') }
  }
}
