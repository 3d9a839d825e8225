import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import type { NitroApp } from 'nitropack/types'
import { withTrailingSlash } from 'ufo'
import { fastPath } from '#sapcc/fast-path'
import type { Answer, ServerApp } from '../types'
import { requestOf } from './request'

/** Names, and paths in which there is nothing to decode and no empty segment; whatever else there is goes the whole way. */
const OPERATION = /^([a-z]\w*)(?:\?|$)/i
const PLAIN_PATH = /^[\w.~-]+(?:\/[\w.~-]+)*\/?(?:\?|$)/

/**
 * Answers the module's busiest routes before Nitro's layers see them, which cost
 * as much as all the rest of a call. Only as long as there is nothing of the
 * shop's in these layers: neither middleware nor route rules nor a handler of its
 * own for such a path, which the build knows, nor a listener, a layer or a route
 * that was added at run time.
 *
 * @param isHeard whether a hook of Nitro has listeners.
 * @param finish finishes and sends an answer.
 */
export function answerBeforeNitro({ h3App, router }: NitroApp, app: ServerApp, isHeard: (hook: string) => boolean, finish: (answer: { event: H3Event, value: Answer }) => Promise<void>): void {
  // With a base the layers also change the event's path.
  if (!fastPath || useRuntimeConfig().app.baseURL !== '/') return
  const { layers, proxy } = fastPath
  const operations = withTrailingSlash(fastPath.operations)
  const proxied = withTrailingSlash(proxy)
  // What lies below both is for the router to decide.
  const isWithin = operations.startsWith(proxied)
  const { onRequest, onBeforeResponse, onAfterResponse } = h3App.options
  let isReplaced = false
  const { add } = router
  router.add = router.use = (path, ...rest) => {
    isReplaced ||= path.startsWith(operations) || path.startsWith(proxied)
    return add(path, ...rest)
  }

  function isFree(): boolean {
    const { options, stack } = h3App
    return !isReplaced && app.isReady() && stack.length === layers
      && options.onRequest === onRequest && options.onBeforeResponse === onBeforeResponse && options.onAfterResponse === onAfterResponse
      && !isHeard('request') && !isHeard('beforeResponse') && !isHeard('afterResponse')
  }

  /** @returns `undefined` when the request goes the whole way. */
  function answer(event: H3Event): Promise<Answer> | undefined {
    const { req } = event.node
    const { url = '' } = req
    // Nitro's own calls to itself have no connection.
    if ('__unenv__' in req) return undefined
    const operation = url.startsWith(operations) ? OPERATION.exec(url.slice(operations.length))?.[1] : undefined
    const isProxied = operation === undefined && url.startsWith(proxied) && !(isWithin && url.startsWith(operations)) && PLAIN_PATH.test(url.slice(proxied.length))
    if (!(isProxied || (operation !== undefined && app.isOccOperation(operation))) || !isFree()) return undefined
    const request = requestOf(event)
    request.expectNoRules()
    app.open(request)
    return operation === undefined ? app.proxy(request, proxy) : app.operation(request, operation)
  }

  const wholeWay = h3App.handler
  h3App.handler = Object.assign((event: H3Event): Promise<unknown> => {
    const answering = answer(event)
    return answering ? answering.then(value => finish({ event, value })) : Promise.resolve(wholeWay(event))
  }, wholeWay)
}
