import { joinURL } from 'ufo'
import type { SapccOAuthConfig } from '../config/types'
import { isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { badCredentials, furtherStepRequired, serverUnavailable, unexpectedAnswer } from './errors'
import type { Reply, SendRequest } from './http'
import { LoginCookies } from './login-cookies'
import { findLoginForm, hasForm } from './login-form'
import type { LoginForm } from './login-form'
import { parseUrl } from '../config/parse-url'
import type { PasswordCredentials } from './types'

/** What {@link walkLogin} needs. */
export interface LoginWalk extends PasswordCredentials {
  config: SapccOAuthConfig
  /** The authorization request. */
  authorizationUrl: string
  /** Where the walk ends. */
  redirectUri: string
  send: SendRequest
}

/** Of a whole login. SAP needs four; more is a circle. */
const MAX_REDIRECTS = 10

/** `error` on the login page that blames no password; SAP's own for one is `bad_credentials`, Spring's is empty. */
const NOT_THE_PASSWORD: ReadonlySet<string> = new Set(['expired', 'session_expired', 'timeout', 'server_error', 'temporarily_unavailable'])

/**
 * Logs in without the customer's browser, as jdk21 has no password grant: this
 * server walks authorize → login page → CSRF token → login form → code itself,
 * with cookies that live for this one login, on the authorization server's own
 * origin.
 *
 * @returns the address the browser would have come back to, code included.
 * @throws SapccError 401 `BadCredentialsError`; 503 when a step gets no usable
 * answer; 502 when the pages are not what SAP's are, or lead elsewhere.
 */
export async function walkLogin(walk: LoginWalk): Promise<URL> {
  const authorizationUrl = new URL(walk.authorizationUrl)
  const visitor = createVisitor(walk, authorizationUrl.origin)

  const start = await visitor.follow(authorizationUrl)
  if (start instanceof URL) return start
  if (start.url.searchParams.has('error')) throw unexpected('it did not accept the request for a login.')
  const form = formOn(start)
  if (!form?.action) throw unexpected('there is no login form on the page it answered with.')

  const fields = { ...form.hidden, ...await csrfField(walk, visitor), username: walk.username, password: walk.password }
  const end = await visitor.follow(form.action, new URLSearchParams(fields))
  if (end instanceof URL) return end
  const error = end.url.searchParams.get('error')
  if (error !== null) throw NOT_THE_PASSWORD.has(error) ? serverUnavailable({ cause: new Error('The login page had expired') }) : badCredentials()
  // Back on a page that asks for the password again: some setups answer so, with 200 or 401.
  if (formOn(end)) throw badCredentials()
  // It took the password, and asks for something else now.
  if (hasForm(end.text)) throw furtherStepRequired()
  throw unexpected('the login did not lead back to the shop. Consent pages and second factors need the redirect login.')
}

function formOn({ text, url }: Reply): LoginForm | undefined {
  return findLoginForm(text, url)
}

/** One browser's worth of requests. */
interface Visitor {
  /** One request without following anything. */
  visit: (url: URL, form?: URLSearchParams) => Promise<Reply>
  /** Follows redirects until a page is reached, or the address of the shop, which is given back. */
  follow: (url: URL, form?: URLSearchParams) => Promise<Reply | URL>
}

function createVisitor({ send, redirectUri }: LoginWalk, origin: string): Visitor {
  const cookies = new LoginCookies()
  let redirects = 0

  async function visit(url: URL, form?: URLSearchParams): Promise<Reply> {
    // Wherever the address came from, a redirect, the form or the configuration: password and cookies go nowhere else.
    if (url.origin !== origin) throw unexpected('it led to another server. Check NUXT_SAPCC_OAUTH_URI, the endpoints\' variables, and that the redirect URI is registered exactly as it is here.')
    const cookie = cookies.header(url)
    const reply = await send(url, {
      method: form ? 'POST' : 'GET',
      headers: { accept: 'text/html, application/json', ...(cookie === undefined ? {} : { cookie }) },
      ...(form === undefined ? {} : { body: form }),
    })
    cookies.take(reply.headers, url)
    return reply
  }

  async function follow(first: URL, form?: URLSearchParams): Promise<Reply | URL> {
    let reply = await visit(first, form)
    for (;;) {
      const location = reply.headers.get('location')
      if (reply.status < 300 || reply.status > 399 || location === null) return acceptPage(reply)
      const target = parseUrl(location, reply.url)
      if (!target) throw unexpected('it redirected to something that is no address.')
      if (isCallback(target, redirectUri)) return target
      redirects += 1
      if (redirects > MAX_REDIRECTS) throw unexpected(`it redirected more than ${MAX_REDIRECTS} times.`)
      // Without the form, also for 307 and 308: the password is sent once.
      reply = await visit(target)
    }
  }

  return { visit, follow }
}

function acceptPage(reply: Reply): Reply {
  if (reply.status < 300 || (reply.status === 401 && formOn(reply))) return reply
  throw unexpected(`it answered ${reply.url.pathname} with status ${reply.status}.`)
}

/** SAP's own endpoint for the token; servers without it have it in the form. */
async function csrfField({ config }: LoginWalk, visitor: Visitor): Promise<Record<string, string>> {
  const reply = await visitor.visit(new URL(joinURL(config.uri, 'csrf')))
  if (reply.status === 404) return {}
  const answer = parseJson(reply.text)
  const { parameterName, token } = isRecord(answer) ? answer : {}
  if (reply.status !== 200 || typeof parameterName !== 'string' || typeof token !== 'string') {
    throw unexpected(`it gave no CSRF token, but status ${reply.status}.`)
  }
  return { [parameterName]: token }
}

function isCallback(target: URL, redirectUri: string): boolean {
  const expected = new URL(redirectUri)
  return target.origin === expected.origin && target.pathname === expected.pathname
}

function unexpected(what: string) {
  return unexpectedAnswer(`The authorization server could not be walked through for the login: ${what}`)
}
