import { defineNuxtRouteMiddleware, useNuxtApp } from '#imports'
import { leaveForLogin, rememberGuardedPage } from '../session/leave-for-login'
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
  if (auth === false) return
  const nuxtApp = useNuxtApp()
  // On a page that was made for everyone the server cannot know; the browser asks.
  if (import.meta.client && !state.value.ready) await nuxtApp.$sapccSession.ask()
  // While the server cannot say who is signed in, the visitor is not sent to the login page; the page's own calls fail.
  if (state.value.ready) return nuxtApp.runWithContext(() => state.value.loggedIn ? rememberGuardedPage(to) : leaveForLogin(to))
})
