import { useNuxtApp } from '#imports'
import type { RouteLocationNormalized } from 'vue-router'
import { useLoginPage, usePageLocale } from './login-page'

/**
 * Returns a function that makes the URL at which a redirect login begins: in the
 * language of a page, and with its sign-in page as the place to come back to if the login
 * fails.
 *
 * @returns a function of the page and of the path to come back to (by default the page itself).
 */
export function useLoginAddress(): (page: RouteLocationNormalized, returnTo?: string) => string {
  const { apiUrl } = useNuxtApp().$sapccSession
  const loginPageOf = useLoginPage()
  const localeOf = usePageLocale()
  return (page, returnTo) => {
    const loginPage = loginPageOf(page)
    const locale = localeOf(page)
    const query = new URLSearchParams({
      returnTo: returnTo ?? pageToReturnTo(page, loginPage),
      // A locale of Alokai's is written with an underscore, a language tag with a hyphen.
      ...(locale === undefined ? {} : { ui_locales: locale.replaceAll('_', '-') }),
      ...(loginPage === undefined ? {} : { loginPage }),
    })
    return `${apiUrl}/auth/login?${query}`
  }
}

/** The path to come back to. For the sign-in page this is its own `returnTo`. */
function pageToReturnTo({ path, fullPath, query }: RouteLocationNormalized, loginPage: string | undefined): string {
  if (path !== loginPage?.split(/[?#]/, 1)[0]) return fullPath
  return typeof query.returnTo === 'string' ? query.returnTo : '/'
}
