import { AsyncLocalStorage } from 'node:async_hooks'

/** What of the framework's request tells where it comes from. */
interface ReceivedRequest {
  /** The platform's own object. */
  runtime?: object | undefined
}

/** Tells requests that the server makes to itself from those of visitors. */
export interface RequestOrigins<Owner extends object> {
  /** @returns what the request is made for: `undefined` for a visitor's, `null` when that is unknown. To be asked once per request. */
  outerOf: (request: ReceivedRequest) => Owner | null | undefined
  /** Whatever is requested meanwhile is requested for this one. */
  answer: <Result>(owner: Owner, answer: () => Promise<Result>) => Promise<Result>
}

/**
 * Nitro handles all requests in the same way: a visitor's, `serverFetch`, Nuxt's
 * `$fetch` during rendering, the error page. A request that starts while another
 * one is being answered is an inner request, which the async context shows. A
 * request with a new platform object is always a visitor's; without an async
 * context only that object decides.
 */
export function createRequestOrigins<Owner extends object>(): RequestOrigins<Owner> {
  const answering = new AsyncLocalStorage<Owner | object>()
  /** `fetchWithEvent` of h3 gives an inner request the object of the outer one. */
  const seen = new WeakSet<object>()
  let hasPlatformObjects = false
  let hasAsyncContext = true
  void answering.run(seen, async () => {
    await Promise.resolve()
    hasAsyncContext = answering.getStore() === seen
  })

  return {
    outerOf({ runtime }) {
      const isFirst = runtime !== undefined && !seen.has(runtime)
      if (isFirst) {
        seen.add(runtime)
        hasPlatformObjects = true
        return undefined
      }
      const outer = answering.getStore() as Owner | undefined
      if (outer) return outer
      // There is no outer request, e.g. because a timer sent it; or the platform has no async context.
      const isInner = runtime ? !hasAsyncContext : hasPlatformObjects
      return isInner ? null : undefined
    },
    answer: (owner, answer) => answering.run(owner, answer),
  }
}
