import { isRecord } from '../../sdk/errors'

/** Language codes of SAP by the app's locales, e.g. `{ 'de-DE': 'de', 'pt-BR': 'pt_BR' }`. */
export type LanguageMap = Readonly<Record<string, string>>

/**
 * A language or currency as it may come from a cookie. Cookies are the
 * visitor's to write: what cannot be a code is ignored rather than refused, so
 * that a broken one does not break every page.
 */
export function cleanCode(value: string | undefined): string | undefined {
  return value !== undefined && /^[\w-]{1,20}$/.test(value) ? value : undefined
}

/**
 * SAP's code for one of the app's locales: the map's, else the part before the
 * region (`de-DE`, `de_AT` → `de`). SAP takes nothing but the exact code of the
 * base store.
 *
 * @param locale in any spelling of case and separator: `de-DE`, `de_DE`, `de-de`.
 */
export function sapLanguage(locale: string, languages: LanguageMap): string {
  if (Object.hasOwn(languages, locale)) return languages[locale]!
  const wanted = normalized(locale)
  const entry = Object.entries(languages).find(([known]) => normalized(known) === wanted)
  return entry ? entry[1] : wanted.split('-', 1)[0]!
}

/**
 * A call's parameters with a `lang` that SAP knows. The app's plugin sends the
 * page's locale there. A value without a hyphen that the map does not list is
 * taken for one of SAP's own codes (`es_CO`) and left alone.
 *
 * @param params of whatever kind; only a locale in them is replaced.
 */
export function withSapLanguage(params: unknown, languages: LanguageMap): unknown {
  if (!isRecord(params) || typeof params.lang !== 'string') return params
  const { lang } = params
  const isLocale = lang.includes('-') || Object.hasOwn(languages, lang)
  return isLocale && cleanCode(lang) !== undefined ? { ...params, lang: sapLanguage(lang, languages) } : params
}

function normalized(locale: string): string {
  return locale.replaceAll('_', '-').toLowerCase()
}
