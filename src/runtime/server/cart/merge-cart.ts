import type { H3Event } from 'h3'
import { SapccError, isRecord } from '../../sdk/errors'
import type { ServerContext } from '../services'
import { callInternally } from '../operations/occ-operation'

/**
 * Brings the visitor's anonymous carts into those of the customer they have
 * just become. Never fails the sign-in: a cart that SAP will not merge (a
 * guest's, or one that is gone) is dropped; one whose fate is unknown is kept
 * for the next sign-in, never sent twice.
 */
export async function mergeAnonymousCart(event: H3Event, context: ServerContext): Promise<void> {
  if (!context.config.cart.mergeOnSignIn) return
  const cart = context.anonymousCart(event)
  for (const [baseSiteId, oldCartId] of await cart.entries()) {
    try {
      const toMergeCartGuid = await customersCart(event, context, baseSiteId)
      await callInternally(event, context, 'createCart', { baseSiteId, oldCartId, ...(toMergeCartGuid === undefined ? {} : { toMergeCartGuid }), fields: 'guid' })
      await cart.drop(baseSiteId, oldCartId)
    }
    catch (error) {
      if (isCartError(error)) await cart.drop(baseSiteId, oldCartId)
      const reason = error instanceof SapccError ? `${error.data.type}${error.data.reason ? ` ${error.data.reason}` : ''}` : String(error)
      context.log.warn(`The anonymous cart was not merged at the sign-in: ${reason}.`)
    }
  }
}

/** The guid of the cart the customer has; without one SAP makes the anonymous cart theirs. */
async function customersCart(event: H3Event, context: ServerContext, baseSiteId: string): Promise<string | undefined> {
  try {
    const cart = await callInternally(event, context, 'getCart', { baseSiteId, cartId: 'current', fields: 'guid' })
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
