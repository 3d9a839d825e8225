import type { Transport } from '../../sdk/transport/http-transport'

/** Calls for which the server makes a cart when the visitor has none; see `server/cart/cart-of-call.ts`. */
const BEGINS_CART = /^(?:(?:create|add)CartEntry|createBundle)/

/**
 * Sends calls that may begin an anonymous cart one after another, over all tabs:
 * before the first answer has brought its cookie, nothing tells the server that
 * two of them are one visitor's, and it would make two carts.
 */
export function oneCartAtATime(transport: Transport, isSignedIn: () => boolean): Transport {
  return (operation, args, config) => {
    const send = () => transport(operation, args, config)
    return isSignedIn() || !BEGINS_CART.test(operation) || !navigator.locks
      ? send()
      : navigator.locks.request('sapcc:cart', config.signal ? { signal: config.signal } : {}, send) as Promise<unknown>
  }
}
