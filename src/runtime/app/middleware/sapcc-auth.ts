import { useNuxtApp } from '#imports'
import type { RouteMiddleware } from '#app'
import { loadLogin, rememberGuardedPage } from '../session/guarded-page'
import type { SapccPageMeta } from '../types'

/**
 * Sends a visitor who is not signed in to the login, and back to where they
 * were: `definePageMeta({ middleware: 'sapcc-auth' })`, or on every page with
 * the module option `auth.global`, except those that say
 * `definePageMeta({ sapcc: { auth: false } })`.
 */
const sapccAuth: RouteMiddleware = async (to) => {
  const { auth } = (to.meta.sapcc ?? {}) as SapccPageMeta
  if (auth === false) return
  const nuxtApp = useNuxtApp()
  const { ask, state } = nuxtApp.$sapccSession
  // On a page that was made for everyone the server cannot know; the browser asks.
  if (import.meta.client && !state.value.ready) await ask()
  // While the server cannot say who is signed in, the visitor is not sent to the login page; the page's own calls fail.
  if (!state.value.ready) return
  if (state.value.loggedIn) return nuxtApp.runWithContext(() => rememberGuardedPage(to))
  const { leaveForLogin } = await loadLogin()
  return nuxtApp.runWithContext(() => leaveForLogin(to))
}

export default sapccAuth
