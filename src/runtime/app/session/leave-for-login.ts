import { abortNavigation, createError, navigateTo, useNuxtApp, useRouter, useRuntimeConfig } from '#imports'
import type { RouteLocationNormalized } from 'vue-router'
import { useLoginAddress } from './login-address'
import { useLoginPage } from './login-page'

/** Pages that `sapcc-auth` has opened because the visitor seemed signed in, by app; on the server an app lives for one request. */
const opened = new WeakMap<object, RouteLocationNormalized>()

/** Remembers that a guarded page was opened: the session may turn out to be over while it is rendered. */
export function noteGuarded(to: RouteLocationNormalized): void {
  opened.set(useNuxtApp(), to)
}

/** The guarded page that this app has opened. */
export function guardedPage(nuxtApp: object): RouteLocationNormalized | undefined {
  return opened.get(nuxtApp)
}

/** Sends the visitor to the login, and back to the page afterwards. Call it where composables work. */
export function leaveForLogin(to: RouteLocationNormalized): ReturnType<typeof navigateTo> | ReturnType<typeof abortNavigation> | undefined {
  const loginPage = useLoginPage()(to)
  if (loginPage !== undefined) {
    const { path, query } = useRouter().resolve(loginPage)
    return to.path === path ? undefined : navigateTo({ path, query: { ...query, returnTo: to.fullPath } })
  }
  if (useRuntimeConfig().public.sapcc.apiUrl) return abortNavigation(createError({ statusCode: 401, message: 'Please sign in.' }))
  return navigateTo(useLoginAddress()(to), { external: true })
}
