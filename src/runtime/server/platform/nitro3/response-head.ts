import type { ResponseHead } from '../types'

/** The head of a response before it leaves Nitro. */
export class WebResponseHead implements ResponseHead {
  /** The response to send: the given one, or a copy when the given one is immutable. */
  declare response: Response
  declare private isWritable: boolean

  constructor(response: Response) {
    this.response = response
    this.isWritable = false
  }

  get(name: string): string | undefined {
    return this.response.headers.get(name) ?? undefined
  }

  set(name: string, value: string): void {
    this.writableHeaders().set(name, value)
  }

  remove(name: string): void {
    this.writableHeaders().delete(name)
  }

  names(): readonly string[] {
    return [...this.response.headers.keys()]
  }

  cookies(): readonly string[] {
    return this.response.headers.getSetCookie()
  }

  addCookies(lines: readonly string[]): void {
    if (lines.length === 0) return
    const headers = this.writableHeaders()
    for (const line of lines) headers.append('set-cookie', line)
  }

  /** Copies the response only if it is immutable, as results of `fetch` and `Response.redirect` are: a copy loses the length of its body. */
  private writableHeaders(): Headers {
    if (!this.isWritable) {
      this.isWritable = true
      try {
        this.response.headers.delete('x-nuxt-sapcc-none')
      }
      catch {
        const { body, status, statusText, headers } = this.response
        this.response = new Response(body, { status, statusText, headers: new Headers(headers) })
      }
    }
    return this.response.headers
  }
}
