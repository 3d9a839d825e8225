import { AsyncLocalStorage } from 'node:async_hooks'
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
 * object's own members is the visitor's, with two exceptions. As soon as a
 * request has come over a socket there is Node's server: its entry does not use
 * them, only the shop's code does. And what is called while a visitor's request
 * is being answered is an inner request, e.g. Nuxt's for the page of an error.
 * Where the platform has no async context the second exception is not seen.
 *
 * @returns called with each request that has a socket.
 */
export function markVisitorRequests(nitroApp: NitroApp): () => void {
  let hasServer = false
  const answering = new AsyncLocalStorage<true>()
  const isVisitors = () => !hasServer && !answering.getStore()
  const { localCall, localFetch } = nitroApp
  nitroApp.localCall = request => isVisitors()
    ? answering.run(true, () => localCall({ ...request, context: marked(request.context) }))
    : localCall(request)
  nitroApp.localFetch = (input, init) => isVisitors()
    ? answering.run(true, () => localFetch(input, { ...init, context: marked(init?.context) }))
    : localFetch(input, init)
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
