import type { ServerEvent } from '../../server/platform/event'
import type { ServerApi } from '../../server/server-api'
import { createHttpTransport } from '../../sdk/transport/http-transport'
import type { Transport } from '../../sdk/transport/http-transport'
import { applySetCookie, readCookieHeader } from './cookie-pairs'

/**
 * Calls a server elsewhere while rendering: the browser's cookies go along, and
 * a `Set-Cookie` that comes back is used for the calls that follow and reaches
 * the browser with the page.
 */
export function createForwardingTransport(server: ServerApi, event: ServerEvent, apiUrl: string): Transport {
  // A page that is kept for all visitors is rendered without the cookies of the one who asks.
  const isPersonal = server.knowsSession(event)
  const cookies = readCookieHeader(isPersonal ? server.requestHeader(event, 'cookie') : undefined)

  return createHttpTransport({
    apiUrl,
    headers: () => ({
      ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
      ...acceptLanguage(server.requestHeader(event, 'accept-language')),
    }),
    onResponse(response) {
      if (!isPersonal) return
      for (const line of response.headers.getSetCookie()) {
        if (applySetCookie(cookies, line) && !server.isHeadSent(event)) server.addResponseCookie(event, line)
      }
    },
  })
}

function acceptLanguage(value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { 'accept-language': value }
}
