import { parseSetCookie } from 'cookie-es'

/** A cookie in the form in which Playwright's `context.addCookies` takes it. */
export interface BrowserCookie {
  name: string
  value: string
  /** Host of the shop, without a port. */
  domain: string
  path: string
  /** Seconds since 1970; -1 for a cookie that ends with the browser. */
  expires: number
  httpOnly: boolean
  secure: boolean
  sameSite: 'Strict' | 'Lax' | 'None'
}

const SAME_SITE: Readonly<Record<string, BrowserCookie['sameSite']>> = { strict: 'Strict', none: 'None' }

/** The cookies of one host, as a test's visitor keeps them. */
export class Cookies {
  readonly #host: string
  #kept: BrowserCookie[] = []

  /** @param host without a port. */
  constructor(host: string) {
    this.#host = host
  }

  /** Takes over what a response sets and deletes. */
  store(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      // Values are kept as they were sent.
      const { name, value, path = '/', maxAge, expires, httpOnly = false, secure = false, sameSite = 'lax' } = parseSetCookie(line, { decode: false })
      const now = Date.now()
      const end = maxAge === undefined ? expires?.getTime() : now + maxAge * 1000
      this.#kept = this.#kept.filter(cookie => cookie.name !== name || cookie.path !== path)
      if (end !== undefined && end <= now) continue
      this.#kept.push({
        name,
        value,
        domain: this.#host,
        path,
        expires: end === undefined ? -1 : Math.ceil(end / 1000),
        httpOnly,
        secure,
        sameSite: SAME_SITE[String(sameSite).toLowerCase()] ?? 'Lax',
      })
    }
  }

  /** All cookies that have not expired. */
  list(): BrowserCookie[] {
    const now = Date.now() / 1000
    return this.#kept.filter(({ expires }) => expires < 0 || expires > now).map(cookie => ({ ...cookie }))
  }

  /** The `Cookie` header of a request for a path; empty when there is none. */
  header(path: string): string {
    return this.list()
      .filter(cookie => path === cookie.path || path.startsWith(cookie.path.endsWith('/') ? cookie.path : `${cookie.path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }
}
