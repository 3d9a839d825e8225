import { createCookieNames } from '../../src/runtime/server/http/cookie-names'
import { RequestScope } from '../../src/runtime/server/http/request-scope'
import type { ServerEvent, ServerRequest } from '../../src/runtime/server/platform/types'

/** Cookie names of the shop that the tests run. */
export const names = createCookieNames({ origin: 'https://shop.example', baseURL: '/', clientId: 'storefront', isSecure: true })

/** A request without a server. Whatever a test does not set is what a plain `GET /` has. */
export function fakeRequest(given: Partial<ServerRequest> = {}): ServerRequest {
  const headers = given.headers ?? {}
  return {
    method: 'GET',
    rawUrl: '/',
    query: {},
    headers,
    header: name => headers[name] === undefined ? undefined : [headers[name]].flat().join(', '),
    routeParameter: () => '',
    routeBase: '',
    remoteAddress: '127.0.0.1',
    isInner: false,
    outer: undefined,
    isCached: false,
    isHeadSent: false,
    takesCompressed: true,
    client: new AbortController().signal,
    readBody: () => Promise.resolve(undefined),
    bodyStream: () => undefined,
    forwardableBody: () => Promise.resolve(undefined),
    responseCookies: () => [],
    addResponseCookie: () => {},
    setErrorHeader: () => {},
    forgetQuery: () => {},
    filterCookies: () => {},
    waitUntil: () => {},
    event: { context: {} } as ServerEvent,
    ...given,
  }
}

/** The scope of a request with a `cookie` header. @param continuesAfterResponse as in `Deployment`. */
export function fakeScope(cookie?: string, given: Partial<ServerRequest> = {}, cookieNames = names, continuesAfterResponse = true): RequestScope {
  return new RequestScope(fakeRequest({ headers: cookie ? { cookie } : {}, ...given }), cookieNames, undefined, continuesAfterResponse)
}

/** Names and values of `Set-Cookie` lines; a removed cookie has an empty value. */
export function pairsOf(lines: readonly string[]): [name: string, value: string][] {
  return lines.map((line) => {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
    return [name!, value!]
  })
}

/** A browser as far as cookies go: it applies `Set-Cookie` lines in the order in which responses arrive. */
export function fakeBrowser(cookie = '') {
  const kept = new Map<string, string>(cookie === '' ? [] : pairsOf(cookie.split('; ')))
  const lines: string[] = []
  return {
    /** The `cookie` header of a request that is sent now. */
    get cookie(): string {
      return [...kept].map(([name, value]) => `${name}=${value}`).join('; ')
    },
    get names(): string[] {
      return [...kept.keys()]
    },
    /** All `Set-Cookie` lines so far. */
    lines,
    receive(received: readonly string[]): void {
      for (const line of received) {
        lines.push(line)
        const [[name, value] = ['', '']] = pairsOf([line])
        if (/;\s*Max-Age=0\b/i.test(line)) kept.delete(name)
        else kept.set(name, value)
      }
    },
  }
}
