import { abortNavigation, createError, navigateTo, showError, useAppConfig, useNuxtApp, useRouter, useRuntimeConfig } from '#imports'
import type { RouteLocationNormalized } from 'vue-router'
import { useLoginAddress } from './login-address'
import { useLoginPage } from './login-page'
import type { SapccAppConfig } from '../types'

/** The last page that `sapcc-auth` has opened because the visitor seemed signed in, by app; on the server an app lives for one request. */
const opened = new WeakMap<object, RouteLocationNormalized>()

/**
 * Remembers that a guarded page was opened: the session may turn out to be over while it is rendered, and may end while
 * it is looked at.
 */
export function rememberGuardedPage(to: RouteLocationNormalized): void {
  const nuxtApp = useNuxtApp()
  if (import.meta.client && !opened.has(nuxtApp)) leaveWhenSessionEnds()
  opened.set(nuxtApp, to)
}

/** After the sign-out of this tab itself the app decides where to go; it has asked for it. */
function leaveWhenSessionEnds(): void {
  const nuxtApp = useNuxtApp()
  const router = useRouter()
  if ((useAppConfig() as { sapcc?: SapccAppConfig }).sapcc?.leaveGuardedPages === false) return
  nuxtApp.hook('sapcc:session:ended', ({ sessionKey, isOwn }) => {
    const page = router.currentRoute.value
    // Not awaited: what other listeners clear must not be looked at until another page is there.
    if (!isOwn && !sessionKey && page.path === opened.get(nuxtApp)?.path) void nuxtApp.runWithContext(() => leaveForLogin(page, showError))
  })
}

/** The guarded page that this app has opened. */
export function guardedPage(nuxtApp: object): RouteLocationNormalized | undefined {
  return opened.get(nuxtApp)
}

/**
 * Sends the visitor to the login, and back to the page afterwards. Call it where composables work.
 *
 * @param refuse what happens where there is no login to go to; outside of a navigation there is none to abort.
 */
export function leaveForLogin(to: RouteLocationNormalized, refuse: (error: ReturnType<typeof createError>) => unknown = abortNavigation): ReturnType<typeof navigateTo> | ReturnType<typeof abortNavigation> | undefined {
  const loginPage = useLoginPage()(to)
  if (loginPage !== undefined) {
    const { path, query } = useRouter().resolve(loginPage)
    return to.path === path ? undefined : navigateTo({ path, query: { ...query, returnTo: to.fullPath } })
  }
  if (useRuntimeConfig().public.sapcc.apiUrl) return refuse(createError({ statusCode: 401, message: 'Please sign in.' })) as ReturnType<typeof abortNavigation>
  return navigateTo(useLoginAddress()(to), { external: true })
}
