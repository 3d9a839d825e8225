import { isRecord } from '../../sdk/errors'
import { LOCALE_PARAMETER } from '../../shared/call-locale'
import { SESSION_METHODS } from '../../sdk/session-methods'
import type { Transport } from '../../sdk/transport/http-transport'

/**
 * Sends the page's locale along, where `@nuxtjs/i18n` is present.
 *
 * Its cookie alone would not do: with locales in paths or domains the page's is
 * another one, and on cached pages no cookie is read. So the app says which
 * language it shows, and the server makes SAP's code of it.
 *
 * @param nuxtApp asked at each call: the locale changes, and i18n's plugin may run later.
 */
export function withAppLocale(transport: Transport, nuxtApp: object): Transport {
  return (operation, args, config) => {
    const locale = (nuxtApp as { $i18n?: { locale?: { value?: unknown } } }).$i18n?.locale?.value
    const [params = {}, ...others] = args
    if (typeof locale !== 'string' || SESSION_METHODS.has(operation) || !isRecord(params) || params.lang !== undefined) return transport(operation, args, config)
    return transport(operation, [{ ...params, [LOCALE_PARAMETER]: locale }, ...others], config)
  }
}
