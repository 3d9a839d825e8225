import { SapccError, isRecord } from '../../sdk/errors'
import { sessionChanged } from '../../sdk/refresh/call-session'
import { BEGINS_CART } from '../../shared/cart-operations'
import { namedSite, namedUser } from '../occ/call-subjects'
import type { OccOperation } from '../occ/operation'
import type { AnonymousCart } from './anonymous-cart'
import { maskGuids } from './mask-guids'

/** Operations that read the contents of a cart. Without a cart they return an empty result. */
const READS_CART: ReadonlySet<string> = new Set(['getCart', 'getCurrentOrgCart', 'getCartEntries', 'getCartVouchers', 'getCartPromotions'])

/** Operations that end the existence of the cart when they succeed. */
const ENDS_CART: ReadonlySet<string> = new Set(['placeOrder', 'paymentAuthorizedOrderPlacement', 'removeCart'])

/** How many times a call's missing cart is replaced: the replacement may be another call's cart, and be missing too. */
const MAX_REPLACEMENTS = 2

/** What the cart of a call depends on. */
export interface CartCall {
  operationId: string
  operation: OccOperation
  params: unknown
  /** The acting user, unless the call names one. */
  userId: 'current' | 'anonymous'
  /** Base site of the request; the call may name another one. */
  baseSiteId: string
  /** Returns the anonymous cart; called only for calls that are about a cart. */
  cart: () => AnonymousCart
  /** Whether the server keeps anonymous carts at all. */
  enabled: boolean
  /**
   * Makes an anonymous cart for this call and gives its guid.
   *
   * @param params parameters of the call without the cart. A call that has other errors creates no cart.
   */
  createCart: (baseSiteId: string, params: Record<string, unknown>) => Promise<string>
  /** Makes a cart of the customer's and gives its code. */
  createCustomersCart: (baseSiteId: string) => Promise<string>
}

/** A call with its cart filled in, and what its outcome means for the cart. */
export interface CallWithCart {
  params: unknown
  /** Guid of an anonymous cart, which identifies the cart that a call changes. */
  guid?: string
  /**
   * Called when the turn of a change has come, before it is sent. Absent for a customer's cart.
   *
   * @throws SapccError 409 `SessionChangedError` if a sign-in has merged the cart since the call arrived, or is merging it now. The customer would not see the change.
   */
  assertNotMerged?: () => Promise<void>
  /** Called after a success; absent when that changes nothing that the server keeps. */
  succeeded?: () => Promise<void>
  /** The error as the caller may see it. */
  failed: (error: SapccError) => SapccError
  /**
   * Makes a cart in place of one that SAP does not have, for a call that puts something into it: what SAP answers
   * with "not found" was not executed.
   *
   * @param error what {@link CallWithCart.failed} gave.
   * @throws SapccError 409 as {@link CallWithCart.assertNotMerged}
   * @returns the call with the new cart; `undefined` where a missing cart is the caller's to deal with.
   */
  retryWithNewCart: (error: SapccError) => Promise<CallWithCart | undefined>
}

/**
 * Fills in the cart that a call leaves out: a customer's is `current`; an
 * anonymous visitor's, who may say `current` as well, is the one whose guid the
 * server keeps. A cart that the caller names stays as it is. So does one that the
 * caller creates by `createCart`: that caller keeps its guid, and merges it.
 *
 * @throws SapccError 400 `CartError` `notFound` when an anonymous visitor has no cart: the error that SAP would give.
 */
export async function cartOfCall(call: CartCall): Promise<CallWithCart> {
  const params = isRecord(call.params) ? call.params : {}
  if (!takesCart(call.operation) || (!isRecord(call.params) && call.params !== undefined && call.params !== null)) return untouchedCart(call.params, params)

  const userId = namedUser(call.operation, params) ?? call.userId
  const ownSite = namedSite(call.operation, params)
  const baseSiteId = isText(ownSite) ? ownSite : call.baseSiteId
  if (userId === 'current') return customersCart(call, baseSiteId, params)
  if (userId !== 'anonymous' || !call.enabled) {
    const other = untouchedCart(call.params, params)
    return userId === 'anonymous' && isText(params.cartId) ? { ...other, guid: params.cartId } : other
  }

  const guid = isCurrent(params) ? await guidFor(call, baseSiteId, params) : params.cartId
  return anonymousCartCall(call, baseSiteId, params, guid) ?? untouchedCart(call.params, params)
}

/**
 * Whether a failed call has read the contents of a cart that does not exist. Its result is then `{}`, a cart without a code.
 *
 * @param params as the caller gave them: an id that is wrong stays an error.
 * @param error as the caller would get it.
 */
export function readsMissingCart(operationId: string, params: unknown, error: SapccError): boolean {
  return READS_CART.has(operationId) && isCurrent(isRecord(params) ? params : {}) && isMissing(error, 'current')
}

/** Whether a call may make a cart, whose cookie has to reach the browser. */
export function mayBeginCart(operationId: string): boolean {
  return BEGINS_CART.test(operationId)
}

/** Whether a call changes carts: such calls go one after another. */
export function changesCart(operation: OccOperation): boolean {
  return !operation.read && (takesCart(operation) || operation.path.endsWith('/carts'))
}

/** Whether a call is about the cart in use, and not about one that it names. */
function isCurrent({ cartId }: Record<string, unknown>): boolean {
  return cartId === undefined || cartId === null || cartId === 'current'
}

/** A call whose cart the server does not keep, or that is about none. */
function untouchedCart(params: unknown, given: Record<string, unknown>): CallWithCart {
  return {
    params,
    failed: error => maskGuids(error, namedGuids(given)),
    retryWithNewCart: () => Promise.resolve(undefined),
  }
}

/** SAP knows which cart a customer has, and answers with an error where there is none. */
function customersCart(call: CartCall, baseSiteId: string, params: Record<string, unknown>): CallWithCart {
  if (!isCurrent(params)) return untouchedCart(call.params, params)
  const current = untouchedCart(params.cartId === 'current' ? call.params : { ...params, cartId: 'current' }, params)
  if (!BEGINS_CART.test(call.operationId)) return current
  return {
    ...current,
    async retryWithNewCart(error) {
      if (!isMissing(error, 'current')) return undefined
      return untouchedCart({ ...params, cartId: await call.createCustomersCart(baseSiteId) }, params)
    },
  }
}

/** @returns `undefined` when `guid` is no text: `buildOccRequest` then refuses the call's `cartId`. */
function anonymousCartCall(call: CartCall, baseSiteId: string, params: Record<string, unknown>, guid: unknown, replacements = 0): CallWithCart | undefined {
  if (!isText(guid)) return undefined
  const assertNotMerged = async () => {
    const cart = call.cart()
    const state = await cart.mergeState(guid)
    if (state === undefined) return
    // One that is being merged may stay the visitor's.
    if (state === 'done') await cart.drop(baseSiteId, guid)
    throw sessionChanged()
  }
  const masks = namedGuids(params).set(guid, guid === params.cartId ? '[…]' : 'current')
  return {
    params: guid === params.cartId ? call.params : { ...params, cartId: guid },
    guid,
    assertNotMerged,
    ...(ENDS_CART.has(call.operationId) ? { succeeded: () => call.cart().drop(baseSiteId, guid) } : {}),
    failed: error => maskGuids(error, masks),
    async retryWithNewCart(error) {
      if (replacements >= MAX_REPLACEMENTS || !BEGINS_CART.test(call.operationId) || guid === params.cartId || !isMissing(error, 'current')) return undefined
      await assertNotMerged()
      // Another call that missed it may have begun a new one already.
      let isNew = false
      const createCart: CartCall['createCart'] = async (...given) => {
        isNew = true
        return await call.createCart(...given)
      }
      const replacement = await guidFor({ ...call, createCart }, baseSiteId, params, guid)
      // A cart that this call has just created is not replaced again.
      return anonymousCartCall(call, baseSiteId, params, replacement, isNew ? MAX_REPLACEMENTS : replacements + 1)
    },
  }
}

/** Guids that the caller names beside the cart's own, with what takes their place in errors. */
function namedGuids(params: Record<string, unknown>): Map<string, string> {
  return new Map([params.oldCartId, params.toMergeCartGuid].filter(isText).map(guid => [guid, '[…]']))
}

/** @param missing guid of the cart that SAP no longer has, if there was one. */
async function guidFor(call: CartCall, baseSiteId: string, params: Record<string, unknown>, missing?: string): Promise<string> {
  const guid = BEGINS_CART.test(call.operationId)
    ? await call.cart().begin(baseSiteId, () => call.createCart(baseSiteId, params), missing)
    : await call.cart().guid(baseSiteId)
  if (guid !== undefined) return guid
  throw new SapccError('Cart not found.', { status: 400, data: { type: 'CartError', reason: 'notFound', subject: 'current', subjectType: 'cart' } })
}

export function takesCart(operation: OccOperation): boolean {
  return operation.path.includes('/carts/{cartId}') || operation.queryParams.some(({ name }) => name === 'cartId')
}

/** SAP also says `notFound` of other things, and of an empty cart by its code. */
function isMissing({ data }: SapccError, guid: string): boolean {
  return data.type === 'CartError' && data.reason === 'notFound' && (data.subject === undefined || data.subject === guid)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
