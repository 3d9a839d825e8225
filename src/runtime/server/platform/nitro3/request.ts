import { requestWithURL } from 'nitro/h3'
import type { H3Event } from 'nitro/h3'
import { getRouteRules } from 'nitro/app'
import { useRuntimeConfig } from 'nitro/runtime-config'
import type { ServerRequest as FrameworkRequest } from 'nitro/types'
import { parseQuery, withoutTrailingSlash } from 'ufo'
import { keepCookies } from '../cookie-header'
import { pageOfPayload } from '../payload-path'
import { platformWaitUntil } from '../platform-wait-until'
import { deploymentOf } from '../presets'
import type { CancelSignal, ServerApp, ServerRequest, StreamedBody } from '../types'
import { RequestBody } from './body'

const REQUEST = Symbol('nuxt-sapcc: request')

const DAMAGES_COMPRESSED = deploymentOf(import.meta.preset).damagesCompressed

/** The context that all events of one request share: Nitro's event, and the one that Nuxt renders a page with. */
type SharedContext = Record<PropertyKey, unknown> & { [REQUEST]?: Nitro3Request }

/**
 * The request of an event; the same object at each call, and for each event of a request. While a handler runs whose
 * response is cached, this returns a separate request, which contains nothing of the visitor.
 */
export function requestOf(event: H3Event): Nitro3Request {
  const request = (event.context as SharedContext)[REQUEST]
  if (!request) throw new Error('nuxt-sapcc: this event did not come through Nitro.')
  return request.seenBy(event)
}

/** A request in Nitro 3. */
export class Nitro3Request implements ServerRequest {
  // Declared without initialisers: class fields would become calls of `defineProperty`, which cost time at each request.
  declare readonly method: string
  declare rawUrl: string
  declare readonly remoteAddress: string | undefined
  declare readonly isInner: boolean
  /** The response has been finished: its cookies and caching are decided. */
  declare isFinished: boolean
  /** A route of the module has made the answer, and has read the newest session state for it. */
  declare isAnswered: boolean
  /** The module's server part, for its own routes. */
  declare readonly app: ServerApp
  /** Headers of the framework's error response, for when a handler throws. */
  declare errorHeaders: ReadonlyMap<string, string> | undefined
  /** What a handler threw, for the response that the framework makes of it. */
  declare thrown: unknown
  declare private readonly origin: FrameworkRequest
  declare readonly outer: Nitro3Request | undefined
  declare private body: RequestBody
  declare private current: H3Event | undefined
  /** Headers that the request came with. */
  declare private received: Headers | undefined
  /** The headers that the original request came with, after `continueAs` has replaced it by a copy. */
  declare private receivedBefore: Headers | undefined
  declare private cachedByRules: boolean | undefined
  declare private forCache: Nitro3Request | undefined

  /**
   * @param app that it came to.
   * @param request as the platform has given it.
   * @param outer the request that this one was made for: `undefined` for a visitor's, `null` when it is unknown.
   */
  constructor(app: ServerApp, request: FrameworkRequest, outer: Nitro3Request | null | undefined) {
    this.app = app
    this.errorHeaders = undefined
    this.thrown = undefined
    this.isInner = outer !== undefined
    this.origin = request
    this.outer = outer ?? undefined
    this.method = request.method.toUpperCase()
    this.rawUrl = rawUrlOf(request, this.isInner)
    this.remoteAddress = request.ip
    this.body = new RequestBody(request, this.isInner ? 'server' : 'visitor')
    this.isFinished = false
    this.isAnswered = false
    this.current = undefined
    this.received = undefined
    this.receivedBefore = undefined
    this.cachedByRules = undefined
    this.forCache = undefined
  }

  /** Lets all events of the request find it. */
  share(): void {
    // Copied, because an inner request may have been given the outer one's context.
    this.origin.context = { ...this.origin.context }
    eventContextOf(this.origin)[REQUEST] = this
  }

  /** Nuxt passes the same request to Nitro again, as a copy with another address. */
  continueAs(request: FrameworkRequest): void {
    this.body = new RequestBody(request, 'copy')
    this.receivedBefore = this.received
    this.received = undefined
    eventContextOf(request)[REQUEST] = this
  }

  get hasEvent(): boolean {
    return this.current !== undefined
  }

  get event(): H3Event {
    if (!this.current) throw new Error('nuxt-sapcc: Nitro has made no event yet.')
    return this.current
  }

  /** Sets Nitro's event, once Nitro has made it. */
  useEvent(event: H3Event): void {
    this.current = event
    this.received = event.req.headers
  }

  /**
   * Nitro runs a cached handler, also one that the shop caches itself, on the request's own event. It is known by its headers
   * object: Nitro gives it a new one. h3's own wrappers keep the object, so they are the same request.
   */
  seenBy(event: H3Event): Nitro3Request {
    const { headers } = event.req
    if (this.received === undefined || headers === this.received || headers === this.receivedBefore) return this
    if (this.forCache?.received !== headers) {
      this.forCache = new Nitro3Request(this.app, this.origin, this.isInner ? this.outer ?? null : undefined)
      this.forCache.rawUrl = this.rawUrl
      this.forCache.cachedByRules = true
      this.forCache.useEvent(event)
    }
    return this.forCache
  }

  get query(): Readonly<Record<string, unknown>> {
    const { rawUrl } = this
    const start = rawUrl.indexOf('?')
    return start === -1 ? {} : parseQuery(rawUrl.slice(start))
  }

  get headers(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.receivedHeaders)
  }

  header(name: string): string | undefined {
    return this.receivedHeaders.get(name) ?? undefined
  }

  private get receivedHeaders(): Headers {
    return this.received ?? this.event.req.headers
  }

  routeParameter(name: string): string {
    return this.event.context.params?.[name] ?? ''
  }

  get routeBase(): string {
    const route = this.event.context.matchedRoute?.route ?? ''
    return withoutBase(route).replace(/\/\*\*$/, '')
  }

  get isCached(): boolean {
    if (import.meta.prerender) return true
    return this.cachedByRules ??= isCachedByRules(this.event)
  }

  get isHeadSent(): boolean {
    return this.isFinished || (!this.isInner && this.origin.runtime?.node?.res?.headersSent === true)
  }

  // An inner request's `Response` goes to the shop's code, and does not decompress its body.
  get takesCompressed(): boolean {
    return !this.isInner && !DAMAGES_COMPRESSED
  }

  get client(): CancelSignal {
    return this.origin.signal
  }

  readBody(): Promise<Uint8Array | undefined> {
    return this.body.readWhole()
  }

  bodyStream(): ReadableStream<Uint8Array> | undefined {
    return this.body.stream()
  }

  forwardableBody(bufferLimit: number): Promise<Uint8Array | StreamedBody | undefined> {
    return this.body.readForwardable(bufferLimit)
  }

  responseCookies(): readonly string[] {
    return this.event.res.headers.getSetCookie()
  }

  addResponseCookie(line: string): void {
    this.event.res.headers.append('set-cookie', line)
  }

  setErrorHeader(name: string, value: string): void {
    this.errorHeaders = new Map(this.errorHeaders).set(name, value)
  }

  forgetQuery(): void {
    const { event } = this
    const url = new URL(event.url)
    url.search = ''
    const forgetful = requestWithURL(event.req, url.href)
    Object.assign(event, { url, req: forgetful })
    this.rawUrl = this.rawUrl.split('?', 1)[0]!
    const { nodeRequest } = this
    if (nodeRequest) nodeRequest.url = this.rawUrl
  }

  filterCookies(isWanted: (name: string) => boolean): void {
    const headers = this.changeableHeaders()
    const kept = keepCookies(headers.get('cookie') ?? '', isWanted)
    if (kept) headers.set('cookie', kept)
    else headers.delete('cookie')
    const { nodeRequest } = this
    if (!nodeRequest) return
    if (kept) nodeRequest.headers.cookie = kept
    else delete nodeRequest.headers.cookie
  }

  /** The headers of a request that a worker has received cannot be changed: the request gets a copy of them. */
  private changeableHeaders(): Headers {
    const { receivedHeaders } = this
    try {
      receivedHeaders.delete('sapcc-changeable')
      return receivedHeaders
    }
    catch {
      const copy = new Headers(receivedHeaders)
      Object.defineProperty(this.event.req, 'headers', { value: copy, configurable: true })
      this.received = copy
      return copy
    }
  }

  waitUntil(work: Promise<unknown>): void {
    if (typeof this.origin.waitUntil === 'function') void this.origin.waitUntil(work)
    else if (this.outer) this.outer.waitUntil(work)
    // Nitro's entries for Vercel and Netlify do not pass it on.
    else platformWaitUntil()?.(work)
  }

  /** An inner request may have been given the platform's object of the outer one. */
  private get nodeRequest(): { url?: string, headers: { cookie?: string } } | undefined {
    return this.isInner ? undefined : this.origin.runtime?.node?.req as { url?: string, headers: { cookie?: string } } | undefined
  }
}

/** The object that becomes the context of every event of the request. */
function eventContextOf(request: FrameworkRequest): SharedContext {
  return (request.context ??= {}) as SharedContext
}

/** Whether Nuxt passes a request to Nitro again: it removes a base path that was set at the server's start from the address. */
export function isSameRequestAgain({ context }: FrameworkRequest): boolean {
  const { nuxt } = (context ?? {}) as { nuxt?: Record<string, unknown> }
  return nuxt?.['~internal'] === true && nuxt['~rendering-error'] !== true
}

/** The path and query as the client sent them. A `URL` object would resolve dots, and would accept a whole address as the path. */
function rawUrlOf(request: FrameworkRequest, isInner: boolean): string {
  // An inner request may have been given the platform's object of the outer one.
  const sent = isInner ? undefined : request.runtime?.node?.req.url
  if (sent?.startsWith('/')) return sent
  const { pathname, search } = new URL(request.url)
  return pathname + search
}

/** The base path that the server was built with: route patterns and the paths of route rules begin with it. */
const BUILT_BASE = withoutTrailingSlash(import.meta.baseURL ?? '')

/** The module's own patterns have no base. */
function withoutBase(route: string): string {
  return BUILT_BASE && route.startsWith(`${BUILT_BASE}/`) ? route.slice(BUILT_BASE.length) : route
}

/** Whether route rules make a cache, or the build, keep the response. An `isr` page is kept by the platform in front: its event looks like any other. */
function isCachedByRules({ req, url }: H3Event): boolean {
  // Route rules do not contain a base path that was set at the server's start.
  const base = withoutTrailingSlash(useRuntimeConfig().app.baseURL)
  const path = base !== BUILT_BASE && url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : url.pathname
  const page = pageOfPayload(path)
  return hasCachingRule(req.method, path) || (page !== undefined && hasCachingRule(req.method, page))
}

function hasCachingRule(method: string, path: string): boolean {
  // Nitro turns `swr` into `cache`.
  const { cache, isr, prerender } = getRouteRules(method, path).routeRules ?? {}
  return Boolean(cache || isr || prerender)
}
