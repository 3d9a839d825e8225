/**
 * The parameter by which the app's plugin tells this module's server the locale of
 * the page. It is only a default: the `lang` of a call wins, and the server ignores
 * a language that the store does not have.
 */
export const LOCALE_PARAMETER = 'sapccLocale'
