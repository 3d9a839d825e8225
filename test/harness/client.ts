import { CookieJar, type JarFetchInit } from './cookie-jar.ts'

/** A browser without a page: a cookie jar, and the operations of one application as the SDK calls them. */
export class Client {
  readonly jar: CookieJar
  readonly url: string

  /** @param url the application's origin, e.g. `app.url` */
  constructor(url: string, jar: CookieJar = new CookieJar()) {
    this.url = url
    this.jar = jar
  }

  /** Requests a path of the application, with what a browser says about a request from the application's own pages. */
  fetch(path: string, init: JarFetchInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin')
    return this.jar.fetch(new URL(path, this.url), { ...init, headers })
  }

  /** Loads a page like a typed-in address and resolves with its HTML. */
  async page(path: string, init: JarFetchInit = {}): Promise<{ response: Response, html: string }> {
    const headers = new Headers({ 'accept': 'text/html', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })
    new Headers(init.headers).forEach((value, name) => headers.set(name, value))
    const response = await this.fetch(path, { ...init, headers })
    return { response, html: await response.text() }
  }

  /** Sends `POST /api/sapcc/{operation}` and resolves with the response, whatever its status. */
  request(operation: string, args: readonly unknown[] = [], init: JarFetchInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('content-type', 'application/json')
    return this.fetch(`/api/sapcc/${operation}`, { ...init, method: 'POST', headers, body: JSON.stringify(args) })
  }

  /**
   * Calls an operation and resolves with its result; `undefined` for an empty body.
   *
   * @throws Error with the status and the body when it is not a success.
   */
  async call(operation: string, ...args: unknown[]): Promise<unknown> {
    const response = await this.request(operation, args)
    const body = await response.text()
    if (!response.ok) throw new Error(`${operation} answered ${response.status}: ${body}`)
    return body ? JSON.parse(body) : undefined
  }

  /** Signs in with one of the stand-in's documented users. */
  async signIn(username = 'jane@example.com', password = 'Password1!'): Promise<void> {
    await this.call('signUserIn', { username, password })
  }
}
