import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FaultTarget } from '../control/faults.ts'
import { parseCookies, readBody, replayRequest, sendEmpty, sendJson } from '../http.ts'
import type { AuthContext } from './context.ts'
import { answerFault } from './endpoints.ts'
import { rememberPending, type HostedSession } from './hosted-session.ts'
import { loginPage, pageLanguage } from './login-page.ts'

const INTERACTION_COOKIE = '_interaction'
const RESUME_COOKIE = '_interaction_resume'

/** `/oauth/authorize`, `/login`, `/csrf` and `/logout`: the part of the authorization server that a browser sees. */
export class LoginEndpoints {
  readonly #context: AuthContext
  readonly #prefix: string

  /** `prefix`: the path of the authorization server, without a trailing slash. */
  constructor(context: AuthContext, prefix: string) {
    this.#context = context
    this.#prefix = prefix
  }

  /** Starts an authorization request, or continues the one whose id is the path's last segment. */
  async authorize(req: IncomingMessage, res: ServerResponse, path: string, query: URLSearchParams): Promise<void> {
    if (await this.#meetsFault('authorize', req, res)) return
    const session = this.#context.sessions.findOrCreate(req, res)
    const cookies = new Map(session.libraryCookies)
    const uid = /^\/oauth\/authorize\/([^/]+)$/.exec(path)?.[1]
    if (uid) {
      if (!session.pending.includes(uid)) {
        redirect(res, `${this.#prefix}/login?error=expired`)
        return
      }
      cookies.set(RESUME_COOKIE, uid)
      session.pending = session.pending.filter(other => other !== uid)
    }
    else {
      if (!query.has('scope')) query.set('scope', 'basic')
      if (!this.#context.settings.respectsPrompt) query.delete('prompt')
      // A login needs a new session of the library, which otherwise accepts only the same user.
      if (query.get('prompt')?.split(' ').includes('login')) cookies.clear()
    }
    const search = query.size ? `?${query}` : ''
    this.#keepCookies(res, session, isForPage(req))
    await this.#context.handle(replayRequest(req, { url: `${path}${search}`, headers: { cookie: cookieHeader(cookies) }, mountPath: this.#prefix }), res)
  }

  loginForm(req: IncomingMessage, res: ServerResponse, query: URLSearchParams): void {
    const session = this.#context.sessions.findOrCreate(req, res)
    const page = loginPage({
      action: `${this.#prefix}/login`,
      csrfToken: session.csrfToken,
      interaction: session.pending.at(-1),
      error: query.get('error') ?? undefined,
      language: pageLanguage(query.get('ui_locales') ?? undefined),
    })
    res.writeHead(200, { 'content-type': 'text/html;charset=UTF-8', 'content-length': Buffer.byteLength(page), 'cache-control': 'no-store', 'x-frame-options': 'DENY' })
    res.end(req.method === 'HEAD' ? undefined : page)
  }

  /**
   * Only jdk21 has this endpoint, and only for a login whose page is in the shop: the browser's session has to have such a login
   * pending, and the request has to come from that page.
   */
  async csrf(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (await this.#meetsFault('csrf', req, res)) return
    const { generation, loginPageUri } = this.#context.settings
    if (generation === 'legacy') {
      redirect(res, `${this.#prefix}/login`)
      return
    }
    const session = this.#context.sessions.find(req)
    if (!session?.pending.length || loginPageUri === undefined) {
      sendJson(res, 400, { error: 'bad_request', error_description: 'No OAuth client related to request or custom login page URI not configured' })
      return
    }
    const { referer } = req.headers
    if (referer === undefined || !URL.canParse(referer) || new URL(referer).origin !== new URL(loginPageUri).origin) {
      sendJson(res, 400, { error: 'bad_request', error_description: 'Login page configuration does not match the request' })
      return
    }
    sendJson(res, 200, { parameterName: '_csrf', token: session.csrfToken, headerName: 'X-CSRF-TOKEN' }, { 'cache-control': 'no-store' })
  }

  async login(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (await this.#meetsFault('login', req, res)) return
    const form = new URLSearchParams((await readBody(req)).toString())
    const session = this.#context.sessions.find(req)
    if (!session || (form.get('_csrf') ?? req.headers['x-csrf-token']) !== session.csrfToken) {
      sendHtml(res, 403, FORBIDDEN)
      return
    }
    const wanted = form.get('interaction')
    const uid = wanted && session.pending.includes(wanted) ? wanted : session.pending.at(-1)
    const accountId = this.#context.accounts.authenticate(javaTrim(form.get('username') ?? ''), form.get('password') ?? '')
    if (!accountId) {
      // The page shows the request that was pending last, so a second attempt continues the same one.
      if (uid) rememberPending(session, uid)
      redirect(res, `${this.#loginPage}${this.#loginPage.includes('?') ? '&' : '?'}error=bad_credentials`)
      return
    }
    this.#context.sessions.renew(session, res)
    if (!uid) {
      // Spring redirects here after a login for which no request waits. There is no page.
      redirect(res, `${this.#prefix}/`)
      return
    }
    const { provider } = this.#context
    const request = replayRequest(req, { url: '/login', headers: { cookie: `${INTERACTION_COOKIE}=${uid}` } })
    const interaction = await provider.interactionDetails(request, res)
    // A second tab of this browser may have logged in meanwhile, possibly as another user. This login replaces it.
    session.libraryCookies.clear()
    delete interaction.session
    await interaction.save(interaction.exp - Math.floor(Date.now() / 1000))
    const returnTo = await provider.interactionResult(request, res, { login: { accountId } })
    redirect(res, new URL(returnTo).pathname)
  }

  logout(req: IncomingMessage, res: ServerResponse): void {
    const session = this.#context.sessions.find(req)
    if (session) this.#context.sessions.end(session)
    redirect(res, `${this.#prefix}/login`)
  }

  /** For these endpoints it does not matter whether a dropped request took effect, so `drop` is the same before and after. */
  async #meetsFault(target: FaultTarget, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const fault = await this.#context.faults.meet(target)
    if (!fault || (fault.status === undefined && fault.drop === undefined)) return false
    answerFault(req, res, fault)
    return true
  }

  /**
   * Moves the library's cookies into the session and makes its redirects what SAP's are.
   *
   * @param isResumable whether the authorization request is continued after the login.
   */
  #keepCookies(res: ServerResponse, session: HostedSession, isResumable: boolean): void {
    // A copy, because setting a cookie adds it to the array that the response returned.
    const own = [res.getHeader('set-cookie') ?? []].flat().map(String)
    const setHeader = res.setHeader.bind(res)
    res.setHeader = (name, value) => {
      const header = name.toLowerCase()
      if (header === 'set-cookie') {
        for (const cookie of [value].flat().map(String)) this.#keepCookie(session, cookie, isResumable)
        return own.length ? setHeader(name, [...own]) : res
      }
      return setHeader(name, header === 'location' ? this.#location(String(value)) : value)
    }
  }

  /** The page that asks for the password. */
  get #loginPage(): string {
    return this.#context.settings.loginPageUri ?? `${this.#prefix}/login`
  }

  #keepCookie(session: HostedSession, cookie: string, isResumable: boolean): void {
    const [[name, value] = []] = parseCookies(cookie.split(';')[0])
    if (name === RESUME_COOKIE && value && isResumable) rememberPending(session, value)
    if (!name || name === RESUME_COOKIE || name === INTERACTION_COOKIE || name === 'JSESSIONID' || name === 'ROUTE') return
    if (value) session.libraryCookies.set(name, value)
    else session.libraryCookies.delete(name)
  }

  #location(value: string): string {
    const { origin } = new URL(this.#context.provider.issuer)
    if (value === `${this.#prefix}/login`) return this.#loginPage
    // Relative, so that a browser that used another name of this machine keeps it.
    if (value.startsWith(`${origin}${this.#prefix}/`)) return value.slice(origin.length)
    if (value.startsWith('/')) return value
    // Spring Authorization Server sends no `iss`.
    const url = new URL(value)
    url.searchParams.delete('iss')
    return url.href
  }
}

/**
 * Spring keeps a request for after the login only if it is one for a page: one that names JSON, even beside HTML, or
 * that comes from a script, is answered with the login page and forgotten.
 */
function isForPage(req: IncomingMessage): boolean {
  const { accept = '*/*' } = req.headers
  return !accept.includes('application/json') && /text\/html|\*\/\*/.test(accept) && req.headers['x-requested-with'] !== 'XMLHttpRequest'
}

/** Spring's page for a form without a valid CSRF token. */
const FORBIDDEN = '<!doctype html><html lang="en"><head><title>HTTP Status 403 – Forbidden</title></head><body><h1>HTTP Status 403 – Forbidden</h1></body></html>'

function sendHtml(res: ServerResponse, status: number, page: string): void {
  res.writeHead(status, { 'content-type': 'text/html;charset=UTF-8', 'content-length': Buffer.byteLength(page), 'cache-control': 'no-store' })
  res.end(page)
}

function redirect(res: ServerResponse, location: string): void {
  sendEmpty(res, 302, { location, 'cache-control': 'no-store' })
}

function cookieHeader(cookies: Map<string, string>): string | undefined {
  return cookies.size ? [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') : undefined
}

/** Spring's login form reads the user name by `String.trim()`, which removes everything up to U+0020. */
function javaTrim(text: string): string {
  return text.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '')
}
