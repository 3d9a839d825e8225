import type { Cart } from '../../shop/carts.ts'
import { pathValue, type OccCall } from '../call.ts'
import { OccError, unauthorized } from '../errors.ts'

/** The cart that the path names. @throws OccError (400, `CartError`). */
export function cartOf(call: OccCall): Cart {
  return findCart(call, pathValue(call, 'cartId'))
}

/** The cart of this id, if it is the user's. @throws OccError (400, `CartError`). */
export function findCart(call: OccCall, cartId: string): Cart {
  if (!call.customer && !call.anonymous) throw unauthorized()
  return call.shop.carts.find(cartId, call.site, call.customer)
}

/** A cart that may be checked out: a customer's, or a guest's with an email address. */
export function checkoutCartOf(call: OccCall): Cart {
  const cart = cartOf(call)
  requireBuyer(call, cart)
  return cart
}

/** @throws OccError (401) for an anonymous cart without an email address. */
export function requireBuyer(call: OccCall, cart: Cart): void {
  if (call.customer || cart.guestEmail) return
  throw new OccError(401, {
    type: call.settings.generation === 'legacy' ? 'UnauthorizedError' : 'AuthorizationDeniedError',
    message: 'Access is denied',
  })
}

/** On legacy, what a guest may do needs an application's token. @throws OccError (401). */
export function requireClientOnLegacy(call: OccCall): void {
  if (call.settings.generation === 'legacy' && call.principal.kind !== 'client') throw unauthorized()
}
