import { SapccError, isRecord } from '../../sdk/errors'
import type { CartEntryNotAdded } from '../../sdk/session-methods'
import type { LimitedWarnings } from '../log/limited-warnings'
import type { Turns } from '../storage/turns'
import { systemClock } from '../time/clock'
import { anonymousCartKey } from './anonymous-cart'
import type { AnonymousCart } from './anonymous-cart'

/** What merging carts needs. */
export interface MergeCartOptions {
  cart: AnonymousCart
  /** Calls an operation of OCC as the customer who has just signed in. */
  call: CallInternally
  /** The same as the visitor who the customer was before, without waiting for the turn of their cart. */
  callAsVisitor: CallInternally
  /** Those of changes to the visitor's carts. */
  turns: Pick<Turns, 'take'>
  /** Milliseconds after which no further entry is added one by one: the customer waits for the sign-in. */
  maxTime: number
  log: LimitedWarnings
}

/** Calls an operation of OCC for the server's own purposes, also one that is not open to the app. */
export type CallInternally = (operationId: 'createCart' | 'getCart' | 'getUser' | 'getBaseSites' | 'createCartEntry' | 'removeCartEntry' | 'removeCart' | 'doGiveConsent', params: object) => Promise<unknown>

/** What became of an anonymous cart at a sign-in. */
export interface MergedCart {
  baseSiteId: string
  /** What of it is not in the customer's cart. */
  notAdded: CartEntryNotAdded[]
}

/** Milliseconds that a sign-in waits for changes to the visitor's cart that are under way. */
const MAX_TURN_WAIT = 5000

/**
 * Merges the visitor's anonymous carts with those of the customer who has just
 * signed in. Never fails the sign-in. A merge waits until changes to the cart by other
 * calls have ended, so that what they add is carried over; a later change is refused
 * with 409. If SAP does not merge a cart because it has a guest's e-mail, its entries are
 * added one by one. If SAP no longer has a cart and another request has begun one in its place, that is
 * merged. If it is unknown whether a cart was merged, it is kept for the next sign-in.
 *
 * @returns the carts that were merged.
 */
export async function mergeAnonymousCart(options: MergeCartOptions): Promise<MergedCart[]> {
  const merged: MergedCart[] = []
  const carts = await options.cart.entries()
  for (const [baseSiteId, guid] of carts) {
    const notAdded = await mergeInTurn(options, baseSiteId, guid)
    if (notAdded) merged.push({ baseSiteId, notAdded })
    const other = await options.cart.guid(baseSiteId)
    if (other !== undefined && other !== guid) carts.push([baseSiteId, other])
  }
  return merged
}

/** @returns what was not added; `undefined` when the cart was not merged here: it failed, or another sign-in (another tab, a second click) merges it. */
async function mergeInTurn(options: MergeCartOptions, baseSiteId: string, guid: string): Promise<CartEntryNotAdded[] | undefined> {
  const { cart, log } = options
  const endTurn = await takeTurn(options, guid)
  try {
    const isDone = await cart.mergeState(guid) === 'done'
    if (isDone) await cart.drop(baseSiteId, guid)
    // Note it before SAP is called, so that a waiting change that misses this cart does not begin another one.
    if (isDone || !cart.noteMerging(guid)) return undefined
    try {
      const notAdded = await merge(options, baseSiteId, guid, endTurn !== undefined)
      if (!notAdded) return void cart.noteNotMerged(guid)
      await cart.noteMergeDone(guid)
      await cart.drop(baseSiteId, guid)
      if (notAdded.length > 0) log.warn(`${notAdded.length} entries of the anonymous cart were not carried over at the sign-in: ${notAdded.map(({ productCode, reason }) => `${productCode} ${reason}`).join(', ')}.`, 'entries not added')
      return notAdded
    }
    catch (error) {
      log.warn(`The anonymous cart was not merged at the sign-in: ${shortReason(error)}.`)
      if (!isCartError(error)) return void cart.noteNotMerged(guid)
      // The visitor's calls that wait must not begin another cart, either: the customer would not see what they add.
      await cart.noteMergeDone(guid)
      await cart.takeReplacement(baseSiteId, guid)
      return undefined
    }
  }
  finally {
    endTurn?.()
  }
}

/** @returns a function that ends the turn; `undefined` when it did not come within {@link MAX_TURN_WAIT}. */
async function takeTurn({ turns, log }: MergeCartOptions, guid: string): Promise<(() => void) | undefined> {
  try {
    return await turns.take(await anonymousCartKey(guid), undefined, MAX_TURN_WAIT)
  }
  catch (error) {
    log.warn(`The anonymous cart is merged at the sign-in while changes to it are under way: ${shortReason(error)}.`)
    return undefined
  }
}

/** @returns what was not added; `undefined` when another process moves the entries. */
async function merge(options: MergeCartOptions, baseSiteId: string, oldCartId: string, hasTurn: boolean): Promise<CartEntryNotAdded[] | undefined> {
  try {
    const toMergeCartGuid = await guidOfCustomersCart(options.call, baseSiteId)
    await options.call('createCart', { baseSiteId, oldCartId, ...(toMergeCartGuid === undefined ? {} : { toMergeCartGuid }), fields: 'guid' })
    return []
  }
  catch (error) {
    // SAP does not merge a cart with an e-mail, and responds with the same error when a cart does not exist any more.
    if (!isCartError(error)) throw error
    // Who has the turn does not wait for a process that has died. Who has waited for it in vain may have waited for another sign-in.
    return await options.cart.moveEntries(oldCartId, { evenIfMoved: hasTurn }, () => addEntriesOneByOne(options, baseSiteId, oldCartId, hasTurn, error))
  }
}

/**
 * Moves the entries of a guest's cart to the customer's, one after another: each is added, and then removed from the
 * guest's cart. If the process dies in between, the next sign-in continues with the entries that are left, and adds at
 * most one of them twice. Without the turn, after a removal that failed, or with a gift in the cart, no entry is removed any
 * more, so the next sign-in may add several twice. SAP gives gifts itself.
 *
 * @param hasTurn whether no other call changes the guest's cart meanwhile.
 * @param refused why SAP did not merge the cart; thrown when there is no such cart.
 */
async function addEntriesOneByOne({ call, callAsVisitor, maxTime, log }: MergeCartOptions, baseSiteId: string, guid: string, hasTurn: boolean, refused: SapccError): Promise<CartEntryNotAdded[]> {
  let deadline = systemClock.monotonic() + maxTime
  const asGuest = { baseSiteId, userId: 'anonymous', cartId: guid }
  const allEntries = await entriesOf(callAsVisitor, asGuest, refused)
  const entries = allEntries.filter(({ isGift }) => !isGift)
  const notAdded: CartEntryNotAdded[] = []
  let removed = 0
  // Without the turn, another call may be changing the numbers of the entries; a gift goes with the entry that it came with, which changes them, too.
  let mayRemove = hasTurn && entries.length === allEntries.length
  for (const { entryNumber, productCode, quantity, pickupAt } of entries) {
    const fault = systemClock.monotonic() > deadline
      ? { quantityAdded: 0, reason: 'timeout' }
      : await add(call, {
          baseSiteId,
          orderEntry: { product: { code: productCode }, quantity, ...(pickupAt === undefined ? {} : { deliveryPointOfService: { name: pickupAt } }) },
          fields: 'quantityAdded,statusCode',
        }, quantity)
    if (fault) notAdded.push({ baseSiteId, productCode, quantity, ...fault })
    // The last one is removed with the cart.
    else if (mayRemove && (notAdded.length > 0 || entryNumber !== entries.at(-1)?.entryNumber)) {
      // SAP renumbers the entries after a removed one. If a removal fails, their numbers are unknown, so no further entry is removed; the customer's cart has them in any case.
      const startedAt = systemClock.monotonic()
      mayRemove = await callAsVisitor('removeCartEntry', { ...asGuest, entryNumber: entryNumber - removed }).then(() => true, () => false)
      if (mayRemove) removed += 1
      // What is not in the customer's cart in time stays where they do not see it: removals must not take that time.
      deadline += systemClock.monotonic() - startedAt
    }
  }
  // The cart holds the guest's e-mail and address. If something was not added, it stays, so that the shop's employees can find it.
  // So does one into which another call may just be putting something.
  if (hasTurn && notAdded.length === 0) {
    await callAsVisitor('removeCart', asGuest).catch((error: unknown) => log.warn(`The guest's cart was not removed after the sign-in: ${shortReason(error)}.`))
  }
  return notAdded
}

/** @returns what was wrong; `undefined` when all of it was added. */
async function add(call: CallInternally, params: object, quantity: number): Promise<Pick<CartEntryNotAdded, 'quantityAdded' | 'reason'> | undefined> {
  try {
    const change = await call('createCartEntry', params)
    const { quantityAdded, statusCode } = isRecord(change) ? change : {}
    if (typeof quantityAdded !== 'number' || quantityAdded >= quantity) return undefined
    return { quantityAdded, reason: typeof statusCode === 'string' ? statusCode : 'lowStock' }
  }
  catch (error) {
    // Never sent again: whether a call without an answer was executed is unknown.
    return { quantityAdded: 0, reason: shortReason(error) }
  }
}

interface GuestEntry {
  /** Its position in the guest's cart, which OCC uses as `entryNumber`. */
  entryNumber: number
  productCode: string
  quantity: number
  /** Name of the store where it is to be picked up. */
  pickupAt?: string
  /** Whether a promotion has put it into the cart. SAP says of gifts that they cannot be changed. */
  isGift: boolean
}

async function entriesOf(callAsVisitor: CallInternally, asGuest: object, refused: SapccError): Promise<GuestEntry[]> {
  const cart = await callAsVisitor('getCart', { ...asGuest, fields: 'entries(quantity,updateable,product(code),deliveryPointOfService(name))' }).catch((error: unknown) => {
    throw isCartError(error) ? refused : error
  })
  const entries = isRecord(cart) && Array.isArray(cart.entries) ? cart.entries as unknown[] : []
  return entries.map(parseEntry).filter(entry => entry !== undefined)
}

function parseEntry(value: unknown, entryNumber: number): GuestEntry | undefined {
  const { quantity, updateable, product, deliveryPointOfService: store } = isRecord(value) ? value : {}
  if (typeof quantity !== 'number' || !isRecord(product) || typeof product.code !== 'string') return undefined
  return { entryNumber, productCode: product.code, quantity, isGift: updateable === false, ...(isRecord(store) && typeof store.name === 'string' ? { pickupAt: store.name } : {}) }
}

/** The guid of the customer's cart; without one SAP makes the anonymous cart theirs. */
async function guidOfCustomersCart(call: CallInternally, baseSiteId: string): Promise<string | undefined> {
  const cart = await call('getCart', { baseSiteId, cartId: 'current', fields: 'guid' })
  return isRecord(cart) && typeof cart.guid === 'string' ? cart.guid : undefined
}

function shortReason(error: unknown): string {
  return error instanceof SapccError ? `${error.data.type}${error.data.reason ? ` ${error.data.reason}` : ''}` : String(error)
}

function isCartError(error: unknown): error is SapccError {
  return error instanceof SapccError && error.data.type === 'CartError'
}
