import { joinURL } from 'ufo'
import type { SapccOAuthConfig } from '../config/types'
import { isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { badCredentials, furtherStepRequired, serverUnavailable } from './errors'
import type { Reply, SendRequest } from './http'
import { LoginCookies } from './login-cookies'
import { findLoginForm, hasForm } from './login-form'
import { createLoginVisitor, unexpectedLogin } from './login-visitor'
import type { Destination, LoginVisitor } from './login-visitor'
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

/** Values of `error` on the login page that do not mean a wrong password; for that SAP writes `bad_credentials`, and Spring an empty value. */
const NOT_THE_PASSWORD: ReadonlySet<string> = new Set(['expired', 'session_expired', 'timeout', 'server_error', 'temporarily_unavailable'])

/** Where user name and password are sent, and what with them. */
interface Submission {
  action: URL
  fields: Record<string, string>
  headers?: Record<string, string>
}

/**
 * Logs in without the customer's browser, as jdk21 has no password grant: this
 * server walks authorize → login page → form → code itself, with cookies that
 * live for this one login. The password goes to the authorization server's own
 * origin only, whatever its pages and redirects say.
 *
 * @returns the address the browser would have come back to, code included.
 * @throws SapccError 401 `BadCredentialsError`; 503 when a step gets no usable
 * answer; 502 when the pages are not what SAP's are, or lead elsewhere.
 * @see SAP Commerce 2211-jdk21, extension `authorizationserver`, which is built on Spring Authorization Server.
 */
export async function walkLogin(walk: LoginWalk): Promise<URL> {
  const { config, send, redirectUri, username, password } = walk
  const authorizationUrl = new URL(walk.authorizationUrl)
  const visitor = createLoginVisitor({ send, redirectUri, origin: authorizationUrl.origin, cookies: new LoginCookies() })

  const start = await visitor.follow(authorizationUrl)
  if (start.kind === 'callback') return start.url
  const { action, fields, headers } = start.kind === 'elsewhere'
    ? await shopsLoginPage(start.url, config, visitor)
    : await serversLoginPage(start.reply, config, visitor)

  const end = await visitor.follow(action, { form: new URLSearchParams({ ...fields, username, password }), ...(headers ? { headers } : {}) })
  if (end.kind === 'callback') return end.url
  const error = urlOf(end).searchParams.get('error')
  if (error !== null) throw NOT_THE_PASSWORD.has(error) ? serverUnavailable({ cause: new Error('The login page had expired') }) : badCredentials()
  // Some setups answer a wrong password with the login form, and status 200 or 401.
  if (end.kind === 'page' && findLoginForm(end.reply.text, end.reply.url)) throw badCredentials()
  if (end.kind === 'page' && end.redirects === 0 && end.reply.status >= 300) throw unexpectedLogin(statusOf(end.reply))

  // The server has forgotten what the login was for, or always leads to a page of its own after a login. With its session
  // the authorization request can be repeated.
  const again = end.kind === 'page' && end.redirects === 0 ? end : await visitor.follow(authorizationUrl)
  if (again.kind === 'callback') return again.url
  // The server has accepted the password, and asks for a further step.
  if (end.kind === 'page' && hasForm(end.reply.text)) throw furtherStepRequired()
  throw unexpectedLogin('it did not lead back to the shop. Consent pages and second factors need the redirect login.')
}

/** A login page of the authorization server's own. */
async function serversLoginPage(page: Reply, config: SapccOAuthConfig, visitor: LoginVisitor): Promise<Submission> {
  const form = findLoginForm(page.text, page.url)
  if (page.status >= 300 && !(page.status === 401 && form)) throw unexpectedLogin(statusOf(page))
  if (page.url.searchParams.has('error')) throw unexpectedLogin('it did not accept the request for a login.')
  if (!form?.action) throw unexpectedLogin('there is no login form on the page that it returned.')
  const hasToken = Object.keys(form.hidden).some(name => /[cx]srf/i.test(name))
  return { action: form.action, fields: { ...form.hidden, ...(hasToken ? {} : await csrfField(config, visitor)) } }
}

/**
 * A login page in the shop (SAP's `loginPageUri` of the client). The walk does
 * not visit it: the page would only ask SAP for the CSRF token and submit a form
 * to SAP's `/login`, and SAP knows it by the headers that a browser sends.
 */
async function shopsLoginPage(page: URL, config: SapccOAuthConfig, visitor: LoginVisitor): Promise<Submission> {
  const headers = { origin: page.origin }
  // An address with an answer to the authorization request is a callback, but not that of this login.
  const isAnswer = ['code', 'error', 'state'].some(name => page.searchParams.has(name))
  const fields = isAnswer ? {} : await csrfField(config, visitor, { ...headers, referer: `${page.origin}/` })
  if (Object.keys(fields).length === 0) {
    throw unexpectedLogin('it led to another server. Check NUXT_SAPCC_OAUTH_URI, the endpoints\' variables, that the redirect URI is registered exactly as it is here, and the client\'s loginPageUri.')
  }
  return { action: new URL(joinURL(config.uri, 'login')), fields, headers }
}

/**
 * The CSRF token from SAP's endpoint for it.
 *
 * @returns no field where there is no such endpoint, or where it is not for this login: SAP answers 400 unless the
 * client has a login page in the shop, Spring redirects to the login page.
 */
async function csrfField(config: SapccOAuthConfig, visitor: LoginVisitor, headers: Record<string, string> = {}): Promise<Record<string, string>> {
  // Ask for JSON: after a request for a page Spring would continue with that page, and not with the authorization request.
  const { status, text } = await visitor.visit(new URL(joinURL(config.uri, 'csrf')), { headers: { accept: 'application/json', ...headers } })
  const answer = status === 200 ? parseJson(text) : undefined
  const { parameterName, token } = isRecord(answer) ? answer : {}
  return typeof parameterName === 'string' && typeof token === 'string' ? { [parameterName]: token } : {}
}

function urlOf(end: Exclude<Destination, { kind: 'callback' }>): URL {
  return end.kind === 'page' ? end.reply.url : end.url
}

function statusOf({ url, status }: Reply): string {
  return `it answered ${url.pathname} with status ${status}.`
}
