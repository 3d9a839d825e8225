import { serialize } from 'cookie-es'
import { decodeCookie, parseCookies } from '../platform/cookie-header'
import type { ServerRequest } from '../platform/types'
import { CHUNK_LENGTH, MAX_CHUNKS } from './cookie-names'

/** How cookies are set. */
export interface CookieAttributes {
  path: string
  isSecure: boolean
}

/**
 * The module's cookies of one request, and the changes that its response will
 * make. The last change of a name counts; all changes are written just before
 * the response headers are sent.
 */
export class RequestCookies {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare private readonly request: ServerRequest
  declare private readonly attributes: CookieAttributes
  declare private parsed: Map<string, string> | undefined
  declare private changes: Map<string, string> | undefined

  constructor(request: ServerRequest, attributes: CookieAttributes) {
    this.request = request
    this.attributes = attributes
    this.parsed = undefined
    this.changes = undefined
  }

  /** The value of a cookie of the request. */
  get(name: string): string | undefined {
    const value = this.sent().get(name)
    return value === undefined ? undefined : decodeCookie(value)
  }

  /** Names of all cookies of the request. */
  names(): string[] {
    return [...this.sent().keys()]
  }

  /** A value that may be split into several cookies. */
  read(name: string): string | undefined {
    let value = this.get(name)
    // Only a full chunk can be followed by another one.
    for (let index = 1; index < MAX_CHUNKS && value?.length === index * CHUNK_LENGTH; index++) {
      value += this.get(chunkName(name, index)) ?? ''
    }
    return value
  }

  /**
   * @param maxAge seconds.
   * @param path of the cookie; @default the shop's base path
   * @throws RangeError for a value that is too long for browsers.
   */
  write(name: string, value: string, maxAge: number, path = this.attributes.path): void {
    const chunks = Math.max(1, Math.ceil(value.length / CHUNK_LENGTH))
    if (chunks > MAX_CHUNKS) throw new RangeError(`The cookie ${name} would need ${chunks} pieces; at most ${MAX_CHUNKS} are allowed.`)
    for (let index = 0; index < chunks; index++) {
      this.set(chunkName(name, index), value.slice(index * CHUNK_LENGTH, (index + 1) * CHUNK_LENGTH), maxAge, path)
    }
    // Remove the remaining chunks of a longer previous value.
    this.clear(name, chunks, path)
  }

  /**
   * @param firstChunk index of the first chunk to remove.
   * @param path that the cookie was set with: otherwise the browser does not remove it.
   */
  clear(name: string, firstChunk = 0, path = this.attributes.path): void {
    for (let index = firstChunk; index < MAX_CHUNKS; index++) {
      const chunk = chunkName(name, index)
      if (this.get(chunk) !== undefined) this.set(chunk, '', 0, path)
      else this.changes?.delete(chunk)
    }
  }

  /** Removes a cookie that this request was not sent, because it has another path. Further pieces of a long value stay; without the first one they are not read. */
  removeUnsent(name: string, path: string): void {
    this.set(name, '', 0, path)
  }

  /** `Set-Cookie` lines of all changes. */
  lines(): string[] {
    return this.changes === undefined ? [] : [...this.changes.values()]
  }

  /** Size of a value as `Set-Cookie`, in bytes. */
  sizeOf(name: string, value: string): number {
    return Math.max(1, Math.ceil(value.length / CHUNK_LENGTH)) * (name.length + this.line('', '', 0).length + 12) + value.length
  }

  private sent(): Map<string, string> {
    return this.parsed ??= parseCookies(this.request.header('cookie') ?? '')
  }

  private set(name: string, value: string, maxAge: number, path = this.attributes.path): void {
    const changes = this.changes ??= new Map()
    changes.delete(name)
    changes.set(name, this.line(name, value, maxAge, path))
  }

  private line(name: string, value: string, maxAge: number, path = this.attributes.path): string {
    return serialize(name || '_', value, { httpOnly: true, secure: this.attributes.isSecure, sameSite: 'lax', path, maxAge })
  }
}

function chunkName(name: string, index: number): string {
  return index === 0 ? name : `${name}.${index}`
}
