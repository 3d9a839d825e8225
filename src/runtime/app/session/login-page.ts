import { useNuxtApp, useRuntimeConfig } from '#imports'
import type { RouteLocationNormalized, RouteLocationRaw, Router } from 'vue-router'
import type { SapccLoginPage } from '../types'
import type { SessionAccess } from './session-access'

/** The parts of the app that are used; those of `@nuxtjs/i18n` where it is present. */
interface I18nApp {
  $router: Router
  $sapccSession: SessionAccess
  $i18n?: { locale?: { value?: unknown }, localeCodes?: { value?: unknown } }
  $localePath?: (to: RouteLocationRaw, locale?: string) => string
}

/** Separator between a route's name and its locale in `@nuxtjs/i18n`. */
const NAME_SEPARATOR = '___'

/**
 * Finds the sign-in page for a page that requires a customer, in that page's language.
 *
 * @returns its path below the app's base, with its query; `undefined` when the shop has none, so that visitors go to the authorization server's page.
 */
export function useLoginPage(): (to: RouteLocationNormalized) => string | undefined {
  const nuxtApp = useNuxtApp() as I18nApp
  const { $router: router, $sapccSession } = nuxtApp
  const { loginPage: inAppConfig } = ($sapccSession.nuxt.useAppConfig() as { sapcc?: { loginPage?: SapccLoginPage } }).sapcc ?? {}
  const loginPage: SapccLoginPage = inAppConfig ?? useRuntimeConfig().public.sapcc.loginPage

  return (to) => {
    if (!loginPage) return undefined
    // A function localises the path itself.
    if (typeof loginPage === 'function') return router.resolve(loginPage(to)).fullPath
    const target = loginPage.startsWith('/') ? loginPage : { name: loginPage }
    return nuxtApp.$localePath?.(target, localeOf(to, nuxtApp)) || router.resolve(target).fullPath
  }
}

/** The locale of a page that may not be shown yet: its route's name has it, else it is the current one. */
function localeOf({ name }: RouteLocationNormalized, { $i18n }: Pick<I18nApp, '$i18n'>): string | undefined {
  const codes = $i18n?.localeCodes?.value
  const code = typeof name === 'string' ? name.split(NAME_SEPARATOR)[1] : undefined
  if (code !== undefined && Array.isArray(codes) && codes.includes(code)) return code
  return typeof $i18n?.locale?.value === 'string' ? $i18n.locale.value : undefined
}

/** The language in which the authorization server is asked to show its pages; `undefined` where the app has no locale of its own. */
export function usePageLocale(): (to: RouteLocationNormalized) => string | undefined {
  const nuxtApp = useNuxtApp() as I18nApp
  return to => localeOf(to, nuxtApp)
}
