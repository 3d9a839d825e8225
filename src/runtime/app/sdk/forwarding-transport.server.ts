import { appendResponseHeader, getRequestHeader, parseCookies } from 'h3'
import type { H3Event } from 'h3'
import { createHttpTransport } from '../../core/sdk/http-transport'
import type { Transport } from '../../core/sdk/http-transport'

/**
 * Calls a server elsewhere while rendering: the browser's cookies go along, and
 * a `Set-Cookie` that comes back is used for the calls that follow and reaches
 * the browser with the page.
 */
export function createForwardingTransport(event: H3Event, apiUrl: string): Transport {
  // A page that is made for everyone is made with nobody's cookies.
  const isPersonal = event.context.sapcc.knowsSession(event)
  const cookies = new Map(isPersonal ? Object.entries(parseCookies(event)) : [])

  return createHttpTransport({
    apiUrl,
    headers: () => ({
      ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ') } : {}),
      ...acceptLanguage(event),
    }),
    onResponse(response) {
      if (!isPersonal || event.node.res.headersSent) return
      for (const header of response.headers.getSetCookie()) {
        const [pair = ''] = header.split(';', 1)
        const separator = pair.indexOf('=')
        if (separator < 1) continue
        cookies.set(pair.slice(0, separator).trim(), decode(pair.slice(separator + 1).trim()))
        appendResponseHeader(event, 'set-cookie', header)
      }
    },
  })
}

function acceptLanguage(event: H3Event): Record<string, string> {
  const value = getRequestHeader(event, 'accept-language')
  return value === undefined ? {} : { 'accept-language': value }
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  }
  catch {
    return value
  }
}
