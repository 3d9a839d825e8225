import { send, sendNoContent } from 'h3'
import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import type { NitroApp } from 'nitropack/types'
import { withTrailingSlash } from 'ufo'
import { sessionOperations } from '../../auth/session-operations'
import { answerOperation } from '../../routes/operation'
import { answerProxied } from '../../routes/proxy'
import { expectNoRules } from '../../session/access'
import { directRoutes } from '#sapcc/direct-routes'

/** Names, and paths in which there is nothing to decode and no empty segment; whatever else there is goes the whole way. */
const OPERATION = /^([a-z]\w*)(?:\?|$)/i
const PLAIN_PATH = /^[\w.~-]+(?:\/[\w.~-]+)*\/?(?:\?|$)/

/** What {@link answerDirectly} needs of the plugin. */
export interface DirectRoutesOptions {
  /** Puts what the routes need on the event, as on those that go the whole way. */
  prepare: (event: H3Event) => void
  /** Whether anybody listens to a hook of Nitro's. */
  isHeard: (hook: string) => boolean
}

/**
 * Answers the module's busiest routes without passing through Nitro's layers,
 * which cost as much as all the rest of a call. Only as long as there is nothing
 * of the shop's in them: neither middleware nor route rules nor a handler of its
 * own for such a path, which the build knows, nor a listener, a layer or a route
 * that was added at run time.
 */
export function answerDirectly({ h3App, router }: NitroApp, { prepare, isHeard }: DirectRoutesOptions): void {
  // With a base the layers also change the event's path.
  if (!directRoutes || useRuntimeConfig().app.baseURL !== '/') return
  const { layers, proxy } = directRoutes
  const operations = withTrailingSlash(directRoutes.operations)
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
    return !isReplaced && stack.length === layers
      && options.onRequest === onRequest && options.onBeforeResponse === onBeforeResponse && options.onAfterResponse === onAfterResponse
      && !isHeard('request') && !isHeard('beforeResponse') && !isHeard('afterResponse')
  }

  /** @returns `undefined` when the request goes the whole way. */
  function answer(event: H3Event): Promise<unknown> | undefined {
    const { req } = event.node
    const { url = '' } = req
    // Nitro's own calls to itself have no connection.
    if ('__unenv__' in req) return undefined
    const operation = url.startsWith(operations) ? OPERATION.exec(url.slice(operations.length))?.[1] : undefined
    const isProxied = operation === undefined && url.startsWith(proxied) && !(isWithin && url.startsWith(operations)) && PLAIN_PATH.test(url.slice(proxied.length))
    const isOurs = isProxied || (operation !== undefined && !(operation in sessionOperations))
    if (!isOurs || !isFree()) return undefined
    prepare(event)
    expectNoRules(event)
    if (operation === undefined) return answerProxied(event, proxy)
    event.context.params = { operation }
    return answerOperation(event, operation)
  }

  const wholeWay = h3App.handler
  h3App.handler = Object.assign((event: H3Event): Promise<unknown> => {
    const answering = answer(event)
    return answering ? answering.then(body => body === undefined ? undefined : sendBody(event, body)) : Promise.resolve(wholeWay(event))
  }, wholeWay)
}

function sendBody(event: H3Event, body: unknown): unknown {
  return body === null ? sendNoContent(event) : send(event, JSON.stringify(body), 'application/json')
}
