import { Agent } from 'undici'
import { isTrustworthy, parseSetCookie, type StoredCookie } from './set-cookie.ts'

export interface JarFetchInit extends RequestInit {
  /**
   * `false` does not store the response's cookies, as if it arrived late or never: pass the response to
   * {@link CookieJar.apply} to let it arrive. Default: `true`.
   */
  apply?: boolean
}

/**
 * Closes connections before the server does: Node and workerd close them after five seconds. A browser repeats a request that
 * meets a closed connection; `fetch` of Node fails, and keeps connections for four to five seconds.
 */
const dispatcher = new Agent({ keepAliveTimeout: 1000, keepAliveMaxTimeout: 1000 })

/**
 * One browser's cookies around `fetch`, by the rules of RFC 6265bis as Chromium applies them: host-only and domain
 * cookies, paths, expiry, the `__Host-` and `__Secure-` prefixes, and `Secure` cookies over plain http for loopback
 * addresses only. As in a browser, cookies do not depend on the port. Redirects are followed with the cookies of every hop.
 *
 * @example
 * const jar = new CookieJar()
 * await jar.fetch(`${app.url}/api/sapcc/signUserIn`, { method: 'POST', … })
 * const late = await jar.fetch(url, { apply: false })
 * jar.apply(late)
 */
export class CookieJar {
  #cookies: StoredCookie[] = []

  /** The `Cookie` header for a request to `url`, or `undefined` when there is nothing to send. */
  header(url: string | URL): string | undefined {
    const target = new URL(url)
    this.#dropExpired()
    const sent = this.#cookies
      .filter(cookie => matches(cookie, target))
      // RFC 6265, section 5.4: longer paths first.
      .sort((a, b) => b.path.length - a.path.length)
      .map(cookie => `${cookie.name}=${cookie.value}`)
    return sent.length > 0 ? sent.join('; ') : undefined
  }

  /** Stores the cookies of a response, as a browser does when it arrives. */
  apply(response: Response, url: string = response.url): void {
    for (const line of response.headers.getSetCookie()) this.set(line, url)
  }

  /** Stores the cookie of one `Set-Cookie` line. A line that a browser would refuse is ignored. */
  set(line: string, url: string | URL): void {
    const cookie = parseSetCookie(line, new URL(url))
    if (!cookie) return
    this.#cookies = this.#cookies.filter(old => old.name !== cookie.name || old.domain !== cookie.domain || old.path !== cookie.path)
    this.#cookies.push(cookie)
    this.#dropExpired()
  }

  /** The value of a cookie, whatever host and path it belongs to. */
  get(name: string): string | undefined {
    this.#dropExpired()
    return this.#cookies.find(cookie => cookie.name === name)?.value
  }

  /** Name and value of all cookies that have not expired, sorted by name: two equal snapshots mean that nothing changed. */
  snapshot(): Record<string, string> {
    this.#dropExpired()
    return Object.fromEntries(this.#cookies.map(cookie => [cookie.name, cookie.value]).sort())
  }

  /** Another browser with the same cookies, e.g. to keep an old state. */
  clone(): CookieJar {
    const copy = new CookieJar()
    copy.#cookies = this.#cookies.map(cookie => ({ ...cookie }))
    return copy
  }

  clear(): void {
    this.#cookies = []
  }

  /** `fetch` with this jar's cookies; a `Cookie` header given by the caller is replaced. */
  async fetch(url: string | URL, init: JarFetchInit = {}): Promise<Response> {
    const { apply = true, redirect = 'follow', ...request } = init
    let target = new URL(url)
    let current: RequestInit = request
    for (let hops = 0; hops <= 10; hops++) {
      const headers = new Headers(current.headers)
      const cookies = this.header(target)
      headers.delete('cookie')
      if (cookies) headers.set('cookie', cookies)
      // `dispatcher` is an option of Node's `fetch` that the DOM's types do not have.
      const sent: RequestInit & { dispatcher: Agent } = { ...current, headers, redirect: 'manual', dispatcher }
      const response = await fetch(target, sent)
      if (apply) this.apply(response, target.href)
      const location = response.headers.get('location')
      if (redirect === 'manual' || response.status < 300 || response.status > 399 || !location) return response
      await response.body?.cancel()
      if (redirect === 'error') throw new TypeError(`Unexpected redirect to ${location}`)
      target = new URL(location, target)
      // As in browsers, all redirects except 307 and 308 turn a POST into a GET without a body.
      const keepsMethod = response.status === 307 || response.status === 308
      if (!keepsMethod && current.method?.toUpperCase() !== 'HEAD') {
        headers.delete('content-type')
        current = { ...current, method: 'GET', body: undefined, headers }
      }
    }
    throw new TypeError(`More than 10 redirects from ${String(url)}`)
  }

  #dropExpired(): void {
    const now = Date.now()
    this.#cookies = this.#cookies.filter(cookie => cookie.expires === undefined || cookie.expires > now)
  }
}

function matches(cookie: StoredCookie, url: URL): boolean {
  const host = url.hostname
  const hostMatches = host === cookie.domain || (!cookie.hostOnly && host.endsWith(`.${cookie.domain}`))
  const pathMatches = url.pathname === cookie.path
    || (url.pathname.startsWith(cookie.path) && (cookie.path.endsWith('/') || url.pathname[cookie.path.length] === '/'))
  return hostMatches && pathMatches && (!cookie.secure || isTrustworthy(url))
}
