import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import type { NitroApp } from 'nitropack/types'
import { withTrailingSlash } from 'ufo'
import { fastPath } from '#sapcc/fast-path'
import type { Answer, ServerApp } from '../types'
import { requestOf } from './request'

/** Operation names, and paths without encoding or empty segments; Nitro handles all other requests. */
const OPERATION = /^([a-z]\w*)(?:\?|$)/i
const PLAIN_PATH = /^[\w.~-]+(?:\/[\w.~-]+)*\/?(?:\?|$)/

/** Options of {@link answerBeforeNitro}. */
export interface FastPathOptions {
  /** Whether a Nitro hook has listeners. */
  hasListeners: (hook: string) => boolean
  /** Notes that a request came over a socket. */
  onSocketRequest: () => void
  /** Finishes and sends an answer. @returns `undefined` when nothing is left to wait for. */
  finish: (event: H3Event, answer: Answer) => Promise<void> | undefined
}

/**
 * Answers the module's busiest routes before Nitro's layers, which cost as much
 * as the rest of a call. Only if the shop has added nothing to these layers: no
 * middleware, route rule or handler for such a path (known at build time), and no
 * listener, layer or route at run time.
 */
export function answerBeforeNitro({ h3App, router }: NitroApp, app: ServerApp, { hasListeners, onSocketRequest, finish }: FastPathOptions): void {
  // With a base URL the layers also change the event's path.
  if (!fastPath || useRuntimeConfig().app.baseURL !== '/') return
  const { layers, proxy } = fastPath
  const operations = withTrailingSlash(fastPath.operations)
  const proxied = proxy === undefined ? undefined : withTrailingSlash(proxy)
  // If one path contains the other, the router decides.
  const isWithin = proxied !== undefined && operations.startsWith(proxied)
  const { onRequest, onBeforeResponse, onAfterResponse } = h3App.options
  let isReplaced = false
  const { add } = router
  router.add = router.use = (path, ...rest) => {
    isReplaced ||= path.startsWith(operations) || (proxied !== undefined && path.startsWith(proxied))
    return add(path, ...rest)
  }

  function isFree(): boolean {
    const { options, stack } = h3App
    return !isReplaced && app.isReady() && stack.length === layers
      && options.onRequest === onRequest && options.onBeforeResponse === onBeforeResponse && options.onAfterResponse === onAfterResponse
      && !hasListeners('request') && !hasListeners('beforeResponse') && !hasListeners('afterResponse')
  }

  /** @returns `undefined` when Nitro has to handle the request. */
  function answer(event: H3Event): Promise<Answer> | undefined {
    const { req } = event.node
    const { url = '' } = req
    // Nitro's own calls to itself have no connection.
    if ('__unenv__' in req) return undefined
    const operation = url.startsWith(operations) ? OPERATION.exec(url.slice(operations.length))?.[1] : undefined
    const isProxied = operation === undefined && proxied !== undefined && url.startsWith(proxied) && !(isWithin && url.startsWith(operations)) && PLAIN_PATH.test(url.slice(proxied.length))
    if (!(isProxied || (operation !== undefined && app.isOccOperation(operation))) || !isFree()) return undefined
    onSocketRequest()
    const request = requestOf(event)
    request.expectNoRules()
    app.open(request)
    return operation === undefined ? app.proxy(request, proxy ?? '') : app.method(request, operation)
  }

  const nitroHandler = h3App.handler
  h3App.handler = Object.assign((event: H3Event): Promise<unknown> => {
    const answering = answer(event)
    return answering ? answering.then(value => finish(event, value)) : Promise.resolve(nitroHandler(event))
  }, nitroHandler)
}
