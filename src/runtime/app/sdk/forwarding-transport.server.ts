import type { ServerEvent } from '../../server/platform/event'
import type { ServerApi } from '../../server/server-api'
import { createHttpTransport } from '../../sdk/transport/http-transport'
import type { FetchInstance } from '../../sdk/transport/fetch-instance'
import type { ForeignTransport } from './create-sdk'
import { parseUrl } from '../../shared/parse-url'
import { applySetCookie, readCookieHeader } from './cookie-pairs'
import { withoutPageHeaders } from './page-headers.server'

/**
 * Calls another server while rendering, with the browser's cookies. A `Set-Cookie` in
 * its response is used for the calls that follow, and sent to the browser with the page.
 */
export function createForwardingTransport(server: ServerApi, event: ServerEvent, { ssrApiUrl, apiUrl }: ForeignAddresses, fetch: FetchInstance): Pick<Required<ForeignTransport>, 'transport' | 'knowsVisitor'> {
  // A page that is cached for all visitors is rendered without the cookies of the one who requests it.
  const isPersonal = server.mayUseSession(event)
  const cookies = readCookieHeader(isPersonal ? server.requestHeader(event, 'cookie') : undefined)

  const isHostOfPage = ['host', 'x-forwarded-host'].some(name => hasHost(server.requestHeader(event, name), apiUrl))

  const transport = createHttpTransport({
    apiUrl: ssrApiUrl,
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
  return {
    transport: (operation, args, config) => transport(operation, args, { ...config, headers: withoutPageHeaders(config.headers) }),
    // The browser has sent the cookies of the page's host. At another host only Alokai's is known to be the other server's.
    knowsVisitor: () => cookies.size > 0 && (isHostOfPage || cookies.has(ALOKAI_COOKIE)),
  }
}

/** The cookie with the tokens of an Alokai middleware; its `Domain` may cover several hosts. */
const ALOKAI_COOKIE = 'vsf-sap-token'

/** Where the rendering server and where the browser calls the other server. */
export interface ForeignAddresses {
  ssrApiUrl: string
  apiUrl: string
}

/** Whether a browser that asked this host for a page sends the same cookies to an address. Their port makes no difference to cookies (RFC 6265, section 8.5). */
function hasHost(header: string | undefined, address: string): boolean {
  const page = header === undefined ? undefined : parseUrl(`http://${header.split(',')[0]!.trim()}`)
  return page !== undefined && parseUrl(address, page)?.hostname === page.hostname
}

function acceptLanguage(value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { 'accept-language': value }
}
