import { withQuery } from 'ufo'
import { SapccError } from '../../../sdk/errors'
import { redirectAnswer } from '../../http/answers'
import type { Answer } from '../../platform/types'
import { appPath } from './app-path'
import type { ShopPaths } from './app-path'

/**
 * Answers a redirect login that did not work: on the shop's own sign-in page
 * (`auth.loginPage`) as `?error=<type>&returnTo=<path>`, else as the app's error page.
 *
 * Only the type goes into the address, never the text: an attacker who makes a
 * visitor follow a link could otherwise write on the shop's sign-in page.
 *
 * @throws the error itself, when there is no such page or when it is the shop's
 * own fault (500), which no visitor can do anything about.
 */
export function answerFailedLogin(paths: ShopPaths, error: unknown, returnTo = '/'): Answer {
  if (!paths.loginPage || !(error instanceof SapccError) || error.status === 500) throw error
  const query = { error: error.data.type, ...(returnTo === '/' ? {} : { returnTo }) }
  return redirectAnswer(withQuery(appPath(paths, paths.loginPage), query))
}
