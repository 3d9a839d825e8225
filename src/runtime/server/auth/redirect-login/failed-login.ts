import { withQuery } from 'ufo'
import { SapccError } from '../../../sdk/errors'
import { redirectAnswer } from '../../http/answers'
import type { Answer } from '../../platform/types'
import { appPath } from './app-path'
import type { PendingLogin } from './pending-login'
import type { ShopPaths } from './app-path'

/**
 * Answers a redirect login that did not work: on the shop's own sign-in page
 * as `?error=<type>&returnTo=<path>`: the one that the login came from, else
 * `auth.loginPage`; without either, as the app's error page.
 *
 * Only the type goes into the address, never the text: an attacker who makes a
 * visitor follow a link could otherwise write on the shop's sign-in page.
 *
 * @throws the error itself, when there is no such page or when it is the shop's
 * own fault (500), which no visitor can do anything about.
 */
export function answerFailedLogin(paths: ShopPaths, error: unknown, { returnTo = '/', loginPage = paths.loginPage }: Partial<Pick<PendingLogin, 'returnTo' | 'loginPage'>> = {}): Answer {
  if (!loginPage || !(error instanceof SapccError) || error.status === 500) throw error
  const query = { error: error.data.type, ...(returnTo === '/' ? {} : { returnTo }) }
  return redirectAnswer(withQuery(appPath(paths, loginPage), query))
}
