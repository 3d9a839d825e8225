import { SapccError } from '../sdk/errors'
import type { SapccSessionInfo } from '../sdk/session-methods'
import type { AnnouncedRefresh } from '../sdk/refresh/refresh-event'
import type { OAuthUserTokenResponse } from '../sdk/token'
import type { AbandonOptions, RefusedCall } from '../shared/server-transport'
import type { SiteFacts } from '../shared/site-facts'
import { sessionInfo } from './auth/server-methods'
import { changesCart } from './cart/cart-of-call'
import { internalError } from './http/internal-error'
import { requestAccess } from './http/request-scope'
import { markPersonal, peekResponseState } from './http/response-state'
import type { ServerLog } from './log/server-log'
import { headersOnList } from './occ/caller-headers'
import { findOperation } from './occ/find-operation'
import { readAnswer } from './operations/read-answer'
import type { ServerEvent, ServerRequest } from './platform/types'
import type { RequestSession } from './session/request-session'
import { tokensOfSession } from './session/session'
import type { ServerServices } from './services'
import { siteFacts } from './site-context/site-context'
import { operations as operationTable } from '#sapcc/operations'

/** Options of one call. */
export interface ServerCallOptions extends AbandonOptions {
  /** Headers for SAP; those that no list allows are left out. */
  headers?: Readonly<Record<string, string | string[]>> | undefined
  /** Called with the headers of SAP's response that callers may read. */
  onResponseHeaders?: ((headers: Headers) => void) | undefined
  /** The session that the call was made in: {@link ServerApi.callSessionTag} at that moment. In any other session the call is refused. @default the session of the event */
  madeIn?: string | undefined
  /** Makes the call without the visitor's session, as an anonymous visitor's; OCC operations only. */
  as?: 'visitor' | undefined
  /** A renewal of the token that is under way, for a call that {@link ServerApi.changesCart}; see `CallOptions`. */
  renewal?: Promise<unknown> | undefined
}

/**
 * The interface by which the app and the shop's own routes call the server part:
 * `event.context.sapcc`. It contains no request, because Nitro shares
 * `event.context` between a page and the inner event of its cached rendering.
 * Every method that acts on an event takes it.
 */
export interface ServerApi {
  /** Calls a method once, without refresh and retry. */
  call: (event: ServerEvent, operation: string, args: readonly unknown[], options?: ServerCallOptions) => Promise<unknown>
  /** Whether calls of an operation change a cart. They go one after another. */
  changesCart: (operation: string) => boolean
  /**
   * Refreshes the session of an event; its response carries the new cookies.
   *
   * @param refused the last call that was refused because of its token.
   */
  refresh: (event: ServerEvent, refused?: RefusedCall) => Promise<OAuthUserTokenResponse>
  /**
   * Refreshes a token that is about to expire, ahead of a call; the response of the
   * event carries the new cookies.
   *
   * @returns the refresh, if this event caused it.
   */
  refreshAhead: (event: ServerEvent) => Promise<AnnouncedRefresh | undefined>
  /** Number of refreshes that the session of this event has had; -1 without a session. */
  generation: (event: ServerEvent) => Promise<number>
  /** The name of the session that a call made now belongs to: see `RequestSession.callSessionTag`. */
  callSessionTag: (event: ServerEvent) => Promise<string>
  /** Lets the head of the response wait for work that may set cookies. */
  delayHead: (event: ServerEvent, work: Promise<unknown>, options?: AbandonOptions) => void
  session: (event: ServerEvent) => Promise<SapccSessionInfo>
  /** Base site, language and currency of the event's calls. @throws what a listener of `sapcc:site-context` throws. */
  siteContext: (event: ServerEvent) => Promise<SiteFacts>
  /** Whether this request's response is one visitor's own; not on pages that are cached or prerendered. */
  mayUseSession: (event: ServerEvent) => boolean
  /** Whether new cookies would reach the browser with this request's response. */
  cookiesReachBrowser: (event: ServerEvent) => boolean
  /** The event is a page that is being rendered. @param mayRefreshWhileRendering whether requests of the server to itself may refresh the session on its behalf; called each time. */
  markRendering: (event: ServerEvent, mayRefreshWhileRendering: () => boolean) => void
  /** Whether a request that the server made to itself for this event was refused, although a refresh would have helped. */
  hasSkippedRefresh: (event: ServerEvent) => boolean
  /** Adds the cookies of changes that other requests have made to the session; for renderings that may set cookies. */
  syncCookies: (event: ServerEvent) => Promise<void>
  /** Whether the head of the response has been sent, so that no cookie or header can be added. */
  isHeadSent: (event: ServerEvent) => boolean
  /** A header of the request. @param name in lower case. */
  requestHeader: (event: ServerEvent, name: string) => string | undefined
  /** Puts a cookie of another server on the response. @param line of `Set-Cookie`. */
  addResponseCookie: (event: ServerEvent, line: string) => void
  /** The response contains data of one visitor that comes from another server: no cache may keep it. Needs no configuration. */
  markPersonalResponse: (event: ServerEvent) => void
  /** @internal writes an error to the module's log. Needs no configuration. */
  logError: ServerLog['error']
  /** @internal the server's parts, for the module's own functions in `server/utils`. */
  services: (event: ServerEvent) => { services: ServerServices, request: ServerRequest }
}

declare module 'h3' {
  interface H3EventContext {
    sapcc: ServerApi
  }
}

/** What failed, for the log, where it is not one call: the ways to read a session fail for one reason, and have one line. */
const SESSION = 'The session of a request'

/**
 * @param servicesFor returns the services, or throws an error that says what is wrong with the configuration.
 * @param existingServices returns the services if they have been created.
 * @param requestOf the platform's function.
 * @param log where errors of a page's rendering go.
 */
export function createServerApi(servicesFor: (request: ServerRequest) => ServerServices, existingServices: (request: ServerRequest) => ServerServices | undefined, requestOf: (event: ServerEvent) => ServerRequest, log: Pick<ServerLog, 'error'>): ServerApi {
  function sessionOf(event: ServerEvent): RequestSession {
    const services = servicesFor(requestOf(event))
    return services.session(services.scope(requestOf(event)))
  }
  // Also called without a configuration, while a page is prerendered.
  const accessOf = (event: ServerEvent) => existingServices(requestOf(event))?.scope.peek(requestOf(event))?.access ?? requestAccess(requestOf(event))

  /** The steps of a call that may set cookies: the head of the response waits for them. */
  function held<Result>(event: ServerEvent, work: (session: RequestSession) => Promise<Result>, { whenAbandoned }: AbandonOptions = {}): Promise<Result> {
    const services = servicesFor(requestOf(event))
    const scope = services.scope(requestOf(event))
    const running = work(services.session(scope))
    scope.delayHead(running, whenAbandoned)
    return running
  }

  /** Failures are logged; and those that are defects become a `SapccError`, because the error may become part of a page. */
  async function reported<Result>(event: ServerEvent, what: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    }
    catch (error) {
      servicesFor(requestOf(event)).failures.note(what, error)
      throw error instanceof SapccError ? error : internalError(error)
    }
  }

  return {
    async call(event, operation, args, { headers, onResponseHeaders, madeIn, as, renewal, whenAbandoned } = {}) {
      const { operations, serverMethods, scope, callerHeaders } = servicesFor(requestOf(event))
      const serverMethod = serverMethods[operation]
      return await reported(event, operation, async () => {
        if (serverMethod) return await held(event, () => serverMethod(scope(requestOf(event)), args, madeIn), { whenAbandoned })
        const given = headers && new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]))
        const answer = await operations.call(scope(requestOf(event)), operation, args, { madeIn, whenAbandoned, ...(as ? { as } : {}), ...(renewal ? { renewal } : {}), ...(given ? { headers: headersOnList(callerHeaders.toSap, name => given.get(name)) } : {}) })
        onResponseHeaders?.(new Headers(headersOnList(callerHeaders.toCaller, name => answer.response.header(name))))
        return await readAnswer(answer)
      })
    },
    changesCart(name) {
      const operation = findOperation(name, operationTable)
      return operation !== undefined && changesCart(operation)
    },
    refresh: (event, refused) => reported(event, 'refreshUserToken', async () => {
      const renewed = await held(event, async (session) => {
        await session.session()
        // The refusal of a call of another session says nothing about the tokens of this one.
        return await session.refresh(refused?.session === session.callSessionTag ? refused.generation : undefined)
      })
      return tokensOfSession(renewed, Date.now())
    }),
    // Also after the caller's `timeout`: a browser without the cookie of a refresh has a spent token.
    refreshAhead: event => reported(event, 'The refresh ahead of a call', () => held(event, session => session.refreshAhead())),
    generation: event => reported(event, SESSION, async () => (await held(event, session => session.session()))?.generation ?? -1),
    callSessionTag: event => reported(event, SESSION, async () => {
      const session = sessionOf(event)
      await session.session()
      return session.callSessionTag
    }),
    delayHead: (event, work, options) => servicesFor(requestOf(event)).scope(requestOf(event)).delayHead(work, options?.whenAbandoned),
    session: event => reported(event, SESSION, () => sessionInfo(sessionOf(event))),
    siteContext: event => reported(event, 'The site context', async () => {
      const { siteContext, scope, api } = servicesFor(requestOf(event))
      return siteFacts(await siteContext(scope(requestOf(event))), api)
    }),
    mayUseSession: event => accessOf(event) !== 'none',
    cookiesReachBrowser: event => accessOf(event) === 'write',
    markRendering: (event, mayRefreshWhileRendering) => existingServices(requestOf(event))?.scope(requestOf(event)).markRendering(mayRefreshWhileRendering),
    hasSkippedRefresh: event => peekResponseState(requestOf(event))?.isRefreshSkipped === true,
    syncCookies: event => reported(event, SESSION, async () => await sessionOf(event).syncCookies()),
    isHeadSent: event => requestOf(event).isHeadSent,
    requestHeader: (event, name) => requestOf(event).header(name),
    addResponseCookie: (event, line) => requestOf(event).addResponseCookie(line),
    markPersonalResponse: event => markPersonal(requestOf(event)),
    logError: log.error,
    services: event => ({ services: servicesFor(requestOf(event)), request: requestOf(event) }),
  }
}
