import type { H3Event } from 'h3'
import { isRecord } from '../../sdk/errors'
import type { Sealer } from '../crypto/sealer'
import { perEvent } from '../platform/nitro2/per-event'
import { sessionAccess } from '../session/access'
import type { CookieJar } from '../http/cookies'

/**
 * One request's view of its visitor's anonymous carts, one per base site.
 *
 * Whoever knows the `guid` of such a cart owns it. It lives in an httpOnly,
 * encrypted cookie, and this server puts it into calls to OCC: it is in no
 * address the browser sees, in no log and in no error. Answers pass through
 * unread for speed, so what SAP says about a cart is in them as ever.
 */
export interface AnonymousCart {
  /** The cart's guid; `undefined` when there is none, or when the answer is for everyone. */
  guid: (baseSiteId: string) => Promise<string | undefined>
  /**
   * The cart's guid, of a cart that is made now if there is none. Calls of one
   * event share what is made; those of different requests have nothing that
   * would tell they are one visitor's, which is why the browser sends calls
   * that begin a cart one after another.
   *
   * @param create makes a cart and gives its guid.
   * @returns `undefined` when a new cookie would not reach the browser: nothing is made then.
   */
  begin: (baseSiteId: string, create: () => Promise<string>) => Promise<string | undefined>
  /** Forgets a cart, if it is still this one. */
  drop: (baseSiteId: string, guid: string) => Promise<void>
  /** All of them. */
  entries: () => Promise<[baseSiteId: string, guid: string][]>
  /** Forgets all of them. */
  clear: () => Promise<void>
}

/** Gives the anonymous carts of an event; the same view at each call. */
export type AnonymousCartOf = (event: H3Event) => AnonymousCart

/** What the cookie holds: guids by base site, and when it was written, in milliseconds since 1970. */
interface KeptCarts {
  guids: Map<string, string>
  writtenAt: number
}

const COOKIE = 'sapcc-cart'
const LIFETIME_SECONDS = 30 * 24 * 60 * 60
/** A cart in use has its time started anew, at most this often. */
const RENEWAL_MS = 24 * 60 * 60 * 1000
/** Base sites on one domain; the one used longest ago gives way. */
const MAX_CARTS = 8

export function createAnonymousCarts(options: { cookies: CookieJar, sealer: Sealer, now?: () => number }): AnonymousCartOf {
  const { cookies, sealer, now = Date.now } = options

  function createView(event: H3Event): AnonymousCart {
    let opened: Promise<KeptCarts> | undefined
    let saved: Promise<void> = Promise.resolve()
    const beginning = new Map<string, Promise<string>>()
    const mayWrite = () => sessionAccess(event) === 'write'

    function kept(): Promise<KeptCarts> {
      // Asked anew: somebody may have looked into the cart before the route made its answer one for everyone.
      if (sessionAccess(event) === 'none') return Promise.resolve(parseCarts(undefined))
      opened ??= open()
      return opened
    }

    async function open(): Promise<KeptCarts> {
      const cookie = cookies.read(event, COOKIE)
      return parseCarts(cookie && await sealer.openValue('cart', cookie))
    }

    /** One after another: the last state has to be the one that stays. */
    function save(carts: KeptCarts): Promise<void> {
      saved = saved.then(async () => {
        const value = carts.guids.size === 0 ? '' : await sealer.sealValue('cart', { guids: [...carts.guids], writtenAt: now() })
        if (mayWrite()) cookies.write(event, COOKIE, value, value === '' ? 0 : LIFETIME_SECONDS)
      })
      return saved
    }

    async function keep(baseSiteId: string, guid: string): Promise<void> {
      const carts = await kept()
      carts.guids.delete(baseSiteId)
      carts.guids.set(baseSiteId, guid)
      for (const oldest of carts.guids.keys()) {
        if (carts.guids.size <= MAX_CARTS) break
        carts.guids.delete(oldest)
      }
      carts.writtenAt = now()
      await save(carts)
    }

    async function make(baseSiteId: string, create: () => Promise<string>): Promise<string> {
      try {
        const guid = await create()
        await keep(baseSiteId, guid)
        return guid
      }
      finally {
        beginning.delete(baseSiteId)
      }
    }

    return {
      async guid(baseSiteId) {
        return (await kept()).guids.get(baseSiteId)
      },

      async begin(baseSiteId, create) {
        const carts = await kept()
        const guid = carts.guids.get(baseSiteId)
        if (guid !== undefined) {
          if (now() - carts.writtenAt > RENEWAL_MS && mayWrite()) await keep(baseSiteId, guid)
          return guid
        }
        const running = beginning.get(baseSiteId)
        if (running || !mayWrite()) return await running
        const made = make(baseSiteId, create)
        beginning.set(baseSiteId, made)
        return await made
      },

      async drop(baseSiteId, guid) {
        const carts = await kept()
        if (carts.guids.get(baseSiteId) !== guid) return
        carts.guids.delete(baseSiteId)
        await save(carts)
      },

      async entries() {
        return [...(await kept()).guids]
      },

      async clear() {
        const carts = await kept()
        // Also one that could not be opened goes.
        if (carts.guids.size === 0 && cookies.read(event, COOKIE) === undefined) return
        carts.guids.clear()
        await save(carts)
      },
    }
  }

  return perEvent(createView)
}

/** Reads what an opened cookie holds; anything of another shape is no cart. */
function parseCarts(value: unknown): KeptCarts {
  const { guids, writtenAt } = isRecord(value) ? value : {}
  const entries = Array.isArray(guids) ? (guids as unknown[]).filter(isEntry).slice(0, MAX_CARTS) : []
  return { guids: new Map(entries), writtenAt: typeof writtenAt === 'number' ? writtenAt : 0 }
}

function isEntry(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every(part => typeof part === 'string')
}
