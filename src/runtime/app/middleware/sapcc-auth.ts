import { abortNavigation, createError, defineNuxtRouteMiddleware, navigateTo, useRuntimeConfig } from '#imports'
import { joinURL, withQuery } from 'ufo'
import { useSessionState } from '../session/use-session-state'
import type { SapccPageMeta } from '../types'

/**
 * Sends a visitor who is not signed in to the login, and back to where they
 * were: `definePageMeta({ middleware: 'sapcc-auth' })`, or on every page with
 * the module option `auth.global`, except those that say
 * `definePageMeta({ sapcc: { auth: false } })`.
 */
export default defineNuxtRouteMiddleware((to) => {
  const { auth } = (to.meta.sapcc ?? {}) as SapccPageMeta
  const state = useSessionState()
  // On a page that was made for everyone the server cannot know; the browser asks again.
  if (auth === false || state.value.loggedIn || (import.meta.server && !state.value.ready)) return
  const { app, public: { sapcc } } = useRuntimeConfig()
  if (sapcc.loginPage) {
    return to.path === sapcc.loginPage ? undefined : navigateTo({ path: sapcc.loginPage, query: { returnTo: to.fullPath } })
  }
  if (sapcc.apiUrl) return abortNavigation(createError({ statusCode: 401, message: 'Please sign in.' }))
  return navigateTo(withQuery(joinURL(app.baseURL, sapcc.apiPath, 'auth/login'), { returnTo: to.fullPath }), { external: true })
})
