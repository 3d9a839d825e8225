import { useNuxtApp, useRuntimeConfig } from '#imports'
import type { RouteMiddleware } from '#app'
import type { RouteLocationNormalized, Router } from 'vue-router'
import type { SapccAppConfig } from '../types'
import type { SessionAccess } from './session-access'

/** The last page that `sapcc-auth` has opened because the visitor seemed signed in, by app; on the server an app lives for one request. */
const opened = new WeakMap<object, RouteLocationNormalized>()

/**
 * Loads the code that leads to the login, as a separate script: most visitors of guarded pages are signed in, and shops
 * without such a page have no use for it.
 *
 * @returns a function that sends the visitor to the login. Call it where composables work.
 */
export const loadLogin = () => import('./leave-for-login').then(({ leaveForLogin }) => leaveForLogin, (error: unknown) => {
  if (import.meta.server) throw error
  return leaveWithoutScript
})

/**
 * For a tab from before the last deployment, whose login script no longer exists: has the browser load the login page.
 * Loading the guarded page again could go on for ever, because a cache may answer with the same old page. Only a sign-in page
 * that the settings name by its path is known here: visitors of guarded pages download this code, and few ever need it.
 */
function leaveWithoutScript(to: RouteLocationNormalized): ReturnType<RouteMiddleware> {
  const { $localePath, $router, $sapccSession: { apiUrl, nuxt } } = useNuxtApp() as unknown as { $localePath?: (path: string) => string, $router: Router, $sapccSession: SessionAccess }
  const { loginPage } = useRuntimeConfig().public.sapcc
  const page = loginPage.startsWith('/') ? $router.resolve($localePath?.(loginPage) || loginPage) : undefined
  if (page?.path === to.path) return
  const address = page?.href ?? `${apiUrl}/auth/login`
  return nuxt.navigateTo(`${address}${address.includes('?') ? '&' : '?'}returnTo=${encodeURIComponent(to.fullPath)}`, { external: true })
}

/**
 * Remembers that a guarded page was opened: the session may turn out to be over while it is rendered, and may end while
 * it is looked at.
 */
export function rememberGuardedPage(to: RouteLocationNormalized): void {
  const nuxtApp = useNuxtApp()
  if (import.meta.client && !opened.has(nuxtApp)) leaveWhenSessionEnds()
  opened.set(nuxtApp, to)
}

/** Not after a sign-out in this tab: the app has called `signUserOut`, and decides itself which page follows. */
function leaveWhenSessionEnds(): void {
  const nuxtApp = useNuxtApp()
  const { $router: { currentRoute }, $sapccSession: { nuxt, state } } = nuxtApp
  const mayLeave = () => (nuxtApp.runWithContext(() => nuxt.useAppConfig()) as { sapcc?: SapccAppConfig }).sapcc?.leaveGuardedPages !== false
  nuxtApp.hook('sapcc:session:ended', ({ sessionKey, isOwn }) => {
    const page = currentRoute.value
    if (isOwn || sessionKey || page.path !== opened.get(nuxtApp)?.path || !mayLeave()) return
    // Not awaited: other listeners clear the customer's data, and must not wait until the login page is there: the data would stay visible for so long.
    void loadLogin().then(leave => nuxtApp.runWithContext(() => {
      // The visitor may have gone elsewhere, or signed in, before the script was there.
      if (currentRoute.value === page && !state.value.loggedIn) return leave(page, nuxt.showError)
    }))
  })
}

/** The guarded page that this app has opened. */
export function guardedPage(nuxtApp: object): RouteLocationNormalized | undefined {
  return opened.get(nuxtApp)
}
