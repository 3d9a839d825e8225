import { useNuxtApp, useRuntimeConfig } from '#imports'
import type { RouteMiddleware } from '#app'
import type { RouteLocationNormalized } from 'vue-router'
import { useLoginAddress } from './login-address'
import { useLoginPage } from './login-page'

export { useLoginAddress }

/**
 * Sends the visitor to the login, and back to the page afterwards. Call it where composables work.
 *
 * @param refuse what happens where there is no login to go to. @default the navigation fails with the error
 */
export function leaveForLogin(to: RouteLocationNormalized, refuse: (error: Error) => unknown = fail): ReturnType<RouteMiddleware> {
  const { $router, $sapccSession: { nuxt: { createError, navigateTo } } } = useNuxtApp()
  const loginPage = useLoginPage()(to)
  if (loginPage !== undefined) {
    const { path, query } = $router.resolve(loginPage)
    return to.path === path ? undefined : navigateTo({ path, query: { ...query, returnTo: to.fullPath } })
  }
  if (useRuntimeConfig().public.sapcc.apiUrl) return refuse(createError({ statusCode: 401, message: 'Please sign in.' })) as ReturnType<RouteMiddleware>
  return navigateTo(useLoginAddress()(to), { external: true })
}

/** What `abortNavigation` does with an error. */
function fail(error: Error): never {
  throw error
}
