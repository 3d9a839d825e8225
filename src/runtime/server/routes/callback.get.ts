import { defineEventHandler, getQuery, getRequestURL, sendRedirect, setResponseHeader } from 'h3'
import type { H3Event } from 'h3'
import { SapccError } from '../../sdk/errors'
import { beginSession } from '../auth/begin-session'
import { appPath } from '../auth/redirect-login/app-path'
import { answerFailedLogin } from '../auth/redirect-login/failed-login'
import { takePendingLogin } from '../auth/redirect-login/pending-login'
import { redirectUri } from '../auth/redirect-login/redirect-uri'

/**
 * `GET /api/sapcc/auth/callback`: the browser comes back from the authorization
 * server. The code is exchanged exactly once: a second exchange would make SAP
 * revoke the tokens of the first.
 */
export default defineEventHandler(async (event) => {
  setResponseHeader(event, 'cache-control', 'no-store')
  // The address holds the code: no other site may learn it.
  setResponseHeader(event, 'referrer-policy', 'no-referrer')
  const context = event.context.sapccServer(event)
  const visit = context.visit(event)
  const { search } = getRequestURL(event)
  const { state } = getQuery(event)
  forgetQuery(event)
  const login = await takePendingLogin(event, context, state)
  if (!login) {
    // A reload or the back button after a login that worked is no reason for an error page.
    if (await visit.session()) return await sendRedirect(event, appPath('/'), 302)
    return await answerFailedLogin(event, new SapccError('This login has expired or was started in another browser. Please sign in again.', { status: 400, data: { type: 'LoginExpiredError' } }))
  }
  try {
    const uri = redirectUri(event, context)
    const tokens = await context.oauth.exchangeCode({ callbackUrl: callbackUrl(uri, search), state: login.state, codeVerifier: login.codeVerifier, redirectUri: uri })
    await beginSession(event, context, tokens)
    await visit.commit()
  }
  catch (error) {
    return await answerFailedLogin(event, error, login.returnTo)
  }
  return await sendRedirect(event, appPath(login.returnTo), 302)
})

/** The parameters that came, at the address the authorization server sent them to. */
function callbackUrl(redirectUri: string, search: string): URL {
  const url = new URL(redirectUri)
  url.search = search
  return url
}

/** Error pages and logs repeat the address of the request, and a code that could not be exchanged may still be good. */
function forgetQuery(event: H3Event): void {
  const [path] = event.path.split('?')
  event._path = path
  event.node.req.url = path
  event.node.req.originalUrl = path
}
