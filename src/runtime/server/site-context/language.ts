import { isRecord } from '../../sdk/errors'
import { sapLanguage } from '../../shared/sap-language'
import type { LanguageMap } from '../../shared/sap-language'

/**
 * A language or currency as it may come from a cookie. Cookies are the
 * visitor's to write: what cannot be a code is ignored rather than refused, so
 * that a broken one does not break every page.
 */
export function cleanCode(value: string | undefined): string | undefined {
  return value !== undefined && /^[\w-]{1,20}$/.test(value) ? value : undefined
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
