import { createFetch } from 'ofetch'
import { joinURL } from 'ufo'
import type { SapccMethods } from '../sdk/module-options'
import { sapccModule } from '../sdk/sapcc-module'
import type { Credentials } from '../sdk/session-methods'
import { Cookies } from './cookies'
import type { BrowserCookie } from './cookies'

/** Options of {@link createTestVisitor}. */
export interface TestVisitorOptions {
  /** Path of the module's routes, as in `nuxt.config.ts`, with `app.baseURL` before it. @default '/api/sapcc' */
  apiPath?: string
}

/** A visitor of a running shop: a browser without pages, with cookies of its own. */
export interface TestVisitor {
  /** The methods of `useSdk().sapcc`, as this visitor. Refresh and retry work as in a browser. */
  sapcc: SapccMethods
  /**
   * `fetch` with this visitor's cookies, as from a page of the shop. Redirects within the shop are followed, with the
   * cookies that they set; a redirect to another origin is returned as it is.
   *
   * @param path below the shop's origin.
   */
  fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** The `Cookie` header with which requests of other tools act for this visitor, e.g. `$fetch` of `@nuxt/test-utils`. @param path @default '/' */
  cookie: (path?: string) => string
  /** The visitor's cookies, e.g. for Playwright: `await context.addCookies(visitor.cookies())`. */
  cookies: () => BrowserCookie[]
}

/** Browsers follow 20. */
const MAX_REDIRECTS = 20

/**
 * Creates a visitor who is not signed in.
 *
 * @param url origin of the running shop, e.g. `url('/')` of `@nuxt/test-utils/e2e`. It has to be the shop's
 * `NUXT_SAPCC_PUBLIC_URL`.
 *
 * @example
 * const visitor = createTestVisitor('http://127.0.0.1:3000')
 * await visitor.sapcc.createCartEntry({ orderEntry: { product: { code: '266685' }, quantity: 1 } })
 * const html = await (await visitor.fetch('/cart')).text()
 */
export function createTestVisitor(url: string, { apiPath = '/api/sapcc' }: TestVisitorOptions = {}): TestVisitor {
  const { origin, hostname } = new URL(url)
  const cookies = new Cookies(hostname)

  async function send(target: URL, init: RequestInit, redirects = 0): Promise<Response> {
    const headers = new Headers(init.headers)
    const cookie = cookies.header(target.pathname)
    if (cookie) headers.set('cookie', cookie)
    // Says, as a browser does, that a page of the shop sends it.
    if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin')
    const response = await fetch(target, { ...init, headers, redirect: 'manual' })
    cookies.store(response)
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || !location || init.redirect === 'manual') return response
    const next = new URL(location, target)
    if (next.origin !== origin) return response
    if (redirects >= MAX_REDIRECTS) throw new TypeError(`More than ${MAX_REDIRECTS} redirects, the last one to ${next.pathname}`)
    await response.body?.cancel()
    const isRepeated = response.status === 307 || response.status === 308
    if (!isRepeated) headers.delete('content-type')
    return await send(next, isRepeated ? { ...init, headers } : { ...init, headers, method: init.method === 'HEAD' ? 'HEAD' : 'GET', body: null }, redirects + 1)
  }

  const { connector } = sapccModule({
    apiUrl: joinURL(origin, apiPath),
    fetch: createFetch({ fetch: (request, init) => send(new URL(request instanceof Request ? request.url : request), init ?? {}) }),
    // A test has no window, but its visitor stands for a browser.
    refreshToken: { ssrRefreshEnabled: true },
  })

  return {
    sapcc: connector,
    fetch: (path, init = {}) => send(new URL(path, origin), init),
    cookie: (path = '/') => cookies.header(path),
    cookies: () => cookies.list(),
  }
}

/**
 * Creates a visitor and signs in.
 *
 * @param url see {@link createTestVisitor}.
 * @param credentials of a customer. @default those of a customer of `nuxt-sapcc-stand-in`
 * @throws SapccError as `signUserIn` does.
 *
 * @example
 * const jane = await signInAs(url('/'))
 * expect(await $fetch('/account', { headers: { cookie: jane.cookie() } })).toContain('Jane')
 */
export async function signInAs(url: string, credentials: Credentials = { username: 'jane@example.com', password: 'Password1!' }, options?: TestVisitorOptions): Promise<TestVisitor> {
  const visitor = createTestVisitor(url, options)
  await visitor.sapcc.signUserIn(credentials)
  return visitor
}
