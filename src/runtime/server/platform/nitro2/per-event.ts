import type { H3Event } from 'h3'

/**
 * Makes a value once per event and keeps it there. It hangs on the event
 * itself, never on its context, which Nitro shares between a page and the inner
 * event of its cached rendering; and on the event rather than in a `WeakMap`,
 * whose entries for a thousand events a second keep the garbage collector busy.
 */
export function perEvent<Value>(make: (event: H3Event) => Value): (event: H3Event) => Value {
  const key = Symbol('nuxt-sapcc')
  return (event) => {
    const holder = event as { [key]?: Value }
    return holder[key] ??= make(event)
  }
}
