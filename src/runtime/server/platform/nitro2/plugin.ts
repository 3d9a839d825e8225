import { defineEventHandler } from 'h3'
import type { EventHandler, H3Event } from 'h3'
import { defineNitroPlugin, useRuntimeConfig, useStorage } from 'nitropack/runtime'
import type { NitroApp, NitroAppPlugin } from 'nitropack/types'
import { discardBody } from '../answer-body'
import { asError } from '../as-error'
import { HOP_HEADER } from '../hop-header'
import { deploymentOf } from '../presets'
import type { AddListener, Answer, Platform, RouteHandler, ServerApp, ServerRequest } from '../types'
import { linkErrorPages } from './error-pages'
import { answerBeforeNitro } from './fast-path'
import { createHooks } from './hooks'
import { copyConfigForPages } from './page-config'
import { storeRequestOnContext, requestOf } from './request'
import type { Nitro2Request } from './request'
import { RequestsUnderWay } from './requests-under-way'
import { AnswerHead, ServerResponseHead } from './response-head'
import { sendAnswer } from './send'
import { markVisitorRequests } from './visitor-requests'
import { runHeadCallback, watchResponse } from './watch-response'

declare module 'h3' {
  interface H3EventContext {
    /** @internal the module's server part, for its own routes */
    sapccNitro2?: Connection
  }
}

/** The module's server part, as its routes find it. */
interface Connection {
  app: ServerApp
  /** See {@link ServerRequest.underWay}. */
  underWay: Iterable<ServerRequest>
  /** Tells the shop's listeners of `beforeResponse`. */
  beforeResponse: (event: H3Event, answer: Answer) => Promise<void>
}

/**
 * Makes a Nitro plugin of the module's server part.
 *
 * @param create called once per process.
 */
export function defineServerPlugin(create: (platform: Platform) => ServerApp): NitroAppPlugin {
  return defineNitroPlugin((nitroApp) => {
    const hooks = createHooks(nitroApp)
    const platform = createPlatform(nitroApp, hooks)
    const app = create(platform)
    const { localFetch } = nitroApp
    const onSocketRequest = markVisitorRequests(nitroApp)
    linkErrorPages(nitroApp, localFetch)
    connect(nitroApp, app, onSocketRequest)
    if (platform.isProduction && !platform.deployment.hasLateEnvironment) copyConfigForPages(nitroApp)
    answerBeforeNitro(nitroApp, app, { hasListeners: hooks.hasListeners, onSocketRequest, finish: (event, answer) => finishAndSend(app, event, answer) })
  })
}

/** A Nitro plugin that listens to the module's own hooks. */
export function defineListeners(listen: (on: AddListener) => void): NitroAppPlugin {
  return defineNitroPlugin(({ hooks }) => listen(hooks.hook.bind(hooks) as AddListener))
}

/** One of the module's routes. */
export function defineRoute(handler: RouteHandler): EventHandler {
  return defineEventHandler(async (event) => {
    const { app, beforeResponse } = event.context.sapccNitro2!
    const answer = await handler(requestOf(event), app)
    // A listener could set a cookie, which would end up in shared caches.
    if (!isPublic(answer)) await beforeResponse(event, answer)
    await finishAndSend(app, event, answer)
  })
}

function isPublic({ headers }: Answer): boolean {
  return /^public\b/.test(String(headers['cache-control'] ?? ''))
}

function createPlatform(nitroApp: NitroApp, hooks: Pick<Platform, 'callHook' | 'hasListeners'>): Platform {
  const { onRequest } = nitroApp.h3App.options
  return {
    runtimeConfig: event => useRuntimeConfig(event),
    env: globalThis.process?.env ?? {},
    isProduction: !import.meta.dev,
    isPrerendering: Boolean(import.meta.prerender),
    deployment: deploymentOf(import.meta.preset),
    storage: () => useStorage(),
    ...hooks,
    async reportError(error, event) {
      // The fast path skips Nitro's `onRequest`: run it, because error listeners may read what it adds to the event.
      if (!event.context.nitro) await onRequest?.(event)
      nitroApp.captureError(asError(error), { event, tags: ['sapcc'] })
    },
    onClose: work => nitroApp.hooks.hook('close', work),
  }
}

/** Puts the module's begin and end around every request that passes through Nitro. */
function connect(nitroApp: NitroApp, app: ServerApp, onSocketRequest: () => void): void {
  const { options } = nitroApp.h3App
  const { onRequest, onBeforeResponse, onError } = options
  const underWay = new RequestsUnderWay(() => performance.now())
  const connection: Connection = {
    app,
    underWay,
    async beforeResponse(event, { body }) {
      requestOf(event).hasCalledBeforeResponse = true
      await onBeforeResponse?.(event, { body })
    },
  }

  // Ahead of Nitro's hook `request`: the shop's own listeners find the module's part of the context.
  options.onRequest = (event) => {
    if (!('__unenv__' in event.node.req)) onSocketRequest()
    const request = requestOf(event)
    event.context.sapccNitro2 = connection
    storeRequestOnContext(event)
    app.open(request)
    // The response of an inner request goes to the code that made it. What would be added here could reach the browser a second time, e.g. with the page of an error.
    if (!request.isInner) {
      watchResponse(event.node.res, () => finishSafely(event))
      if (request.header('cookie') !== undefined || request.header(HOP_HEADER) !== undefined) noteUnderWay(request)
    }
    return onRequest?.(event)
  }

  // After the shop's own listeners. The head itself is looked at when it leaves: h3 adds the headers of a returned `Response` after this.
  options.onBeforeResponse = async (event, response) => {
    const request = requestOf(event)
    // h3 also calls it for an answer of the module's own, which has been sent by then.
    if (request.hasCalledBeforeResponse) return
    await onBeforeResponse?.(event, response)
    await settle(request)
  }

  // A call beside the one that failed may have spent the refresh token: the browser needs its cookie with the error, too.
  options.onError = async (error, event) => {
    const request = requestOf(event)
    request.thrown = error
    await settle(request).catch(reason => nitroApp.captureError(asError(reason), { event, tags: ['sapcc'] }))
    await onError?.(error, event)
  }

  async function settle(request: Nitro2Request): Promise<void> {
    if (!request.isInner && !request.isHeadSent && app.hasScope(request)) await app.settle(request)
  }

  function noteUnderWay(request: Nitro2Request): void {
    request.endUnderWay = underWay.begin(request)
    request.event.node.res.on('close', request.endUnderWay)
  }

  /** It is called by Node's own methods, where an exception would leave the client without an answer. */
  function finishSafely(event: H3Event): void {
    const request = requestOf(event)
    const { res } = event.node
    request.endUnderWay?.()
    try {
      const retryAfter = request.thrown === undefined ? undefined : app.retryAfter(request.thrown, res.statusCode)
      if (retryAfter !== undefined && !res.hasHeader('retry-after')) res.setHeader('retry-after', retryAfter)
      app.finish(request, new ServerResponseHead(res))
    }
    catch (error) {
      nitroApp.captureError(asError(error), { event, tags: ['sapcc'] })
    }
  }

  const { handler } = nitroApp.h3App
  nitroApp.h3App.handler = Object.assign(async (event: H3Event): Promise<unknown> => {
    const result: unknown = await handler(event)
    // A mocked response may never write a head.
    if ('__unenv__' in event.node.req) runHeadCallback(event.node.res)
    return result
  }, handler)
}

/** @returns settles when the answer has been sent; `undefined` when all of it has been passed to Node already. */
function finishAndSend(app: ServerApp, event: H3Event, answer: Answer): Promise<void> | undefined {
  const request = requestOf(event)
  if (request.isHeadSent || request.client.aborted) {
    // Otherwise Nitro would look for another handler.
    event._handled = true
    discardBody(answer.body)
    return undefined
  }
  try {
    if (!request.isInner) app.finish(request, new AnswerHead(answer, event.node.res))
  }
  catch (error) {
    discardBody(answer.body)
    throw error
  }
  return sendAnswer(event, answer)?.catch((error: unknown) => {
    // If the head was sent, no error page can follow; sendAnswer has closed the connection.
    if (!request.isHeadSent && !request.isInner) throw error
  })
}
