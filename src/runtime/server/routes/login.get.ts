import { defineEventHandler, getCookie, getQuery, sendRedirect, setResponseHeader } from 'h3'
import { createCodeVerifier, createState } from '../oauth'
import { safeReturnTo } from '../auth/return-to'
import { answerFailedLogin } from '../auth/redirect-login/failed-login'
import { keepPendingLogin } from '../auth/redirect-login/pending-login'
import { redirectUri } from '../auth/redirect-login/redirect-uri'

/**
 * `GET /api/sapcc/auth/login?returnTo=/account`: sends the browser to the
 * authorization server's login page (RFC 6749, section 4.1; RFC 7636 with S256).
 */
export default defineEventHandler(async (event) => {
  setResponseHeader(event, 'cache-control', 'no-store')
  const context = event.context.sapccServer(event)
  const { returnTo, ui_locales: askedLocales } = getQuery(event)
  const login = { state: createState(), codeVerifier: createCodeVerifier(), returnTo: safeReturnTo(returnTo), startedAt: Date.now() }
  const uiLocales = [askedLocales, getCookie(event, 'vsf-locale'), context.config.api.defaultLanguage, 'en'].find(value => typeof value === 'string' && /^[\w-]{2,35}$/.test(value)) as string
  try {
    const location = await context.oauth.authorizationUrl({ state: login.state, codeVerifier: login.codeVerifier, redirectUri: redirectUri(event, context), uiLocales })
    await keepPendingLogin(event, context, login)
    return await sendRedirect(event, location, 302)
  }
  catch (error) {
    return await answerFailedLogin(event, error, login.returnTo)
  }
})
