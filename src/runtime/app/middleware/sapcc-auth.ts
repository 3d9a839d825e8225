import { useNuxtApp } from '#imports'
import type { showError } from '#imports'
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
  const { ask, state, nuxt } = nuxtApp.$sapccSession
  if (import.meta.client && !state.value.ready) {
    const asked = async () => {
      await ask()
      if (nuxtApp.$router.currentRoute.value.path === to.path) await decide(nuxt.showError)
    }
    // The page was rendered without a session. Hydrate it unchanged, to avoid a mismatch, and decide after hydration.
    if (nuxtApp.isHydrating && nuxtApp.payload.serverRendered) return void nuxtApp.hooks.hookOnce('app:suspense:resolve', () => void asked().catch(error => nuxtApp.runWithContext(() => nuxt.showError(error))))
    await ask()
  }
  return await decide()

  async function decide(refuse?: typeof showError): Promise<Awaited<ReturnType<RouteMiddleware>>> {
    // While the server cannot say who is signed in, the visitor is not sent to the login page; the page's own calls fail.
    if (!state.value.ready) return
    if (state.value.loggedIn) return nuxtApp.runWithContext(() => rememberGuardedPage(to))
    const login = await loadLogin().catch((error: unknown) => {
      // In a tab that is older than the last deployment the script is gone. The server redirects to the login, too.
      if (import.meta.client) return undefined
      throw error
    })
    return nuxtApp.runWithContext(() => login ? login.leaveForLogin(to, refuse) : nuxt.navigateTo(to.fullPath, { external: true }))
  }
}

export default sapccAuth
