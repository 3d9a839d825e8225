import { abortNavigation, createError, defineNuxtRouteMiddleware, navigateTo, useNuxtApp, useRuntimeConfig, useSdk } from '#imports'
import { joinURL, withQuery } from 'ufo'
import type { SessionMethods } from '../../sdk/session-methods'
import { useSessionState } from '../session/use-session-state'
import type { SapccPageMeta } from '../types'

/**
 * Sends a visitor who is not signed in to the login, and back to where they
 * were: `definePageMeta({ middleware: 'sapcc-auth' })`, or on every page with
 * the module option `auth.global`, except those that say
 * `definePageMeta({ sapcc: { auth: false } })`.
 */
export default defineNuxtRouteMiddleware(async (to) => {
  const { auth } = (to.meta.sapcc ?? {}) as SapccPageMeta
  const state = useSessionState()
  // On a page that was made for everyone the server cannot know; the browser asks.
  if (auth === false || state.value.loggedIn || (import.meta.server && !state.value.ready)) return
  const { app, public: { sapcc } } = useRuntimeConfig()
  const nuxtApp = useNuxtApp()
  if (import.meta.client && !state.value.ready && !sapcc.apiUrl) {
    const sdk = useSdk() as unknown as { sapcc: SessionMethods }
    await sdk.sapcc.getSession().catch(() => undefined)
    // While the server cannot say who is signed in, the visitor is not sent to the login page; the page's own calls fail.
    if (state.value.loggedIn || !state.value.ready) return
  }
  if (sapcc.loginPage) {
    return to.path === sapcc.loginPage ? undefined : nuxtApp.runWithContext(() => navigateTo({ path: sapcc.loginPage, query: { returnTo: to.fullPath } }))
  }
  if (sapcc.apiUrl) return abortNavigation(createError({ statusCode: 401, message: 'Please sign in.' }))
  return nuxtApp.runWithContext(() => navigateTo(withQuery(joinURL(app.baseURL, sapcc.apiPath, 'auth/login'), { returnTo: to.fullPath }), { external: true }))
})
