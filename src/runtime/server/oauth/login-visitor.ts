import type { SapccError } from '../../sdk/errors'
import { parseUrl } from '../../shared/parse-url'
import { unexpectedAnswer } from './errors'
import type { Reply, SendRequest } from './http'
import type { LoginCookies } from './login-cookies'

/** What of a visitor's request may differ. */
export interface Visit {
  /** Sent by POST; without one it is a GET. */
  form?: URLSearchParams
  headers?: Record<string, string>
}

/**
 * Where following redirects ended: at the callback of the shop, at a page, or
 * with a redirect to an origin that is none of the authorization server's.
 */
export type Destination
  = | { kind: 'callback', url: URL }
    | { kind: 'page', reply: Reply, redirects: number }
    | { kind: 'elsewhere', url: URL }

/** The requests that a browser would send to the authorization server during one login. */
export interface LoginVisitor {
  /** One request, without following anything. @throws SapccError 502 for an address on another origin. */
  visit: (url: URL, visit?: Visit) => Promise<Reply>
  /** One request and its redirects. Redirects are followed by GET, without the form. */
  follow: (url: URL, visit?: Visit) => Promise<Destination>
}

/** Redirects of a whole login: SAP needs four, and more than this is a loop. */
const MAX_REDIRECTS = 10

/**
 * What a browser says about a page. After the login Spring takes up a request
 * again only if it was one for a page: a request that names JSON, even beside
 * HTML, is forgotten, and the login ends at `/`.
 */
const PAGE = 'text/html,application/xhtml+xml,*/*;q=0.8'

/** @param options.origin of the authorization server: cookies, password and every other request stay on it. */
export function createLoginVisitor(options: { send: SendRequest, redirectUri: string, origin: string, cookies: LoginCookies }): LoginVisitor {
  const { send, redirectUri, origin, cookies } = options
  let redirects = 0

  async function visit(url: URL, { form, headers }: Visit = {}): Promise<Reply> {
    // Check every address: it may come from a form, a redirect or the configuration.
    if (url.origin !== origin) throw unexpectedLogin(`a step leads to another server, ${url.origin}. Check NUXT_SAPCC_OAUTH_URI and the endpoints' variables.`)
    const cookie = cookies.header(url)
    const reply = await send(url, {
      method: form ? 'POST' : 'GET',
      headers: { accept: PAGE, ...headers, ...(cookie === undefined ? {} : { cookie }) },
      ...(form === undefined ? {} : { body: form }),
    })
    cookies.take(reply.headers, url)
    return reply
  }

  async function follow(first: URL, how?: Visit): Promise<Destination> {
    let reply = await visit(first, how)
    for (let count = 0; ; count++) {
      const location = reply.headers.get('location')
      if (reply.status < 300 || reply.status > 399 || location === null) return { kind: 'page', reply, redirects: count }
      const url = parseUrl(location, reply.url)
      if (!url || !/^https?:$/.test(url.protocol)) throw unexpectedLogin('it redirected to something that is not a URL.')
      if (isCallback(url, redirectUri)) return { kind: 'callback', url }
      if (url.origin !== origin) return { kind: 'elsewhere', url }
      redirects += 1
      if (redirects > MAX_REDIRECTS) throw unexpectedLogin(`it redirected more than ${MAX_REDIRECTS} times.`)
      // Without the form, also for 307 and 308: the password is sent once.
      reply = await visit(url)
    }
  }

  return { visit, follow }
}

function isCallback(target: URL, redirectUri: string): boolean {
  const expected = new URL(redirectUri)
  return target.origin === expected.origin && target.pathname === expected.pathname
}

/** The error for pages that differ from SAP's. @param what rest of the sentence after "… could not be completed:" */
export function unexpectedLogin(what: string): SapccError {
  return unexpectedAnswer(`The login at the authorization server could not be completed: ${what}`)
}
