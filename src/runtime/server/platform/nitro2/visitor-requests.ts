import { AsyncLocalStorage } from 'node:async_hooks'
import type { NitroApp } from 'nitropack/types'

const VISITOR = Symbol('nuxt-sapcc: a visitor\'s own request')

/** Options of a mocked request: the context that it was made with. */
type MockContext = Record<PropertyKey, unknown> | undefined

/**
 * Distinguishes a visitor's own request from one that the server makes to itself,
 * on platforms without Node's server.
 *
 * On these platforms both are mocked requests. The platform's entry calls
 * `localFetch` or `localCall` of Nitro's app object; `$fetch`, `event.fetch` and the
 * like call the functions behind them directly. So a request that comes through the
 * members of the app object is the visitor's, with three exceptions:
 *
 * - After a request has come over a socket, there is Node's server. Its entry does not
 *   use these members; only the shop's code does.
 * - An entry that calls `localFetch` passes the host and protocol of the request, which
 *   no other code does. Requests without them are inner requests then.
 * - A request that is made while a visitor's request is being answered is an inner
 *   request, e.g. Nuxt's request for the page of an error.
 *
 * @returns called with each request that has a socket.
 */
export function markVisitorRequests(nitroApp: NitroApp): () => void {
  let hasServer = false
  let hasFetchingEntry = false
  const currentVisitorRequest = new AsyncLocalStorage<{ isOver: boolean }>()
  // On Deno the async context of a request that has imported a module goes on in other requests after it, so only the context of a request that has not ended counts.
  const isVisitorRequest = () => !hasServer && !hasFetchingEntry && currentVisitorRequest.getStore()?.isOver !== false
  const { localCall, localFetch } = nitroApp

  nitroApp.localCall = request => isVisitorRequest()
    ? answer(() => localCall({ ...request, context: marked(request.context) }))
    : localCall(request)

  nitroApp.localFetch = (input, init) => {
    const isEntryRequest = !hasServer && comesFromEntry(init)
    hasFetchingEntry ||= isEntryRequest
    return isEntryRequest || isVisitorRequest()
      ? answer(() => localFetch(input, { ...init, context: marked(init?.context) }))
      : localFetch(input, init)
  }

  function answer<Result>(work: () => Promise<Result>): Promise<Result> {
    const own = { isOver: false }
    return currentVisitorRequest.run(own, work).finally(() => {
      own.isOver = true
    })
  }

  return () => {
    hasServer = true
  }
}

/** Nitro's entries for Bun, Deno, workers and edge functions all give these two. */
function comesFromEntry(init: object | undefined): boolean {
  return init !== undefined && 'host' in init && 'protocol' in init
}

/** Marks the platform's own object instead of a copy, because it may be an instance of a class. */
function marked(context: MockContext): MockContext {
  return Object.assign(context ?? {}, { [VISITOR]: true })
}

/** Whether the server made a request to itself. */
export function isInnerRequest(req: object): boolean {
  if (!('__unenv__' in req)) return false
  const context = req.__unenv__ as MockContext
  return context?.[VISITOR] !== true
}
