import { CART_BURST_HEADER } from '../../shared/cart-burst'
import { SapccError, isRecord } from '../../sdk/errors'
import { platformAead } from '../crypto/aead'
import type { Sealer } from '../crypto/sealer'
import { memoizeByObject } from '../http/memoize-by-object'
import type { RequestScope } from '../http/request-scope'
import { createCartNotes } from './cart-notes'
import type { CartNotes, SharedCartNotes } from './cart-notes'

/**
 * One request's view of its visitor's anonymous carts, one per base site.
 *
 * The `guid` of such a cart is a secret: it is all that is needed to use it. It lives in an httpOnly,
 * encrypted cookie, and this server puts it into calls to OCC: it is in no
 * address the browser sees, in no log and in no error. Answers pass through
 * unread for speed, so what SAP says about a cart is in them as ever.
 */
export interface AnonymousCart extends Omit<CartNotes, 'beginOnce' | 'begun' | 'forgetBegun'> {
  /** The cart's guid, also while the cart is being created; `undefined` when there is none, or when the response is for all visitors. */
  guid: (baseSiteId: string) => Promise<string | undefined>
  /**
   * The cart's guid, of a cart that is made now if there is none. Calls of one
   * request share what is made. So do requests of one page that overlap; requests of several pages carry
   * nothing that shows they come from one visitor, which is why the browser sends
   * calls that begin a cart one after another.
   *
   * @param create makes a cart and gives its guid.
   * @param missing guid of the cart that SAP no longer has, whose place the new one takes. All requests that miss the same cart get the same new one.
   * @returns `undefined` when a new cookie would not reach the browser: nothing is made then.
   * @throws SapccError 500 `ResponseSentError` when the response was sent meanwhile: the cart's cookie cannot reach the browser any more.
   */
  begin: (baseSiteId: string, create: () => Promise<string>, missing?: string) => Promise<string | undefined>
  /** Forgets a cart, if it is still this one. If another request has begun a replacement, that is kept in its place. */
  drop: (baseSiteId: string, guid: string) => Promise<void>
  /**
   * Keeps the cart that another request has begun in place of one that SAP no longer has. Where there is none, the missing
   * cart's cookie stays: it costs a call that SAP refuses, while a response that removes it may arrive late and remove
   * the cookie of a cart that was begun meanwhile.
   *
   * @returns whether there is one.
   */
  takeReplacement: (baseSiteId: string, missing: string) => Promise<boolean>
  /** All of them. */
  entries: () => Promise<[baseSiteId: string, guid: string][]>
  /** Forgets all of them. */
  clear: () => Promise<void>
}

/** Gives the anonymous carts of a request; the same view at each call. */
export type AnonymousCartOf = (scope: RequestScope) => AnonymousCart

/** What the cookie holds: guids by base site, and when it was written, in milliseconds since 1970. */
interface KeptCarts {
  guids: Map<string, string>
  writtenAt: number
}

/** The key of an anonymous cart in queues: a hash, because its guid is a secret. */
export async function anonymousCartKey(guid: string): Promise<string> {
  return `cart:${await platformAead().hash(guid)}`
}

const LIFETIME_SECONDS = 30 * 24 * 60 * 60
/** The lifetime of a cart in use starts again, at most once in this many milliseconds. */
const RENEWAL_MS = 24 * 60 * 60 * 1000
/** Base sites on one domain; the one used longest ago gives way. */
const MAX_CARTS = 8

/** @param options.shared what all processes know of carts. */
export function createAnonymousCarts(options: { sealer: Sealer, shared?: () => SharedCartNotes | undefined, now?: () => number }): AnonymousCartOf {
  const { sealer, now = Date.now } = options
  const notes = createCartNotes(options)

  function createView(scope: RequestScope): AnonymousCart {
    const { cookies, names } = scope
    let opened: Promise<KeptCarts> | undefined
    let saved: Promise<void> = Promise.resolve()
    const beginning = new Map<string, Promise<string>>()
    const mayWrite = () => scope.access === 'write'
    const burstFor = (baseSiteId: string) => {
      const burst = scope.request.header(CART_BURST_HEADER)
      return burst !== undefined && /^[\w-]{16,64}$/.test(burst) ? `${baseSiteId}\n${burst}` : undefined
    }

    async function kept(): Promise<KeptCarts> {
      // Re-check: a middleware may have read the cart before the response was marked public.
      if (scope.access === 'none') return parseCarts(undefined)
      const carts = await (opened ??= open())
      if (carts.guids.size > 0) scope.markPersonalResponse()
      return carts
    }

    /** The cookie of version 0.1 is read as long as there is no newer one. */
    function sent(): string | undefined {
      return cookies.read(names.cart) ?? cookies.read(names.version01.cart)
    }

    async function open(): Promise<KeptCarts> {
      const cookie = sent()
      return parseCarts(cookie && await sealer.openValue('cart', cookie))
    }

    /** Writes one state after another, so that the last one stays. */
    function save(carts: KeptCarts): Promise<void> {
      saved = saved.then(async () => {
        const value = carts.guids.size === 0 ? '' : await sealer.sealValue('cart', { guids: [...carts.guids], writtenAt: now() })
        if (!mayWrite()) return
        if (value === '') cookies.clear(names.cart)
        else cookies.write(names.cart, value, LIFETIME_SECONDS)
        cookies.clear(names.version01.cart, 0, names.version01.path)
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

    async function make(baseSiteId: string, create: () => Promise<string>, missing: string | undefined): Promise<string> {
      const createOnce = missing === undefined ? create : () => notes.beginOnce(inPlaceOf(baseSiteId, missing), create)
      try {
        const burst = burstFor(baseSiteId)
        if (burst !== undefined && missing !== undefined) await notes.forgetBegun(burst, missing)
        const guid = await (burst === undefined ? createOnce() : notes.beginOnce(burst, createOnce))
        if (!mayWrite()) throw responseSent()
        await keep(baseSiteId, guid)
        return guid
      }
      finally {
        beginning.delete(baseSiteId)
      }
    }

    async function takeReplacement(baseSiteId: string, missing: string): Promise<boolean> {
      const replacement = await notes.begun(inPlaceOf(baseSiteId, missing))
      if (replacement === undefined || await notes.mergeState(replacement) !== undefined) return false
      if ((await kept()).guids.get(baseSiteId) === missing) await keep(baseSiteId, replacement)
      return true
    }

    async function drop(baseSiteId: string, guid: string): Promise<void> {
      const burst = burstFor(baseSiteId)
      if (burst !== undefined) await notes.forgetBegun(burst, guid)
      // Another response may have set the replacement's cookie already: write the replacement, do not remove the cookie.
      if (await takeReplacement(baseSiteId, guid)) return
      const carts = await kept()
      if (carts.guids.get(baseSiteId) !== guid) return
      carts.guids.delete(baseSiteId)
      await save(carts)
    }

    return {
      async guid(baseSiteId) {
        const running = beginning.get(baseSiteId)
        // A failure is the caller's that began it.
        if (running) await running.catch(() => undefined)
        return (await kept()).guids.get(baseSiteId)
      },

      async begin(baseSiteId, create, missing) {
        const carts = await kept()
        const guid = carts.guids.get(baseSiteId)
        if (guid !== undefined && guid !== missing) {
          if (now() - carts.writtenAt > RENEWAL_MS && mayWrite()) await keep(baseSiteId, guid)
          return guid
        }
        const running = beginning.get(baseSiteId)
        if (running || !mayWrite()) return await running
        const made = make(baseSiteId, create, missing)
        beginning.set(baseSiteId, made)
        return await made
      },

      drop,
      takeReplacement,

      noteMerging: notes.noteMerging,
      noteMergeDone: notes.noteMergeDone,
      noteNotMerged: notes.noteNotMerged,
      moveEntries: notes.moveEntries,
      mergeState: notes.mergeState,

      async entries() {
        return [...(await kept()).guids]
      },

      async clear() {
        const carts = await kept()
        // A cookie that could not be opened is removed, too.
        if (carts.guids.size === 0 && sent() === undefined) return
        carts.guids.clear()
        await save(carts)
      },
    }
  }

  return memoizeByObject(createView)
}

/** What requests have in common that need a cart in place of the same missing one. */
const inPlaceOf = (baseSiteId: string, missing: string) => `${baseSiteId}\nin place of\n${missing}`

function responseSent(): SapccError {
  return new SapccError('The response was sent before the cart was created, so the cart\'s cookie cannot be set. Await the call that adds to the cart before the response is sent.', {
    status: 500,
    data: { type: 'ResponseSentError' },
  })
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
