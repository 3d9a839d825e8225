import { useNuxtApp } from '#imports'
import type { RouteLocationNormalized } from 'vue-router'
import type { SapccAppConfig } from '../types'

/** The last page that `sapcc-auth` has opened because the visitor seemed signed in, by app; on the server an app lives for one request. */
const opened = new WeakMap<object, RouteLocationNormalized>()

/** Loads the way to the login as a separate script: most visitors of guarded pages are signed in, and shops without such a page have no use for it. */
export const loadLogin = () => import('./leave-for-login')

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
  const { $router: { currentRoute }, $sapccSession: { nuxt } } = nuxtApp
  const mayLeave = () => (nuxtApp.runWithContext(() => nuxt.useAppConfig()) as { sapcc?: SapccAppConfig }).sapcc?.leaveGuardedPages !== false
  nuxtApp.hook('sapcc:session:ended', ({ sessionKey, isOwn }) => {
    const page = currentRoute.value
    if (isOwn || sessionKey || page.path !== opened.get(nuxtApp)?.path || !mayLeave()) return
    // Not awaited: other listeners clear the customer's data, and must not wait until the login page is there: the data would stay visible for so long.
    // Without the script, after a new version was deployed, the server decides: it redirects to the login.
    void loadLogin().then(({ leaveForLogin }) => {
      if (currentRoute.value === page) return nuxtApp.runWithContext(() => leaveForLogin(page, nuxt.showError))
    }, () => {
      if (currentRoute.value === page) location.reload()
    })
  })
}

/** The guarded page that this app has opened. */
export function guardedPage(nuxtApp: object): RouteLocationNormalized | undefined {
  return opened.get(nuxtApp)
}
