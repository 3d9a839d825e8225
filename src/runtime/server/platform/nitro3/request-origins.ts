import { AsyncLocalStorage } from 'node:async_hooks'

/** The part of the framework's request that shows where it comes from. */
interface ReceivedRequest {
  /** The platform's own object. */
  runtime?: object | undefined
}

/** Tells requests that the server makes to itself from those of visitors. */
export interface RequestOrigins<Owner extends object> {
  /** @returns the request that this one was made for: `undefined` for a visitor's own request, `null` when it is unknown. Call it once per request. */
  outerOf: (request: ReceivedRequest) => Owner | null | undefined
  /** Runs `answer`; every request that it makes counts as made for `owner`. */
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
      // No outer request is known: a timer made this one, or the platform has no async context.
      const isInner = runtime ? !hasAsyncContext : hasPlatformObjects
      return isInner ? null : undefined
    },
    answer: (owner, answer) => answering.run(owner, answer),
  }
}
