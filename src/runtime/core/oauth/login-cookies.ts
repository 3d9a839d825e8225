/**
 * The cookies of one login at the authorization server (`JSESSIONID`, and
 * `ROUTE` on SAP's cloud). Only ever used for one origin, so names are enough.
 */
export class LoginCookies {
  readonly #values = new Map<string, string>()

  /** More than any server sets during a login. */
  static readonly #maxCookies = 30

  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const separator = pair.indexOf('=')
      if (separator < 1) continue
      const name = pair.slice(0, separator).trim()
      const value = pair.slice(separator + 1).trim()
      if (value === '' || attributes.some(attribute => /^\s*max-age\s*=\s*(?:0|-)/i.test(attribute))) this.#values.delete(name)
      else if (this.#values.has(name) || this.#values.size < LoginCookies.#maxCookies) this.#values.set(name, value)
    }
  }

  /** For the `Cookie` header; `undefined` when there is none. */
  header(): string | undefined {
    return this.#values.size === 0 ? undefined : [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}
