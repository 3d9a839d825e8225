import type { SapccConfig } from '../../config/types'
import type { Sealer } from '../../crypto/sealer'
import { redirectAnswer } from '../../http/answers'
import type { FailureLog } from '../../http/failure-log'
import type { RequestScope } from '../../http/request-scope'
import { createCodeVerifier, createState } from '../../oauth'
import type { OAuthClient } from '../../oauth'
import type { Answer } from '../../platform/types'
import { LANGUAGE_COOKIES } from '../../../shared/site-cookies'
import type { SiteContextOf } from '../../site-context/site-context'
import { safeReturnTo } from '../return-to'
import { returnToPage } from '../return-to-page'
import { isSignedOut } from '../sso-session'
import type { ShopPaths } from './app-path'
import { answerFailedLogin } from './failed-login'
import { keepPendingLogin } from './pending-login'
import type { PendingLogin } from './pending-login'
import type { RedirectUriOf } from './redirect-uri'

/** What the begin of a redirect login needs. */
export interface AnswerLoginOptions {
  api: Pick<SapccConfig['api'], 'defaultLanguage'>
  config: { oauth: Pick<SapccConfig['oauth'], 'promptAfterSignOut'> }
  oauth: Pick<OAuthClient, 'authorizationUrl'>
  sealer: Sealer
  redirectUri: RedirectUriOf
  siteContext: SiteContextOf
  paths: ShopPaths
  failures: FailureLog
}

/** Sends the browser to the authorization server's login page, and keeps the login until its callback comes. */
export async function answerLogin(scope: RequestScope, { api, config, oauth, sealer, redirectUri, siteContext, paths, failures }: AnswerLoginOptions): Promise<Answer> {
  const { query } = scope.request
  const loginPage = safeReturnTo(query.loginPage)
  const login: PendingLogin = {
    state: createState(),
    codeVerifier: createCodeVerifier(),
    returnTo: returnToPage(query.returnTo, paths, loginPage),
    startedAt: Date.now(),
    ...(loginPage === '/' ? {} : { loginPage }),
  }
  const uiLocales = [query.ui_locales, ...LANGUAGE_COOKIES.map(name => scope.cookies.get(name)), api.defaultLanguage].find(isLocales)?.replaceAll('_', '-') ?? 'en'
  const asksForPassword = config.oauth.promptAfterSignOut && isSignedOut(scope)
  try {
    // A shop that refuses the visitor a site refuses the login.
    await siteContext(scope)
    const location = await oauth.authorizationUrl({ state: login.state, codeVerifier: login.codeVerifier, redirectUri: redirectUri(scope.request), uiLocales, asksForPassword })
    await keepPendingLogin(scope, sealer, login)
    return redirectAnswer(location)
  }
  catch (error) {
    failures.note('The login by redirect', error)
    return answerFailedLogin(paths, error, login)
  }
}

/** Language tags (RFC 5646), separated by spaces; Alokai's locales have an underscore. */
function isLocales(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{2,35}(?: [\w-]{2,35}){0,4}$/.test(value)
}
