import { appendResponseHeader, getRequestHeader } from 'h3'
import type { H3Event } from 'h3'
import { createHttpTransport } from '../../sdk/transport/http-transport'
import type { Transport } from '../../sdk/transport/http-transport'
import { applySetCookie, readCookieHeader } from './cookie-pairs'

/**
 * Calls a server elsewhere while rendering: the browser's cookies go along, and
 * a `Set-Cookie` that comes back is used for the calls that follow and reaches
 * the browser with the page.
 */
export function createForwardingTransport(event: H3Event, apiUrl: string): Transport {
  // A page that is made for everyone is made with nobody's cookies.
  const isPersonal = event.context.sapcc.knowsSession(event)
  const cookies = readCookieHeader(isPersonal ? getRequestHeader(event, 'cookie') : undefined)

  return createHttpTransport({
    apiUrl,
    headers: () => ({
      ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
      ...acceptLanguage(event),
    }),
    onResponse(response) {
      if (!isPersonal) return
      for (const line of response.headers.getSetCookie()) {
        if (applySetCookie(cookies, line) && !event.node.res.headersSent) appendResponseHeader(event, 'set-cookie', line)
      }
    },
  })
}

function acceptLanguage(event: H3Event): Record<string, string> {
  const value = getRequestHeader(event, 'accept-language')
  return value === undefined ? {} : { 'accept-language': value }
}
