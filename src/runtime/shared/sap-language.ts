/** Language codes of SAP by the app's locales, e.g. `{ 'de-DE': 'de', 'pt-BR': 'pt_BR' }`. */
export type LanguageMap = Readonly<Record<string, string>>

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

function normalized(locale: string): string {
  return locale.replaceAll('_', '-').toLowerCase()
}
