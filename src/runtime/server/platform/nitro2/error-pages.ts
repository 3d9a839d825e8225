import type { NitroApp } from 'nitropack/types'
import { contextOfInner, requestOf } from './request'
import type { Nitro2Request } from './request'

/** Header that names the failed request on the request for its error page. */
const FAILED_HEADER = 'x-nuxt-sapcc-failed'

/**
 * Makes the request for an error page an inner request of the one that failed.
 * Nuxt makes it by `localFetch`, with the headers of the failed request but without
 * its context; the module would then not know that the error page contains a
 * customer's data. While the error handler runs, a header of the failed request
 * names it. An `AsyncLocalStorage` could do the same, but Node 22 may then handle
 * every promise of the process more slowly.
 *
 * @param localFetch Nitro's own function.
 */
export function linkErrorPages(nitroApp: NitroApp, localFetch: NitroApp['localFetch']): void {
  const { options } = nitroApp.h3App
  const { onError } = options
  /** Requests whose error handler is running. The names are random, so that a visitor cannot guess another request's name. */
  const failed = new Map<string, Nitro2Request>()

  options.onError = async (error, event) => {
    const { headers } = event.node.req
    const name = crypto.randomUUID()
    failed.set(name, requestOf(event))
    headers[FAILED_HEADER] = name
    try {
      await onError?.(error, event)
    }
    finally {
      failed.delete(name)
      Reflect.deleteProperty(headers, FAILED_HEADER)
    }
  }

  const { localFetch: others } = nitroApp
  nitroApp.localFetch = (input, init) => {
    const outer = failed.size === 0 ? undefined : failed.get(headerOf(init?.headers))
    if (!init || !outer) return others(input, init)
    const headers = new Headers(init.headers)
    headers.delete(FAILED_HEADER)
    return localFetch(input, { ...init, headers, context: contextOfInner(outer, init.context) })
  }
}

/** Nuxt's handler passes an object; other code may pass any headers that `fetch` accepts. */
function headerOf(headers: HeadersInit | undefined): string {
  if (headers === undefined) return ''
  const named = headers instanceof Headers || Array.isArray(headers) ? new Headers(headers).get(FAILED_HEADER) : headers[FAILED_HEADER]
  return named ?? ''
}
