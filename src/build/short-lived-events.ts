import type { Nuxt } from '@nuxt/schema'
import { addRollupPlugin } from './rollup-plugin'

/** Nitro 2's handler of all requests. */
const NITRO_APP = /\/nitropack\/dist\/runtime\/internal\/app\.mjs$/

/** A function of Nitro's that is assigned to an event. */
const ASSIGNED_FUNCTION = /\bevent\.(\$?[a-z]\w*) = (?=(?:async )?(?:\([^()]*\)|\w+) =>)/gi

/**
 * Lets the memory of a request go with V8's next minor collection, in production servers of Nitro 2.
 *
 * Nitro assigns four functions to each event (`event.fetch = (…) => …`). V8 takes a function that is assigned to a
 * property for a method, and allocates it in the old generation. It then keeps the event, and the page that was rendered
 * for it, until the next major collection. V8 sees that the objects of all requests survive, and allocates these in the old
 * generation, too. As one branch of a condition the function is allocated as others are.
 *
 * A Nitro whose code differs is left as it is; a test fails if it is the installed one. See docs/performance.md.
 */
export function shortenLifeOfEvents(nuxt: Nuxt): void {
  if (nuxt.options.dev) return
  addRollupPlugin(nuxt, ({ dev }) => !dev, {
    name: 'nuxt-sapcc:short-lived-events',
    transform: (code, id) => Promise.resolve(NITRO_APP.test(id) ? { code: withOrdinaryFunctions(code), map: null } : undefined),
  })
}

/** `!event` is never true. Bundlers do not know that, and so keep the condition. */
export function withOrdinaryFunctions(code: string): string {
  return code.replace(ASSIGNED_FUNCTION, 'event.$1 = !event ? undefined : ')
}
