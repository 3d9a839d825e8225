import { computed, onNuxtReady, useCookie, useNuxtApp, useState, watch } from '#imports'
import type { ComputedRef } from 'vue'

/** Language and currency of a page's data. */
export interface SiteChoice {
  /** The locale of `@nuxtjs/i18n`, or else what the cookie says. */
  language?: string | undefined
  currency?: string | undefined
}

/**
 * The language and the currency that calls of this page are made in, as far as the app knows them: they are part of
 * every key. The page has those that it was rendered with until it is hydrated, on cached pages too; then those of the
 * cookies, whichever tab has changed them.
 */
export function useSiteChoice(): ComputedRef<SiteChoice> {
  const { $i18n } = useNuxtApp() as { $i18n?: { locale?: { value?: unknown } } }
  const [locale, detected, currency] = ['vsf-locale', 'i18n_redirected', 'vsf-currency'].map(name => useCookie<string | undefined>(name, { readonly: true }))
  const fromCookies = (): SiteChoice => ({ language: locale!.value ?? detected!.value, currency: currency!.value })
  const chosen = useState<SiteChoice>('sapcc:site', fromCookies)
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
