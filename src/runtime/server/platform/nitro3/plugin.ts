import { defineHandler, definePlugin } from 'nitro'
import type { EventHandler, H3Event, HTTPError } from 'nitro/h3'
import { useRuntimeConfig } from 'nitro/runtime-config'
import { useStorage } from 'nitro/storage'
import type { NitroApp, NitroAppPlugin, ServerRequest as FrameworkRequest } from 'nitro/types'
import { asError } from '../as-error'
import { deploymentOf } from '../presets'
import type { AddListener, Platform, RouteHandler, ServerApp, ServerRuntimeConfig } from '../types'
import { createHooks } from './hooks'
import { isSameRequestAgain, Nitro3Request, requestOf } from './request'
import { createRequestOrigins } from './request-origins'
import { WebResponseHead } from './response-head'
import { responseOf } from './send'

/**
 * Makes a Nitro plugin of the module's server part.
 *
 * @param create called once per process.
 */
export function defineServerPlugin(create: (platform: Platform) => ServerApp): NitroAppPlugin {
  return definePlugin(nitroApp => connect(nitroApp, create(createPlatform(nitroApp))))
}

/** A Nitro plugin that listens to the module's own hooks. */
export function defineListeners(listen: (on: AddListener) => void): NitroAppPlugin {
  return definePlugin(({ hooks }) => listen(hooks.hook.bind(hooks) as AddListener))
}

/** One of the module's routes. */
export function defineRoute(handler: RouteHandler): EventHandler {
  return defineHandler(async (event) => {
    const request = requestOf(event)
    const answer = await handler(request, request.app)
    request.isAnswered = true
    return responseOf(event, answer)
  })
}

function createPlatform(nitroApp: NitroApp): Platform {
  return {
    ...createHooks(nitroApp),
    runtimeConfig: () => useRuntimeConfig() as unknown as ServerRuntimeConfig,
    env: globalThis.process?.env ?? {},
    isProduction: !import.meta.dev,
    isPrerendering: Boolean(import.meta.prerender),
    deployment: deploymentOf(import.meta.preset),
    storage: () => useStorage(),
    async reportError(error, event) {
      nitroApp.captureError?.(asError(error), { event, tags: ['sapcc'] })
    },
  }
}

/** The part of h3's app that is replaced. */
interface Fetching {
  fetch: (request: FrameworkRequest) => Response | Promise<Response>
  config: {
    onRequest?: (event: H3Event) => unknown
    onError?: (error: HTTPError, event: H3Event) => unknown
  }
}

/**
 * Opens and finishes the module's request scope around every request. h3's
 * `fetch` is wrapped and not Nitro's, because h3's `fetchWithEvent` does not call
 * Nitro's. Nitro's hook `response` cannot be used to finish: the results of
 * `fetch` and `Response.redirect` are immutable there.
 */
function connect(nitroApp: NitroApp, app: ServerApp): void {
  const h3 = nitroApp.h3 as unknown as Fetching
  const { fetch } = h3
  const { onRequest, onError } = h3.config
  const origins = createRequestOrigins<Nitro3Request>()

  h3.fetch = async (received) => {
    const outer = origins.outerOf(received)
    if (outer && isSameRequestAgain(received)) {
      outer.continueAs(received)
      return await fetch(received)
    }
    const request = new Nitro3Request(app, received, outer)
    request.share()
    return await origins.answer(request, async () => await finish(request, await fetch(received)))
  }

  // Runs before Nitro's hook `request`, so that the shop's listeners find the module's part of the context.
  h3.config.onRequest = (event) => {
    const request = requestOf(event)
    const isNew = !request.hasEvent
    request.useEvent(event)
    if (isNew) app.open(request)
    return onRequest?.(event)
  }

  h3.config.onError = (error, event) => {
    requestOf(event).thrown = error
    // h3 takes every error of another class for a defect, which Nitro answers with 500. A `SapccError` says that it is none.
    if (isExpected(error.cause)) Object.assign(error, { unhandled: false })
    return onError?.(error, event)
  }

  async function finish(request: Nitro3Request, response: Response): Promise<Response> {
    // Not finished: responses of inner requests, which go to the code that made them; of malformed addresses, which have no event; and of web sockets.
    if (request.isInner || !request.hasEvent || 'crossws' in response) return response
    if (!request.isAnswered && app.hasScope(request)) await app.settle(request)
    const head = new WebResponseHead(response)
    if (!request.isAnswered) for (const [name, value] of request.errorHeaders ?? []) head.set(name, value)
    const retryAfter = request.thrown === undefined ? undefined : app.retryAfter(request.thrown, response.status)
    if (retryAfter !== undefined && head.get('retry-after') === undefined) head.set('retry-after', retryAfter)
    app.finish(request, head)
    request.isFinished = true
    return head.response
  }
}

function isExpected(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown as { unhandled?: unknown }).unhandled === false
}
