import type { NitroApp } from 'nitropack/types'

const VISITOR = Symbol('nuxt-sapcc: a visitor\'s own request')

/** What a mocked request carries: the context that it was made with. */
type MockContext = Record<PropertyKey, unknown> | undefined

/**
 * Lets a visitor's own request be told from one that the server makes to itself,
 * on platforms without Node's server.
 *
 * There both are mocked requests. The platform's entry calls `localFetch` or
 * `localCall` of Nitro's app object; `$fetch`, `event.fetch` and the like call
 * the functions behind them directly. So a request that comes through the app
 * object's own members is the visitor's, as long as no request has come over a
 * socket: with Node's server the entry does not use them, and only the shop's
 * code does.
 *
 * @returns called with each request that has a socket.
 */
export function markVisitorRequests(nitroApp: NitroApp): () => void {
  let hasServer = false
  const { localCall, localFetch } = nitroApp
  nitroApp.localCall = request => localCall(hasServer ? request : { ...request, context: marked(request.context) })
  nitroApp.localFetch = (input, init) => localFetch(input, hasServer ? init : { ...init, context: marked(init?.context) })
  return () => {
    hasServer = true
  }
}

/** The platform's own object, not a copy: it may be one of a class. */
function marked(context: MockContext): MockContext {
  return Object.assign(context ?? {}, { [VISITOR]: true })
}

/** Whether the server made a request to itself. */
export function isInnerRequest(req: object): boolean {
  if (!('__unenv__' in req)) return false
  const context = req.__unenv__ as MockContext
  return context?.[VISITOR] !== true
}
