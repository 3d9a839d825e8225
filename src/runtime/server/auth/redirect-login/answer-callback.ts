import { SapccError } from '../../../sdk/errors'
import type { SapccConfig } from '../../config/types'
import type { Sealer } from '../../crypto/sealer'
import { redirectAnswer } from '../../http/answers'
import type { FailureLog } from '../../http/failure-log'
import type { RequestScope } from '../../http/request-scope'
import type { OAuthClient } from '../../oauth'
import type { Answer } from '../../platform/types'
import type { RequestSession } from '../../session/request-session'
import type { IdTokenCookies } from '../../session/id-token-cookies'
import type { SiteContextOf } from '../../site-context/site-context'
import type { BeginSession } from '../begin-session'
import { noteRedirectLogin } from '../sso-session'
import { appPath } from './app-path'
import type { ShopPaths } from './app-path'
import type { ConsumedLogins } from './consumed-logins'
import { answerFailedLogin } from './failed-login'
import { takePendingLogin } from './pending-login'
import type { RedirectUriOf } from './redirect-uri'

/** What the end of a redirect login needs. */
export interface AnswerCallbackOptions {
  config: { session: Pick<SapccConfig['session'], 'absoluteMaxAge'> }
  oauth: Pick<OAuthClient, 'exchangeCode'>
  sealer: Sealer
  consumedLogins: ConsumedLogins
  beginSession: BeginSession
  session: (scope: RequestScope) => RequestSession
  idTokens: Pick<IdTokenCookies, 'dropAll'>
  redirectUri: RedirectUriOf
  siteContext: SiteContextOf
  paths: ShopPaths
  failures: FailureLog
}

/** The address holds the code: no other site may learn it. */
export const NO_REFERRER = 'no-referrer'

/**
 * Answers the request with which a browser comes back from the authorization server. The code is exchanged
 * exactly once: a second exchange would make SAP revoke the tokens of the first.
 */
export async function answerCallback(scope: RequestScope, options: AnswerCallbackOptions): Promise<Answer> {
  const { config, oauth, paths } = options
  const { request } = scope
  const { state } = request.query
  const search = searchOf(request.rawUrl)
  // Error pages and logs repeat the address of the request, and a code that could not be exchanged may still be good.
  request.forgetQuery()
  const login = await takePendingLogin(scope, options.sealer, options.consumedLogins, state)
  if (!login) {
    // A reload or the back button after a login that worked is no reason for an error page.
    if (await options.session(scope).session()) return redirectAnswer(appPath(paths, '/'), { 'referrer-policy': NO_REFERRER })
    return answerFailedLogin(paths, new SapccError('This login has expired or was started in another browser. Please sign in again.', { status: 400, data: { type: 'LoginExpiredError' } }))
  }
  try {
    // A refused visitor's code is not exchanged: no session would get its tokens.
    await options.siteContext(scope)
    const redirectUri = options.redirectUri(request)
    const tokens = await oauth.exchangeCode({ callbackUrl: callbackUrl(redirectUri, search), state: login.state, codeVerifier: login.codeVerifier, redirectUri, onBehalfOf: scope.request })
    await options.beginSession(scope, tokens)
    noteRedirectLogin(scope, config.session.absoluteMaxAge)
    // Those of earlier logins: this one's is written with its session.
    options.idTokens.dropAll(scope)
  }
  catch (error) {
    options.failures.note('The callback of the login by redirect', error)
    return answerFailedLogin(paths, error, login)
  }
  return redirectAnswer(appPath(paths, login.returnTo), { 'referrer-policy': NO_REFERRER })
}

/** The address to which the authorization server has sent the browser, with the parameters of the request. */
function callbackUrl(redirectUri: string, search: string): URL {
  const url = new URL(redirectUri)
  url.search = search
  return url
}

function searchOf(url: string): string {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start)
}
