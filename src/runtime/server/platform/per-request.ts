import type { ServerRequest } from './types'

/**
 * Makes a value once per request and keeps it there: on the request itself,
 * never on the event's context, which Nitro shares between a page and the inner
 * event of its cached rendering; and on the object rather than in a `WeakMap`,
 * whose entries for a thousand requests a second keep the garbage collector busy.
 */
export function perRequest<Value>(make: (request: ServerRequest) => Value): (request: ServerRequest) => Value {
  const key = Symbol('nuxt-sapcc')
  return (request) => {
    const holder = request as { [key]?: Value }
    return holder[key] ??= make(request)
  }
}
