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
  const { $router, $sapccSession: { ask, state, nuxt } } = nuxtApp
  /** Set when another navigation begins; resolves when it has ended. If it succeeds, its own middleware decides what the visitor sees. */
  let nextNavigation: Promise<void> | undefined
  if (import.meta.client) {
    const stop = $router.beforeEach(() => {
      stop()
      nextNavigation = new Promise((resolve) => {
        const end = () => {
          stopAfter()
          stopError()
          resolve()
        }
        const stopAfter = $router.afterEach((_to, _from, failure) => {
          // `NavigationFailureType.cancelled`: a newer navigation is under way. By number, because the import costs bytes.
          if (failure?.type !== 8) end()
        })
        // A guard that throws: the router calls no `afterEach` then.
        const stopError = $router.onError(end)
      })
    })
  }
  if (import.meta.client && !state.value.ready) {
    const askAndDecide = async () => {
      await ask()
      await decide(nuxt.showError)
    }
    // The page was rendered without a session. Hydrate it unchanged, to avoid a mismatch, and decide after hydration.
    if (nuxtApp.isHydrating && nuxtApp.payload.serverRendered) return void nuxtApp.hooks.hookOnce('app:suspense:resolve', () => void askAndDecide().catch(error => nuxtApp.runWithContext(() => nuxt.showError(error))))
    await ask()
  }
  return await decide()

  /** @param showErrorHere given where the page is visible already: if the next navigation fails, the visitor is still on it, and has to leave it. */
  async function decide(showErrorHere?: typeof showError): Promise<Awaited<ReturnType<RouteMiddleware>>> {
    // While the server cannot say who is signed in, the visitor is not sent to the login page; the page's own calls fail.
    if (!state.value.ready) return
    const goToLogin = state.value.loggedIn ? undefined : await loadLogin()
    // The visitor may have gone elsewhere, or signed in, before the answer and the script were there.
    if (showErrorHere) await nextNavigation
    if (showErrorHere ? $router.currentRoute.value.fullPath !== to.fullPath : nextNavigation) return
    return nuxtApp.runWithContext(() => goToLogin && !state.value.loggedIn ? goToLogin(to, showErrorHere) : rememberGuardedPage(to))
  }
}

export default sapccAuth
