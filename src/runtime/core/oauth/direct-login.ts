import { joinURL } from 'ufo'
import type { SapccOAuthConfig } from '../config'
import { SapccError, isRecord } from '../errors'
import { badCredentials, serverUnavailable } from './errors'
import { LoginCookies } from './login-cookies'
import { findLoginForm } from './login-form'

/** What {@link walkLogin} needs. */
export interface LoginWalk {
  config: SapccOAuthConfig
  /** The authorization request. */
  authorizationUrl: string
  /** Where the walk ends. */
  redirectUri: string
  username: string
  password: string
  fetch: typeof fetch
}

/** SAP needs three; more is a circle. */
const MAX_REDIRECTS = 10

/** A login page has a few KB. */
const MAX_PAGE_LENGTH = 512 * 1024

/**
 * Logs in without the customer's browser, as jdk21 has no password grant: this
 * server walks authorize → login page → CSRF token → login form → code itself,
 * with cookies that live for this one login.
 *
 * @returns the address the browser would have come back to, code included.
 * @throws SapccError 401 `BadCredentialsError`; 503 when a step gets no usable
 * answer; 502 when the pages are not what SAP's are, or lead elsewhere.
 */
export async function walkLogin(walk: LoginWalk): Promise<URL> {
  const { config, username, password } = walk
  const origin = new URL(config.uri).origin
  const cookies = new LoginCookies()

  const start = await follow(walk, cookies, origin, new URL(walk.authorizationUrl))
  if (start.callback) return start.callback
  const form = findLoginForm(start.html, start.url)
  if (!form) throw unexpected('there is no login form on the page it answered with.')
  if (form.action.origin !== origin) throw unexpected('the login form leads to another server.')

  const fields = new URLSearchParams({ ...form.hidden, ...await csrfField(walk, cookies), username, password })
  const end = await follow(walk, cookies, origin, form.action, fields)
  if (end.callback) return end.callback
  // Back on a page with a password field: it asks again.
  if (end.url.searchParams.has('error') || findLoginForm(end.html, end.url)) throw badCredentials()
  throw unexpected('the login did not lead back to the shop.')
}

interface Landing {
  url: URL
  html: string
  callback?: URL
}

/** Sends a request and follows redirects on the authorization server's own origin, until a page or the shop is reached. */
async function follow(walk: LoginWalk, cookies: LoginCookies, origin: string, first: URL, form?: URLSearchParams): Promise<Landing> {
  let url = first
  let body = form
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await send(walk, cookies, url, body)
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) {
      return { url, html: await readPage(response, url) }
    }
    await response.body?.cancel()
    const target = URL.parse(location, url)
    if (!target) throw unexpected('it redirected to something that is no address.')
    if (isCallback(target, walk.redirectUri)) return { url, html: '', callback: target }
    // The password must not follow a redirect to anywhere else.
    if (target.origin !== origin) throw unexpected('it redirected to another server.')
    url = target
    body = undefined
  }
  throw unexpected(`it redirected more than ${MAX_REDIRECTS} times.`)
}

async function readPage(response: Response, url: URL): Promise<string> {
  const html = (await response.text().catch(() => '')).slice(0, MAX_PAGE_LENGTH)
  if (response.ok) return html
  if (response.status === 429 || response.status >= 500) throw serverUnavailable()
  // Spring answers a failed login with 401 and the page again on some setups.
  if (response.status === 401 && findLoginForm(html, url)) throw badCredentials()
  throw unexpected(`it answered ${url.pathname} with status ${response.status}.`)
}

/** SAP's own endpoint for the token; servers without it have it in the form. */
async function csrfField(walk: LoginWalk, cookies: LoginCookies): Promise<Record<string, string>> {
  const response = await send(walk, cookies, new URL(joinURL(walk.config.uri, 'csrf')))
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok || !isRecord(body)) return {}
  const { parameterName, token } = body
  return typeof parameterName === 'string' && typeof token === 'string' ? { [parameterName]: token } : {}
}

async function send({ config, fetch: request }: LoginWalk, cookies: LoginCookies, url: URL, body?: URLSearchParams): Promise<Response> {
  const cookie = cookies.header()
  try {
    const response = await request(url, {
      method: body ? 'POST' : 'GET',
      headers: { accept: 'text/html,application/json', ...(cookie === undefined ? {} : { cookie }) },
      body: body ?? null,
      redirect: 'manual',
      signal: AbortSignal.timeout(config.timeout),
    })
    cookies.take(response)
    return response
  }
  catch {
    throw serverUnavailable()
  }
}

function isCallback(target: URL, redirectUri: string): boolean {
  const expected = new URL(redirectUri)
  return target.origin === expected.origin && target.pathname === expected.pathname
}

function unexpected(what: string): SapccError {
  return new SapccError(`The authorization server could not be walked through for the login: ${what}`, { status: 502, data: { type: 'DirectLoginError' } })
}
