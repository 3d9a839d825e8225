import { sendRedirect } from 'h3'
import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import { withQuery } from 'ufo'
import { SapccError } from '../../../sdk/errors'
import { appPath } from './app-path'

/**
 * Answers a redirect login that did not work: on the shop's own sign-in page
 * (`auth.loginPage`) as `?error=<type>&returnTo=<path>`, else as the app's error page.
 *
 * Only the type goes into the address, never the text: whoever makes a visitor
 * follow a link could otherwise write on the shop's sign-in page.
 *
 * @throws the error itself, when there is no such page or when it is the shop's
 * own fault (500), which no visitor can do anything about.
 */
export async function answerFailedLogin(event: H3Event, error: unknown, returnTo = '/'): Promise<void> {
  const { loginPage } = useRuntimeConfig().public.sapcc
  if (!loginPage || !(error instanceof SapccError) || error.status === 500) throw error
  const query = { error: error.data.type, ...(returnTo === '/' ? {} : { returnTo }) }
  await sendRedirect(event, withQuery(appPath(loginPage), query), 302)
}
