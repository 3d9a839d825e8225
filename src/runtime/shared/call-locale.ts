/**
 * The parameter in which the app's plugin names the locale of the page, on calls
 * to this module's own server. It is a default: a call's own `lang` wins, and the
 * server goes on without a language that the store lacks.
 */
export const LOCALE_PARAMETER = 'sapccLocale'
