import type { Sealer } from '../../crypto/sealer'
import { redirectAnswer } from '../../http/answers'
import type { RequestScope } from '../../http/request-scope'
import type { OAuthClient } from '../../oauth'
import type { Answer } from '../../platform/types'
import type { IdTokenCookies } from '../../session/id-token-cookies'
import { appPath } from '../redirect-login/app-path'
import type { ShopPaths } from '../redirect-login/app-path'
import type { RedirectUriOf } from '../redirect-login/redirect-uri'
import { dropPendingLogout, keepPendingLogout, readPendingLogout } from './pending-logout'

/** What a logout by the browser needs. */
export interface AnswerLogoutOptions {
  oauth: Pick<OAuthClient, 'logoutUrl'>
  sealer: Sealer
  idTokens: Pick<IdTokenCookies, 'read' | 'dropAll'>
  /** Absent where the browser is to stay at the authorization server. */
  postLogoutRedirectUri?: RedirectUriOf
  paths: ShopPaths
}

/**
 * Sends the browser to the authorization server, to end its session there. Where that server sends it back here
 * (`postLogoutRedirectUri`), it goes on to the page of the shop that the sign-out has named. Both happen only shortly
 * after a sign-out in this browser, so that a link on another site cannot end a session.
 */
export async function answerLogout(scope: RequestScope, options: AnswerLogoutOptions): Promise<Answer> {
  const { oauth, idTokens, paths } = options
  const logout = await readPendingLogout(scope, options)
  if (!logout) return redirectAnswer(appPath(paths, '/'))
  if (!logout.hasLeft) {
    const idToken = await idTokens.read(scope)
    const postLogoutRedirectUri = options.postLogoutRedirectUri?.(scope.request)
    const location = await oauth.logoutUrl({
      ...(postLogoutRedirectUri === undefined ? {} : { postLogoutRedirectUri }),
      ...(idToken === undefined ? {} : { idToken }),
    })
    if (location !== undefined) {
      idTokens.dropAll(scope)
      if (postLogoutRedirectUri === undefined) dropPendingLogout(scope, paths)
      else await keepPendingLogout(scope, options, { ...logout, hasLeft: true })
      return redirectAnswer(location)
    }
  }
  dropPendingLogout(scope, paths)
  return redirectAnswer(appPath(paths, logout.returnTo))
}
