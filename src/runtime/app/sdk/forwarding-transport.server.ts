import type { ServerEvent } from '../../server/platform/event'
import type { ServerApi } from '../../server/server-api'
import { createHttpTransport } from '../../sdk/transport/http-transport'
import type { FetchInstance } from '../../sdk/transport/fetch-instance'
import type { Transport } from '../../sdk/transport/http-transport'
import { applySetCookie, readCookieHeader } from './cookie-pairs'
import { withoutPageHeaders } from './page-headers.server'

/**
 * Calls another server while rendering, with the browser's cookies. A `Set-Cookie` in
 * its response is used for the calls that follow, and sent to the browser with the page.
 */
export function createForwardingTransport(server: ServerApi, event: ServerEvent, apiUrl: string, fetch: FetchInstance): Transport {
  // A page that is cached for all visitors is rendered without the cookies of the one who requests it.
  const isPersonal = server.mayUseSession(event)
  const cookies = readCookieHeader(isPersonal ? server.requestHeader(event, 'cookie') : undefined)

  const transport = createHttpTransport({
    apiUrl,
    fetch,
    headers: () => ({
      ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
      ...acceptLanguage(server.requestHeader(event, 'accept-language')),
    }),
    onResponse(response) {
      if (!isPersonal) return
      // The other server may have answered for the visitor whose cookies it was sent, or begun something for them.
      if (cookies.size > 0 || response.headers.has('set-cookie')) server.markPersonalResponse(event)
      for (const line of response.headers.getSetCookie()) {
        if (applySetCookie(cookies, line) && !server.isHeadSent(event)) server.addResponseCookie(event, line)
      }
    },
  })
  return (operation, args, config) => transport(operation, args, { ...config, headers: withoutPageHeaders(config.headers) })
}

function acceptLanguage(value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { 'accept-language': value }
}
