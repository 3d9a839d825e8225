import { createHash, randomBytes } from 'node:crypto'
import type { SapStandIn } from '../../../packages/stand-in/src/index.ts'

export const CALLBACK = 'http://localhost:3000/api/sapcc/auth/callback'
export const JANE = { username: 'jane@example.com', password: 'Password1!' }

/** A token response; fields that are absent stay `undefined`. */
export interface Tokens {
  access_token: string
  refresh_token: string
  token_type: string
  expires_in: number
  scope: string
  error?: string
  error_description?: string
}

export interface TokenAnswer { status: number, text: string, json: Tokens }

/** Sends a form to the token endpoint as the confidential client, unless the parameters say otherwise. */
export async function tokenRequest(sap: SapStandIn, params: Record<string, string>, client: Record<string, string> = { client_id: 'storefront', client_secret: 'storefront-secret' }): Promise<TokenAnswer> {
  const response = await fetch(`${sap.url}/authorizationserver/oauth/token`, { method: 'POST', body: new URLSearchParams({ ...client, ...params }) })
  const text = await response.text()
  return { status: response.status, text, json: text ? JSON.parse(text) : {} }
}

export function refresh(sap: SapStandIn, refreshToken: string, client?: Record<string, string>): Promise<TokenAnswer> {
  return tokenRequest(sap, { grant_type: 'refresh_token', refresh_token: refreshToken }, client)
}

/** A browser's cookies, followed by hand: one origin, no paths, as simple as a client may be. */
export class Browser {
  readonly cookies = new Map<string, string>()

  async go(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.cookies.size) headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const equals = pair.indexOf('=')
      this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return response
  }
}

export function pkce(): { verifier: string, challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export function authorizeUrl(sap: SapStandIn, params: Record<string, string>): string {
  const defaults = { response_type: 'code', client_id: 'storefront', redirect_uri: CALLBACK, scope: 'basic', state: 'abc', code_challenge_method: 'S256', ui_locales: 'en' }
  return `${sap.url}/authorizationserver/oauth/authorize?${new URLSearchParams({ ...defaults, ...params })}`
}

/** Follows redirects on the authorization server until one leaves it; resolves with that one. */
export async function followToCallback(sap: SapStandIn, browser: Browser, response: Response): Promise<URL> {
  let current = response
  for (let hops = 0; hops < 6; hops++) {
    const next = new URL(current.headers.get('location') ?? '', current.url || sap.url)
    if (next.origin !== sap.url) return next
    current = await browser.go(next.href)
    if (current.status === 200) throw new Error(`stopped at ${next.pathname}${next.search}`)
  }
  throw new Error('too many redirects')
}

/** The CSRF token of the login page. */
export async function csrfToken(browser: Browser, page: string): Promise<string> {
  const html = await (await browser.go(page)).text()
  return /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
}

/** Walks from the authorization endpoint through the login form to the code. */
export async function codeFor(sap: SapStandIn, { username, password }: { username: string, password: string }, params: Record<string, string> = {}, browser = new Browser()): Promise<{ code: string, verifier: string, callback: URL, browser: Browser }> {
  const { verifier, challenge } = pkce()
  const start = await browser.go(authorizeUrl(sap, { code_challenge: challenge, ...params }))
  const login = new URL(start.headers.get('location') ?? '', sap.url)
  const posted = await browser.go(`${sap.url}/authorizationserver/login`, {
    method: 'POST',
    body: new URLSearchParams({ username, password, _csrf: await csrfToken(browser, login.href) }),
  })
  const callback = await followToCallback(sap, browser, posted)
  return { code: callback.searchParams.get('code') ?? '', verifier, callback, browser }
}

export function exchange(sap: SapStandIn, code: string, verifier: string, client?: Record<string, string>, redirectUri = CALLBACK): Promise<TokenAnswer> {
  return tokenRequest(sap, { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }, client)
}

/** Signs in on either generation. */
export async function signIn(sap: SapStandIn, user = JANE): Promise<Tokens> {
  if (sap.settings.generation === 'legacy') return (await tokenRequest(sap, { grant_type: 'password', ...user })).json
  const { code, verifier } = await codeFor(sap, user)
  return (await exchange(sap, code, verifier)).json
}

export interface OccAnswer { status: number, headers: Headers, body: OccBody }

/** What the tests look at in OCC's answers. */
export interface OccBody {
  [name: string]: unknown
  errors?: { type: string, reason?: string, subject?: string, message: string }[]
}

/** Sends a request to OCC below `/occ/v2/electronics`. */
export async function occ(sap: SapStandIn, method: string, path: string, { token, body, headers = {} }: { token?: string, body?: unknown, headers?: Record<string, string> } = {}): Promise<OccAnswer> {
  const response = await fetch(`${sap.url}/occ/v2/electronics${path}`, {
    method,
    headers: {
      ...token ? { authorization: `Bearer ${token}` } : {},
      ...body === undefined ? {} : { 'content-type': 'application/json' },
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {} }
}

/** Status and type of the first error, the two things callers decide by. */
export function errorOf({ status, body }: OccAnswer): [status: number, type: string | undefined] {
  return [status, body.errors?.[0]?.type]
}
