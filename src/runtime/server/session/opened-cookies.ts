import { BoundedMap } from '../storage/bounded-map'
import { systemClock } from '../time/clock'
import { unref } from '../time/sleep'
import type { Session } from './session'

const MAX_ENTRIES = 10_000

/** Characters of cookies and their contents together, one byte each: 32 MB, which are 6,000 sessions with cookies of 2.6 KB. */
const MAX_SIZE = 32 * 1024 * 1024

/** Milliseconds: the calls of a page, and of the page after it. An entry is not used after that, and has left the memory within two of these. */
const LIFETIME = 60_000

/** Characters at the end of a sealed value: most of its authentication tag, so that no two values share them by chance. */
const KEY_LENGTH = 20

/** Contents of the session cookies that were decrypted last. */
export interface OpenedCookies {
  /** @returns `undefined` for a value that is not known: it has to be opened. */
  get: (sealed: string) => Session | undefined
  /** @param sealed the value of the cookie, which only this shop can make. */
  add: (sealed: string, session: Session) => void
}

/**
 * Remembers the contents of session cookies: the calls of a page all carry the same one, and to decrypt it is the largest
 * part of the module's own work for a call. What is remembered is the cookie's content alone. Whether the session has
 * ended, or has newer tokens, is asked at each call as ever. One for all origins of a server: they have the same passwords.
 *
 * @param options.now @default the monotonic clock
 */
export function createOpenedCookies({ now = systemClock.monotonic }: { now?: (() => number) | undefined } = {}): OpenedCookies {
  // A long value would cost more to look up than a short one.
  const opened = new BoundedMap<string, { sealed: string, session: Session }>({
    maxEntries: MAX_ENTRIES,
    // The content is shorter than the sealed value that is made of it.
    maxSize: MAX_SIZE, sizeOf: ({ sealed }) => 2 * sealed.length,
    ttl: LIFETIME,
    now,
  })
  let nextSweep = 0

  /** A process that gets no further requests must not keep tokens. By time and not by a flag: some platforms drop a timer with the request that set it. */
  function sweepLater(): void {
    if (now() < nextSweep) return
    nextSweep = now() + LIFETIME
    unref(setTimeout(() => {
      opened.sweep()
      // Node's timers can be a moment ahead of the clock: the time says nothing about the timer that has just run.
      nextSweep = 0
      if (opened.size > 0) sweepLater()
    }, LIFETIME))
  }

  return {
    get(sealed) {
      const known = opened.get(sealed.slice(-KEY_LENGTH))
      return known?.sealed === sealed ? known.session : undefined
    },
    add(sealed, session) {
      const own = copyOf(sealed)
      opened.set(own.slice(-KEY_LENGTH), { sealed: own, session })
      sweepLater()
    },
  }
}

/** A cookie's value is part of the header's text, which would stay in memory as a whole. */
function copyOf(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text))
}
