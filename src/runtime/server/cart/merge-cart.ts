import { SapccError, isRecord } from '../../sdk/errors'
import type { AnonymousCart } from './anonymous-cart'

/** What merging carts needs. */
export interface MergeCartOptions {
  cart: AnonymousCart
  /** Calls an operation of OCC as the customer who has just signed in. */
  call: CallInternally
  log: { warn: (message: string) => void }
}

/** Calls an operation of OCC for the server's own purposes, also one that is not open to the app. */
export type CallInternally = (operationId: 'createCart' | 'getCart' | 'getUser' | 'getBaseSites', params: object) => Promise<unknown>

/**
 * Brings the visitor's anonymous carts into those of the customer they have
 * just become. Never fails the sign-in: a cart that SAP will not merge (a
 * guest's, or one that is gone) is dropped; one whose fate is unknown is kept
 * for the next sign-in, never sent twice.
 */
export async function mergeAnonymousCart({ cart, call, log }: MergeCartOptions): Promise<void> {
  for (const [baseSiteId, oldCartId] of await cart.entries()) {
    try {
      const toMergeCartGuid = await customersCart(call, baseSiteId)
      await call('createCart', { baseSiteId, oldCartId, ...(toMergeCartGuid === undefined ? {} : { toMergeCartGuid }), fields: 'guid' })
      await cart.drop(baseSiteId, oldCartId)
    }
    catch (error) {
      if (isCartError(error)) await cart.drop(baseSiteId, oldCartId)
      const reason = error instanceof SapccError ? `${error.data.type}${error.data.reason ? ` ${error.data.reason}` : ''}` : String(error)
      log.warn(`The anonymous cart was not merged at the sign-in: ${reason}.`)
    }
  }
}

/** The guid of the cart the customer has; without one SAP makes the anonymous cart theirs. */
async function customersCart(call: CallInternally, baseSiteId: string): Promise<string | undefined> {
  try {
    const cart = await call('getCart', { baseSiteId, cartId: 'current', fields: 'guid' })
    return isRecord(cart) && typeof cart.guid === 'string' ? cart.guid : undefined
  }
  catch (error) {
    if (isCartError(error) && error.data.reason === 'notFound') return undefined
    throw error
  }
}

function isCartError(error: unknown): error is SapccError {
  return error instanceof SapccError && error.data.type === 'CartError'
}
