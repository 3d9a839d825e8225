import { SapccError, isRecord } from '../../sdk/errors'
import type { OccOperation } from '../occ/operation'
import type { AnonymousCart } from './anonymous-cart'
import { maskGuids } from './mask-guids'

/** Operations that put something into a cart: without one, the visitor gets one. */
const BEGINS_CART: ReadonlySet<string> = new Set(['createCartEntry', 'addCartEntry', 'createCartEntryConfiguration', 'createCartEntryCPQConfiguration', 'createBundle'])

/** Operations after whose success the cart is no more. */
const ENDS_CART: ReadonlySet<string> = new Set(['placeOrder', 'paymentAuthorizedOrderPlacement', 'removeCart'])

/** What the cart of a call depends on. */
export interface CartCall {
  operationId: string
  operation: OccOperation
  params: unknown
  /** Who acts unless the call says so. */
  userId: 'current' | 'anonymous'
  /** The request's; the call may name another one. */
  baseSiteId: string
  /** Made only for calls that are about one. */
  cart: () => AnonymousCart
  /** Whether the server keeps anonymous carts at all. */
  enabled: boolean
  /**
   * Makes an anonymous cart for this call and gives its guid.
   *
   * @param params of the call, as they will be but for the cart: a call that is wrong otherwise makes none.
   */
  createCart: (baseSiteId: string, params: Record<string, unknown>) => Promise<string>
}

/** A call with its cart filled in, and what its outcome means for the cart. */
export interface CallWithCart {
  params: unknown
  succeeded: () => Promise<void>
  /** The error as the caller may see it. */
  failed: (error: SapccError) => Promise<SapccError>
}

/**
 * Fills in the cart that a call leaves out: a customer's is `current`; an
 * anonymous visitor's, who may say `current` as well, is the one whose guid the
 * server keeps. A cart the caller names is left alone, and so is one that the
 * caller makes by `createCart`: who does that keeps the guid, and merges it.
 *
 * @throws SapccError 400 `CartError` `notFound` when an anonymous visitor has no cart: what SAP would say, without asking it.
 */
export async function cartOfCall(call: CartCall): Promise<CallWithCart> {
  const params = isRecord(call.params) ? call.params : {}
  if (!takesCart(call.operation) || (!isRecord(call.params) && call.params !== undefined && call.params !== null)) return foreignCart(call.params, params)

  const userId = params.userId ?? call.userId
  const isLeftOut = params.cartId === undefined || params.cartId === null
  if (userId === 'current') return foreignCart(isLeftOut ? { ...params, cartId: 'current' } : call.params, params)
  if (userId !== 'anonymous' || !call.enabled) return foreignCart(call.params, params)

  const baseSiteId = isText(params.baseSiteId) ? params.baseSiteId : call.baseSiteId
  const isKept = isLeftOut || params.cartId === 'current'
  const guid = isKept ? await guidFor(call, baseSiteId, params) : params.cartId
  return withGuid(call, baseSiteId, params, guid) ?? foreignCart(call.params, params)
}

/** A call whose cart the server does not keep, or that is about none. */
function foreignCart(params: unknown, given: Record<string, unknown>): CallWithCart {
  return {
    params,
    succeeded: () => Promise.resolve(),
    failed: error => Promise.resolve(maskGuids(error, namedGuids(given))),
  }
}

/** @returns `undefined` when it is no guid: refused with its name where the request is built. */
function withGuid(call: CartCall, baseSiteId: string, params: Record<string, unknown>, guid: unknown): CallWithCart | undefined {
  if (!isText(guid)) return undefined
  const masks = namedGuids(params).set(guid, guid === params.cartId ? '[…]' : 'current')
  return {
    params: guid === params.cartId ? call.params : { ...params, cartId: guid },
    async succeeded() {
      if (ENDS_CART.has(call.operationId)) await call.cart().drop(baseSiteId, guid)
    },
    async failed(error) {
      if (isMissing(error, guid)) await call.cart().drop(baseSiteId, guid)
      return maskGuids(error, masks)
    },
  }
}

/** Guids that the caller names beside the cart's own, with what takes their place in errors. */
function namedGuids(params: Record<string, unknown>): Map<string, string> {
  return new Map([params.oldCartId, params.toMergeCartGuid].filter(isText).map(guid => [guid, '[…]']))
}

async function guidFor(call: CartCall, baseSiteId: string, params: Record<string, unknown>): Promise<string> {
  const guid = BEGINS_CART.has(call.operationId)
    ? await call.cart().begin(baseSiteId, () => call.createCart(baseSiteId, params))
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
