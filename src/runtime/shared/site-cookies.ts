/** The cookies by which a visitor chooses the language: Alokai's, then the one of `@nuxtjs/i18n`. */
export const LANGUAGE_COOKIES = ['vsf-locale', 'i18n_redirected'] as const

/** The cookie by which a visitor chooses the currency; Alokai's, too. */
export const CURRENCY_COOKIE = 'vsf-currency'
