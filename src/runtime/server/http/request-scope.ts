import type { ServerRequest } from '../platform/types'
import { RequestCookies } from './request-cookies'
import { markPersonal, markRefreshSkipped, peekResponseState } from './response-state'
import type { CookieNames } from './cookie-names'
import { systemClock } from '../time/clock'
import { nextTask, settlesWithin } from '../time/sleep'

/**
 * How a request may use the visitor's session:
 *
 * - `none`: the response is public, because it is cached or prerendered. It must
 *   neither use nor contain a visitor's session.
 * - `read`: cookies of the response do not reach the browser, so no refresh is
 *   allowed: an inner request, an island inside a page, or headers already sent.
 * - `write`: an ordinary request of the visitor.
 */
export type SessionAccess = 'none' | 'read' | 'write'

/** How long a response waits for work that cannot end after it: as long as the authorization server may take. Milliseconds. */
const LATE_WORK_WAIT = 10_000

/**
 * The scope of one request: its session access, its cookies, and whether its
 * response is public. Other per-request objects are attached to it.
 */
export class RequestScope {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare readonly request: ServerRequest
  declare readonly names: CookieNames
  declare readonly cookies: RequestCookies
  declare private isPublic: boolean
  declare private readonly outer: RequestScope | undefined
  /** Calls that may set cookies, which the head of the response waits for. */
  declare private callsBeforeHead: Set<Promise<unknown>> | undefined
  /** Work that would be lost after the response. Each piece settles within {@link LATE_WORK_WAIT}. */
  declare private lateWork: Set<Promise<unknown>> | undefined
  /** Whether a page that is being rendered may refresh the session; `undefined` for what is no page. */
  declare private renderRefresh: (() => boolean) | undefined
  /** As in `Deployment`. */
  declare readonly continuesAfterResponse: boolean

  /**
   * @param outer the scope of the request that an inner one was made for.
   * @param continuesAfterResponse as in `Deployment`.
   */
  constructor(request: ServerRequest, names: CookieNames, outer?: RequestScope, continuesAfterResponse = true) {
    this.outer = outer
    this.continuesAfterResponse = continuesAfterResponse
    this.request = request
    this.names = names
    this.cookies = new RequestCookies(request, names)
    this.isPublic = false
    this.callsBeforeHead = undefined
    this.lateWork = undefined
    this.renderRefresh = undefined
  }

  /** Evaluated at each access: the response may become public, or its headers may be sent, while calls are in progress. */
  get access(): SessionAccess {
    return this.isPublic || this.outer?.access === 'none' ? 'none' : requestAccess(this.request)
  }

  /**
   * The scope whose cookies this request may change: that of the request it was
   * made for, because `Set-Cookie` of an inner response has no effect. Only where both
   * come from the same browser, and the outer response can still carry cookies.
   */
  get cookieOwner(): RequestScope {
    const { outer } = this
    if (!outer || this.access === 'none' || outer.cookieOwner.access !== 'write' || this.request.header('cookie') !== outer.request.header('cookie')) return this
    return outer.cookieOwner
  }

  /** As {@link RequestScope.cookieOwner}, for the session: a page that is being rendered may be forbidden to refresh it. */
  get sessionOwner(): RequestScope {
    const owner = this.cookieOwner
    return owner === this || owner.renderRefresh?.() === false ? this : owner
  }

  /** The request is a page that is being rendered. @param mayRefreshWhileRendering whether rendering may refresh the session; called each time. */
  markRendering(mayRefreshWhileRendering: () => boolean): void {
    this.renderRefresh = mayRefreshWhileRendering
  }

  get isRendering(): boolean {
    return this.renderRefresh !== undefined
  }

  /** A call had a token that needed a refresh, which was not possible on behalf of this request. */
  noteSkippedRefresh(): void {
    markRefreshSkipped(this.request)
  }

  /** Shared caches may store the response: no session is used from now on. */
  markPublicResponse(): void {
    this.isPublic = true
  }

  get isPublicResponse(): boolean {
    return this.isPublic
  }

  /** The response contains data of one visitor: a session, an anonymous cart, or what is remembered of them for SAP. */
  markPersonalResponse(): void {
    markPersonal(this.request)
  }

  get isPersonalResponse(): boolean {
    return peekResponseState(this.request)?.isPersonal === true
  }

  /**
   * Lets the head of the response wait for work that may set cookies, where the platform can wait: code that starts
   * such a call without awaiting it would lose them. It is the head of the response whose cookies the request may
   * change: that of an inner request has no effect.
   *
   * @param work its failure is its caller's.
   * @param whenAbandoned when it resolves, the head waits no longer, and the work goes on as in
   * {@link RequestScope.finishAfterResponse}: where a function stops after the response, that still waits a little.
   */
  delayHead(work: Promise<unknown>, whenAbandoned?: Promise<void>): void {
    const owner = this.cookieOwner
    if (owner !== this) return owner.delayHead(work, whenAbandoned)
    keepUntilSettled(this.callsBeforeHead ??= new Set(), whenAbandoned ? Promise.race([work, whenAbandoned]) : work)
    void whenAbandoned?.then(() => this.finishAfterResponse(work))
  }

  /**
   * For work whose result the response does not need, such as revoking tokens: it may end after the response. The
   * platform's `waitUntil` keeps a function running for it; where a function stops after the response and has no
   * `waitUntil`, the response waits, for ten seconds at most. That does not depend on how long calls to OCC may take.
   *
   * @param work its failure is its caller's.
   */
  finishAfterResponse(work: Promise<unknown>): void {
    // Platforms write what `waitUntil` rejects with to the console, past the log.
    this.request.waitUntil(work.catch(() => undefined))
    if (this.continuesAfterResponse) return
    const owner = this.cookieOwner
    keepUntilSettled(owner.lateWork ??= new Set(), settlesWithin(work, LATE_WORK_WAIT))
  }

  /** Whether there is anything to wait for. */
  get hasPendingWork(): boolean {
    return isAny(this.callsBeforeHead) || isAny(this.lateWork)
  }

  /**
   * Waits for the work that {@link RequestScope.delayHead} and {@link RequestScope.finishAfterResponse} were given, and for
   * further work that it starts, for a limited time.
   *
   * @param maxWait milliseconds, for calls that may set cookies.
   */
  async waitForPendingWork(maxWait: number): Promise<void> {
    if (!this.hasPendingWork) return
    const deadline = systemClock.monotonic() + maxWait
    do {
      const left = deadline - systemClock.monotonic()
      if (isAny(this.callsBeforeHead) && left > 0) await settlesWithin(Promise.all(this.callsBeforeHead), left)
      else if (isAny(this.lateWork)) await Promise.all(this.lateWork)
      else return
      // A call is several steps, each of which begins when the one before has ended.
      await nextTask()
    } while (this.hasPendingWork)
  }
}

function isAny(works: ReadonlySet<unknown> | undefined): works is ReadonlySet<unknown> {
  return works !== undefined && works.size > 0
}

/** @param work its failure is its caller's. */
function keepUntilSettled(works: Set<Promise<unknown>>, work: Promise<unknown>): void {
  const settled = work.then(() => undefined, () => undefined).finally(() => works.delete(settled))
  works.add(settled)
}

/** The access of a request whose response was not marked public. */
export function requestAccess(request: ServerRequest): SessionAccess {
  if (request.isCached || (request.outer && requestAccess(request.outer) === 'none')) return 'none'
  return request.isInner || request.isHeadSent ? 'read' : 'write'
}
