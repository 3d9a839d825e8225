import { isRecord } from '../../sdk/errors'
import { LOCALE_PARAMETER } from '../../shared/call-locale'
import { SESSION_METHODS } from '../../sdk/session-methods'
import type { Transport } from '../../sdk/transport/http-transport'

/**
 * Adds the page's locale to calls, where `@nuxtjs/i18n` is present.
 *
 * The cookie of `@nuxtjs/i18n` is not enough: with locales in paths or domains the
 * page can have another locale, and on cached pages no cookie is read. So the app
 * sends the locale that it shows, and the server converts it to SAP's code.
 *
 * @param nuxtApp read at each call, because the locale changes and the plugin of i18n may run later.
 */
export function withAppLocale(transport: Transport, nuxtApp: object): Transport {
  return (operation, args, config) => {
    const locale = (nuxtApp as { $i18n?: { locale?: { value?: unknown } } }).$i18n?.locale?.value
    const [params = {}, ...others] = args
    if (typeof locale !== 'string' || SESSION_METHODS.has(operation) || !isRecord(params) || params.lang !== undefined) return transport(operation, args, config)
    return transport(operation, [{ ...params, [LOCALE_PARAMETER]: locale }, ...others], config)
  }
}
