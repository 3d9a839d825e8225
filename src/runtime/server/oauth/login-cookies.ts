/** A cookie as far as one origin is concerned. */
interface Cookie {
  name: string
  value: string
  path: string
}

/** More and longer than any server's during a login. */
const MAX_COOKIES = 30
const MAX_LENGTH = 4096

/**
 * The cookies of one login at the authorization server: `JSESSIONID`, and on
 * SAP's cloud `ROUTE`, without which the next request reaches another node.
 *
 * Only ever used for one origin, so of RFC 6265 names, paths and deletion are
 * enough: a cookie's domain and its lifetime of hours make no difference here.
 */
export class LoginCookies {
  readonly #cookies = new Map<string, Cookie>()

  /** Takes what a response sets. @param url of its request. */
  take(headers: Headers, url: URL): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const separator = pair.indexOf('=')
      if (separator < 1 || pair.length > MAX_LENGTH) continue
      const cookie = {
        name: pair.slice(0, separator).trim(),
        value: pair.slice(separator + 1).trim(),
        path: attribute(attributes, 'path', value => value.startsWith('/')) ?? defaultPath(url),
      }
      const key = `${cookie.name};${cookie.path}`
      if (isDeletion(attributes)) this.#cookies.delete(key)
      else if (this.#cookies.has(key) || this.#cookies.size < MAX_COOKIES) this.#cookies.set(key, cookie)
    }
  }

  /** For the `Cookie` header of a request; `undefined` when there is none. Longer paths first (RFC 6265, section 5.4). */
  header(url: URL): string | undefined {
    const cookies = [...this.#cookies.values()]
      .filter(({ path }) => isBelow(url.pathname, path))
      .sort((one, other) => other.path.length - one.path.length)
    return cookies.length === 0 ? undefined : cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  }
}

function isDeletion(attributes: string[]): boolean {
  const maxAge = attribute(attributes, 'max-age', value => /^-?\d+$/.test(value))
  if (maxAge !== undefined) return Number(maxAge) <= 0
  const expires = attribute(attributes, 'expires')
  return expires !== undefined && Date.parse(expires) <= Date.now()
}

/** The last one counts; one with an unusable value is as good as absent. */
function attribute(attributes: string[], name: string, isUsable: (value: string) => boolean = () => true): string | undefined {
  const values = attributes.map(text => text.trim().split('=')).filter(([key]) => key?.trim().toLowerCase() === name).map(([, ...value]) => value.join('=').trim())
  return values.filter(isUsable).at(-1)
}

/** The folder of the request (RFC 6265, section 5.1.4). */
function defaultPath({ pathname }: URL): string {
  return pathname.slice(0, pathname.lastIndexOf('/')) || '/'
}

function isBelow(pathname: string, path: string): boolean {
  return pathname === path || (pathname.startsWith(path) && (path.endsWith('/') || pathname[path.length] === '/'))
}
