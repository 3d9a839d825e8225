import type { IncomingHttpHeaders } from 'node:http'
import { getQuery, getRequestIP } from 'h3'
import type { H3Event } from 'h3'
import { getRouteRules } from 'nitropack/runtime'
import { keepCookies } from '../cookie-header'
import { pageOfPayload } from '../payload-path'
import { platformWaitUntil } from '../platform-wait-until'
import type { CancelSignal, ServerRequest, StreamedBody } from '../types'
import { readForwardableBody, readWholeBody, streamBody } from './body'
import { ClientSignal } from './client-signal'
import { isInnerRequest } from './visitor-requests'

const REQUEST = Symbol('nuxt-sapcc: request')

/** Key on an event context: the request that it belongs to. Nitro passes the context on to inner requests. */
const OF_CONTEXT = Symbol('nuxt-sapcc: request of a context')

/** Stores the request on its event's context, where inner requests find it. */
export function storeRequestOnContext(event: H3Event): void {
  const context = event.context as { [OF_CONTEXT]?: Nitro2Request }
  context[OF_CONTEXT] ??= requestOf(event)
}

/** The context to make an inner request with, so that it finds the request it was made for. */
export function contextOfInner(outer: Nitro2Request, context: object = {}): object {
  return { ...context, [OF_CONTEXT]: outer }
}

/** The request of an event; the same object at each call. */
export function requestOf(event: H3Event): Nitro2Request {
  const holder = event as { [REQUEST]?: Nitro2Request }
  return holder[REQUEST] ??= new Nitro2Request(event)
}

/** A request in Nitro 2, on Node's server or as one of Nitro's mocked requests. */
export class Nitro2Request implements ServerRequest {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare readonly event: H3Event
  declare readonly method: string
  declare readonly isInner: boolean
  declare private signal: CancelSignal | undefined
  declare private cachedByRules: boolean | undefined
  /** Whether the shop's `beforeResponse` listeners were called. */
  declare hasCalledBeforeResponse: boolean
  /** What a handler threw, for the response that the framework makes of it. */
  declare thrown: unknown
  /** Removes the request from {@link ServerRequest.underWay}; absent if it was never there. */
  declare endUnderWay: (() => void) | undefined

  constructor(event: H3Event) {
    this.event = event
    this.method = event.method
    // A request that has not come through Node's server.
    if ('__unenv__' in event.node.req) lowerNames(event.node.req.headers)
    this.isInner = isInnerRequest(event.node.req)
    this.signal = undefined
    this.cachedByRules = undefined
    this.hasCalledBeforeResponse = false
    this.thrown = undefined
    this.endUnderWay = undefined
  }

  get rawUrl(): string {
    return this.event.node.req.originalUrl ?? this.event.path
  }

  get query(): Readonly<Record<string, unknown>> {
    return getQuery(this.event)
  }

  get headers(): Readonly<Record<string, unknown>> {
    return this.event.node.req.headers
  }

  // h3's own `getRequestHeader` copies all headers each time.
  header(name: string): string | undefined {
    const value = this.event.node.req.headers[name]
    return Array.isArray(value) ? value.filter(Boolean).join(', ') : value
  }

  routeParameter(name: string): string {
    return this.event.context.params?.[name] ?? ''
  }

  get routeBase(): string {
    return this.event.context.matchedRoute?.path.replace(/\/\*\*$/, '') ?? ''
  }

  get remoteAddress(): string | undefined {
    return getRequestIP(this.event)
  }

  get outer(): ServerRequest | undefined {
    const { __unenv__: context } = this.event.node.req as { __unenv__?: { [OF_CONTEXT]?: Nitro2Request } }
    return this.isInner ? context?.[OF_CONTEXT] : undefined
  }

  get underWay(): Iterable<ServerRequest> | undefined {
    return this.event.context.sapccNitro2?.underWay
  }

  get isCached(): boolean {
    if (import.meta.prerender || this.isRenderedForCache) return true
    return this.cachedByRules ??= isCachedByRules(this.event)
  }

  /**
   * Nitro runs a cached handler, also one that the shop caches itself, on a separate event, and marks the context, which both
   * events share. So the mark alone is not enough: the cached one is the event that the context does not point to (`OF_CONTEXT`).
   */
  private get isRenderedForCache(): boolean {
    const context = this.event.context as { cache?: unknown, [OF_CONTEXT]?: Nitro2Request }
    return context.cache !== undefined && context[OF_CONTEXT] !== this
  }

  /** Skips the lookup of route rules; the build knows that there are none. */
  expectNoRules(): void {
    this.cachedByRules = false
  }

  get isHeadSent(): boolean {
    return this.event.node.res.headersSent
  }

  // Without a connection the response is a value for the shop's own code or a platform's adapter.
  get takesCompressed(): boolean {
    return Boolean(this.event.node.res.socket)
  }

  get client(): CancelSignal {
    return this.signal ??= new ClientSignal(this.event)
  }

  readBody(): Promise<Uint8Array | undefined> {
    return readWholeBody(this.event)
  }

  bodyStream(): ReadableStream<Uint8Array> | undefined {
    return streamBody(this.event)
  }

  forwardableBody(bufferLimit: number): Promise<Uint8Array | StreamedBody | undefined> {
    return readForwardableBody(this.event, bufferLimit)
  }

  responseCookies(): readonly string[] {
    return cookieLines(this.event.node.res)
  }

  addResponseCookie(line: string): void {
    this.event.node.res.appendHeader('set-cookie', line)
  }

  setErrorHeader(name: string, value: string): void {
    this.event.node.res.setHeader(name, value)
  }

  forgetQuery(): void {
    const [path] = this.event.path.split('?')
    this.event._path = path
    this.event.node.req.url = path
    this.event.node.req.originalUrl = path
  }

  filterCookies(isWanted: (name: string) => boolean): void {
    const { headers } = this.event.node.req
    const kept = keepCookies(this.header('cookie') ?? '', isWanted)
    if (kept) headers.cookie = kept
    else delete headers.cookie
    // h3 makes its `event.headers` of these, and again when there are none.
    ;(this.event as { _headers?: Headers | undefined })._headers = undefined
  }

  waitUntil(work: Promise<unknown>): void {
    // On the fast path there is no `waitUntil`; it runs on Node's server, which needs none.
    (this.event as { waitUntil?: (work: Promise<unknown>) => void }).waitUntil?.(work)
    platformWaitUntil()?.(work)
  }
}

/**
 * Gives a mocked request's headers the names that Node's server would give them. `event.fetch` passes the page's headers, then
 * those of the shop's code as they are written there; the later ones win.
 */
function lowerNames(headers: IncomingHttpHeaders): void {
  for (const given of Object.keys(headers)) {
    const name = given.toLowerCase()
    if (name === given) continue
    headers[name] = headers[given]
    Reflect.deleteProperty(headers, given)
  }
}

/** `Set-Cookie` lines that are on a response. */
export function cookieLines(res: { getHeader: (name: string) => unknown }): string[] {
  const value = res.getHeader('set-cookie')
  return value === undefined ? [] : [value].flat().map(String)
}

/** Whether route rules cache or prerender the response. The platform caches an `isr` page, so its event has no mark. */
function isCachedByRules(event: H3Event): boolean {
  if (hasCachingRule(event)) return true
  // Before 4.4 Nuxt gave the payload of a page none of the page's rules. Another event: Nitro remembers rules by its context.
  const page = pageOfPayload(event.path.split('?', 1)[0]!)
  return page !== undefined && hasCachingRule({ path: page, context: {} } as H3Event)
}

function hasCachingRule(event: H3Event): boolean {
  // Nitro makes a cache of `swr`.
  const { cache, isr, prerender } = getRouteRules(event)
  return Boolean(cache || isr || prerender)
}
