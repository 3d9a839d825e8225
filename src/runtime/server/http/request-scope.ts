import type { ServerRequest } from '../platform/types'
import { RequestCookies } from './request-cookies'
import type { CookieNames } from './cookie-names'
import { systemClock } from '../time/clock'
import { nextTask, settlesWithin } from '../time/sleep'

/**
 * What may be done with the visitor's session on behalf of a request:
 *
 * - `none`: the response is for everyone. It is kept in a cache, or made at build
 *   time; it must not be made with, and must not carry, one visitor's session.
 * - `read`: the response's cookies never reach the browser, so nothing may be
 *   renewed: an inner request, an island inside a page, a response already begun.
 * - `write`: an ordinary request of the visitor's.
 */
export type SessionAccess = 'none' | 'read' | 'write'

/**
 * The scope of one request: which session it may use, its cookies, and whether its
 * response is a public one. Everything else that belongs to a request hangs on it.
 */
export class RequestScope {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare readonly request: ServerRequest
  declare readonly names: CookieNames
  declare readonly cookies: RequestCookies
  declare private isPublic: boolean
  /** Whether the response was made with what only its visitor may see. */
  declare private isPersonal: boolean
  declare private readonly outer: RequestScope | undefined
  /** What the head of the response waits for. */
  declare private held: Set<Promise<unknown>> | undefined
  /** Whether a page that is being rendered may renew the session; `undefined` for what is no page. */
  declare private renderRefresh: (() => boolean) | undefined
  declare private isRefreshSkipped: boolean

  /** @param outer the scope of the request that an inner one was made for. */
  constructor(request: ServerRequest, names: CookieNames, outer?: RequestScope) {
    this.outer = outer
    this.request = request
    this.names = names
    this.cookies = new RequestCookies(request, names)
    this.isPublic = false
    this.isPersonal = false
    this.held = undefined
    this.renderRefresh = undefined
    this.isRefreshSkipped = false
  }

  /** Decided anew each time: a page becomes a public response, or sends its head, while its calls are under way. */
  get access(): SessionAccess {
    return this.isPublic || this.outer?.access === 'none' ? 'none' : requestAccess(this.request)
  }

  /**
   * The scope whose cookies this request may change: that of the request it was
   * made for, as `Set-Cookie` of an inner response goes nowhere. Only where both
   * come from the same browser, and the outer response can still carry cookies.
   */
  get cookieOwner(): RequestScope {
    const { outer } = this
    if (!outer || this.access === 'none' || outer.cookieOwner.access !== 'write' || this.request.header('cookie') !== outer.request.header('cookie')) return this
    return outer.cookieOwner
  }

  /** The same for the session, which a page renews while it is rendered only if that is allowed. */
  get sessionOwner(): RequestScope {
    const owner = this.cookieOwner
    return owner === this || owner.renderRefresh?.() === false ? this : owner
  }

  /** The request is a page that is being rendered. @param mayRefresh whether that may renew the session, asked each time. */
  markRendering(mayRefresh: () => boolean): void {
    this.renderRefresh = mayRefresh
  }

  /** A call met a token that a refresh would have renewed, which could not be done on behalf of this request. */
  noteSkippedRefresh(): void {
    this.isRefreshSkipped = true
    this.outer?.noteSkippedRefresh()
  }

  get hasSkippedRefresh(): boolean {
    return this.isRefreshSkipped
  }

  /** The response may be kept by shared caches: from now on it is made without any session. */
  markPublicResponse(): void {
    this.isPublic = true
  }

  get isPublicResponse(): boolean {
    return this.isPublic
  }

  /** The response shows, or was made with, a customer's session. */
  markPersonalResponse(): void {
    this.isPersonal = true
    // What an inner request has read becomes part of the response it was made for.
    this.outer?.markPersonalResponse()
  }

  get isPersonalResponse(): boolean {
    return this.isPersonal
  }

  /**
   * Lets the head of the response wait for work that may set cookies, where the platform can wait: code that starts
   * such a call without awaiting it would lose them.
   *
   * @param work its failure is its caller's.
   */
  holdHead(work: Promise<unknown>): void {
    const held = this.held ??= new Set()
    const settled = work.then(() => undefined, () => undefined).finally(() => held.delete(settled))
    held.add(settled)
  }

  /** Whether there is anything to wait for. */
  get holdsHead(): boolean {
    return this.held !== undefined && this.held.size > 0
  }

  /** Waits for what {@link RequestScope.holdHead} was given, also for what follows from it at once; in bounded time. */
  async released(maxWait: number): Promise<void> {
    const { held } = this
    if (!held) return
    const deadline = systemClock.monotonic() + maxWait
    do {
      const left = deadline - systemClock.monotonic()
      if (left <= 0 || !await settlesWithin(Promise.all(held), left)) return
      // A call is several steps, each of which begins when the one before has ended.
      await nextTask()
    } while (held.size > 0)
  }
}

/** The access of a request whose response was not marked public. */
export function requestAccess(request: ServerRequest): SessionAccess {
  if (request.isCached || (request.outer && requestAccess(request.outer) === 'none')) return 'none'
  return request.isInner || request.isHeadSent ? 'read' : 'write'
}
