import { computed, effectScope, onNuxtReady, useCookie, useNuxtApp, watch } from '#imports'
import type { ComputedRef } from 'vue'
import { CURRENCY_COOKIE, LANGUAGE_COOKIES } from '../../shared/site-cookies'
import { usePayloadState } from '../payload-state'

/** Language and currency of a page's data. */
export interface SiteChoice {
  /** The locale of `@nuxtjs/i18n`, or else what the cookie says. */
  language?: string | undefined
  currency?: string | undefined
}

/** In the payload: what the page was rendered with. */
const STATE = 'sapcc:site'

/** The cookies that the app writes. */
const COOKIES = { language: LANGUAGE_COOKIES[0], currency: CURRENCY_COOKIE } as const

/** How long a choice is remembered. Seconds. */
const REMEMBERED = 365 * 24 * 60 * 60

/**
 * The language and the currency that calls of this page are made in, as far as the app knows them: they are part of
 * every key. The page has those that it was rendered with until it is hydrated, on cached pages too; then those of the
 * cookies, whichever tab has changed them.
 */
export function useSiteChoice(): ComputedRef<SiteChoice> {
  const { $i18n } = useNuxtApp() as { $i18n?: { locale?: { value?: unknown } } }
  const [locale, detected, currency] = [...LANGUAGE_COOKIES, CURRENCY_COOKIE].map(name => useCookie<string | undefined>(name, { readonly: true }))
  const fromCookies = (): SiteChoice => ({ language: locale!.value ?? detected!.value, currency: currency!.value })
  const chosen = usePayloadState<SiteChoice>(STATE, fromCookies)
  if (import.meta.client) {
    onNuxtReady(() => watch(fromCookies, (now) => {
      if (now.language !== chosen.value.language || now.currency !== chosen.value.currency) chosen.value = now
    }, { immediate: true }))
  }
  return computed(() => {
    const shown = $i18n?.locale?.value
    return typeof shown === 'string' ? { language: shown, currency: chosen.value.currency } : chosen.value
  })
}

/**
 * Writes a choice of the visitor's into its cookie, for all tabs. In the browser, where composables work.
 *
 * @param code SAP's code, or the locale that stands for it.
 */
export function chooseSite(what: keyof typeof COOKIES, code: string): void {
  const chosen = usePayloadState<SiteChoice>(STATE)
  // Nuxt writes a cookie when the component that has changed it goes, and tells the others that use it, of other tabs too.
  const writing = effectScope(true)
  writing.run(() => {
    useCookie<string | undefined>(COOKIES[what], { path: '/', maxAge: REMEMBERED, sameSite: 'lax', secure: location.protocol === 'https:' }).value = code
  })
  writing.stop()
  chosen.value = { ...chosen.value, [what]: code }
}
