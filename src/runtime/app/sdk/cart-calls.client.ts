import { CART_BURST_HEADER } from '../../shared/cart-burst'
import { BEGINS_CART, CHANGES_CART } from '../../shared/cart-operations'
import type { Transport } from '../../sdk/transport/http-transport'

/**
 * Characters of arguments that may be under way as requests that outlive the page. Browsers
 * allow 64 KiB for all of a page's, and fail what is beyond: the rest is for others' requests.
 *
 * @see https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
const MAX_KEPT_ALIVE = 16_000

/**
 * Sends calls that change a cart so that they reach the server although the page
 * is left before their answers: an add is often not awaited.
 *
 * @param onChange hears of each of them when it has ended, well or not.
 */
export function keptAlive(transport: Transport, onChange: (isOwn: true) => void): Transport {
  let underWay = 0
  return async (operation, args, config) => {
    if (!CHANGES_CART.test(operation)) return await transport(operation, args, config)
    const size = JSON.stringify(args).length
    const keepalive = underWay + size <= MAX_KEPT_ALIVE
    if (keepalive) underWay += size
    try {
      return await transport(operation, args, keepalive ? { keepalive, ...config } : config)
    }
    finally {
      if (keepalive) underWay -= size
      onChange(true)
    }
  }
}

/**
 * Sends calls that may begin an anonymous cart one after another, over all tabs:
 * before the first answer has brought its cookie, nothing tells the server that
 * two of them are one visitor's, and it would make two carts. When the page is
 * left, those that wait are sent at once; the server then knows by a header that
 * they belong together.
 *
 * @param apiUrl of the cart's server: several shops may share an origin, each below a path of its own.
 */
export function oneCartAtATime(transport: Transport, apiUrl: string, isSignedIn: () => boolean): Transport {
  const waiting = new Set<() => void>()
  let underWay = 0
  let burst = ''
  addEventListener('pagehide', () => {
    for (const send of waiting) send()
  })

  return async (operation, args, config) => {
    const { locks } = navigator
    if (isSignedIn() || !BEGINS_CART.test(operation)) return await transport(operation, args, config)
    if (underWay++ === 0) burst = crypto.getRandomValues(new Uint32Array(4)).join('-')
    let answer: Promise<unknown> | undefined
    const send = () => {
      waiting.delete(send)
      return answer ??= transport(operation, args, { ...config, headers: { ...config.headers, [CART_BURST_HEADER]: burst } })
    }
    waiting.add(send)
    try {
      return await (locks ? locks.request(`sapcc:cart:${apiUrl}`, config.signal ? { signal: config.signal } : {}, send) : send())
    }
    finally {
      waiting.delete(send)
      underWay--
    }
  }
}
