import { abortNavigation, createError, defineNuxtRouteMiddleware, navigateTo, useNuxtApp, useRouter, useRuntimeConfig } from '#imports'
import { useLoginAddress } from '../session/login-address'
import { useLoginPage } from '../session/login-page'
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
  const { public: { sapcc } } = useRuntimeConfig()
  const nuxtApp = useNuxtApp()
  const router = useRouter()
  const loginAddress = useLoginAddress()
  const loginPage = useLoginPage()(to)
  if (import.meta.client && !state.value.ready) {
    await nuxtApp.$sapccSession.ask()
    // While the server cannot say who is signed in, the visitor is not sent to the login page; the page's own calls fail.
    if (state.value.loggedIn || !state.value.ready) return
  }
  if (loginPage !== undefined) {
    const { path, query } = router.resolve(loginPage)
    return to.path === path ? undefined : nuxtApp.runWithContext(() => navigateTo({ path, query: { ...query, returnTo: to.fullPath } }))
  }
  if (sapcc.apiUrl) return abortNavigation(createError({ statusCode: 401, message: 'Please sign in.' }))
  return nuxtApp.runWithContext(() => navigateTo(loginAddress(to), { external: true }))
})
