import { BoundedMap } from '../storage/bounded-map'
import type { Session } from './session'

/** About three kilobytes each with usual tokens, so about thirty megabytes. */
const MAX_ENTRIES = 10_000

/** Milliseconds: the calls of a page, and of the page after it. An entry is not used after that, and it is removed when another one is added. */
const LIFETIME = 60_000

/** Characters at the end of a sealed value: most of its authentication tag, so that no two values share them by chance. */
const KEY_LENGTH = 20

/** The contents of the session cookies that were decrypted last. */
export interface OpenedCookies {
  /** @returns `undefined` for a value that is not known: it has to be opened. */
  get: (sealed: string) => Session | undefined
  /** @param sealed the value of the cookie, which only this shop can make. */
  add: (sealed: string, session: Session) => void
}

/**
 * Remembers the contents of session cookies: the calls of a page all carry the same one, and to decrypt it is the largest
 * part of the module's own work for a call. What is remembered is the cookie's content alone. Whether the session has
 * ended, or has newer tokens, is asked at each call as ever.
 *
 * @param options.now @default the monotonic clock
 */
export function createOpenedCookies({ now }: { now?: (() => number) | undefined } = {}): OpenedCookies {
  // A long value would cost more to look up than a short one.
  const opened = new BoundedMap<string, { sealed: string, session: Session }>({ maxEntries: MAX_ENTRIES, ttl: LIFETIME, ...(now ? { now } : {}) })
  return {
    get(sealed) {
      const known = opened.get(sealed.slice(-KEY_LENGTH))
      return known?.sealed === sealed ? known.session : undefined
    },
    add(sealed, session) {
      const own = copyOf(sealed)
      opened.set(own.slice(-KEY_LENGTH), { sealed: own, session })
    },
  }
}

/** A cookie's value is part of the header's text, which would stay in memory as a whole. */
function copyOf(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text))
}
