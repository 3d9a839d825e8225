import { deleteCookie, parseCookies, setCookie } from 'h3'
import type { H3Event } from 'h3'
import { requestCookie } from '../platform/nitro2/request-header'

/** The one place that reads and sets the module's cookies. */
export interface CookieJar {
  /** A cookie's value, put together from its chunks. */
  read: (event: H3Event, name: CookieName) => string | undefined
  /** @param maxAge seconds. */
  write: (event: H3Event, name: CookieName, value: string, maxAge: number) => void
  clear: (event: H3Event, name: CookieName) => void
}

/** What a cookie is for; a pending login has one per `state`. */
export type CookieName = 'sapcc-session' | 'sapcc-cart' | `sapcc-login-${string}`

/** Browsers take 4096 bytes per cookie, name and attributes included. */
const CHUNK_LENGTH = 3800

/** 38 KB: more than any session, less than what servers accept as header. */
const MAX_CHUNKS = 10

/**
 * @param options.secure whether the shop is reached over https. `__Host-` and
 * `Secure` go together: without https there is neither.
 */
export function createCookieJar(options: { secure: boolean }): CookieJar {
  const { secure } = options
  const attributes = { httpOnly: true, secure, sameSite: 'lax', path: '/' } as const
  const prefix = secure ? '__Host-' : ''
  // Text that is put together anew is looked up by its letters: those of every request are made once.
  const fixedNames: Readonly<Partial<Record<CookieName, string>>> = { 'sapcc-session': `${prefix}sapcc-session`, 'sapcc-cart': `${prefix}sapcc-cart` }
  const fullName = (name: CookieName) => fixedNames[name] ?? prefix + name

  function clearFrom(event: H3Event, name: CookieName, firstChunk: number): void {
    const [sent, written] = [parseCookies(event), writtenNames(event)]
    for (let index = firstChunk; index < MAX_CHUNKS; index++) {
      const chunk = chunkName(fullName(name), index)
      if (chunk in sent || written.has(chunk)) deleteCookie(event, chunk, attributes)
    }
  }

  return {
    read(event, name) {
      let value = requestCookie(event, fullName(name))
      // Only after a full one another may follow.
      for (let index = 1; index < MAX_CHUNKS && value?.length === index * CHUNK_LENGTH; index++) {
        value += requestCookie(event, chunkName(fullName(name), index)) ?? ''
      }
      return value
    },
    write(event, name, value, maxAge) {
      const chunks = Math.max(1, Math.ceil(value.length / CHUNK_LENGTH))
      if (chunks > MAX_CHUNKS) throw new RangeError(`The cookie ${name} would need ${chunks} chunks; at most ${MAX_CHUNKS} are allowed.`)
      for (let index = 0; index < chunks; index++) {
        setCookie(event, chunkName(fullName(name), index), value.slice(index * CHUNK_LENGTH, (index + 1) * CHUNK_LENGTH), { ...attributes, maxAge })
      }
      // A shorter value than before must not be read with the old one's tail.
      clearFrom(event, name, chunks)
    },
    clear(event, name) {
      clearFrom(event, name, 0)
    },
  }
}

/** Cookies that this very answer sets by now. */
function writtenNames(event: H3Event): Set<string> {
  const headers = [event.node.res.getHeader('set-cookie') ?? []].flat()
  return new Set(headers.map(header => String(header).split('=', 1)[0]!))
}

function chunkName(name: string, index: number): string {
  return index === 0 ? name : `${name}.${index}`
}
