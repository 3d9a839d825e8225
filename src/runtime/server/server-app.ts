import { joinURL } from 'ufo'
import { SapccError } from '../sdk/errors'
import { NO_REFERRER, answerCallback } from './auth/redirect-login/answer-callback'
import { answerLogin } from './auth/redirect-login/answer-login'
import { answerLogout } from './auth/redirect-logout/answer-logout'
import { SERVER_METHODS } from './auth/server-methods'
import { NO_STORE, errorAnswer, retryAfterOfThrown, valueAnswer } from './http/answers'
import { internalError } from './http/internal-error'
import { noted } from './http/noted'
import { COOKIE_SIGN } from './http/cookie-names'
import { protectOrigin } from './http/origin-protection'
import type { RequestScope } from './http/request-scope'
import { applyCaching } from './http/response-caching'
import { markModuleResponse, peekResponseState } from './http/response-state'
import { serverTiming } from './http/server-timing'
import { createLimitedWarnings } from './log/limited-warnings'
import { answerMethod, withSessionState } from './operations/answer-method'
import { answerPurge } from './operations/purge'
import { discardBody, isSource } from './platform/answer-body'
import type { FailureLog } from './http/failure-log'
import type { Answer, CancelSignal, Platform, ResponseHead, ServerApp, ServerRequest } from './platform/types'
import { answerProxied } from './proxy/answer-proxied'
import { PROXY_CALL } from './proxy/forward'
import type { ServerApi } from './server-api'
import { siteFacts } from './site-context/site-context'
import type { ServerServices } from './services'
import { refuseLoop } from './upstream/loop'
import { bodyFailure } from './upstream/upstream-error'

/** What the server part is made of. */
export interface ServerAppOptions {
  /** @throws SapccConfigError what is wrong with the configuration. */
  services: (request: ServerRequest) => ServerServices
  /** The services, if there are any by now. */
  existingServices: (request?: ServerRequest) => ServerServices | undefined
  api: ServerApi
  failures: FailureLog
  reportError: Platform['reportError']
  log: { warn: (message: string) => void }
}

/**
 * A request's way through the module: its scope is opened, a handler makes an
 * answer, and `finish` decides cookies and caching, for the module's own routes as
 * for pages and the shop's.
 */
export function createServerApp({ services: servicesFor, existingServices, api, failures, reportError, log }: ServerAppOptions): ServerApp {
  const warnings = createLimitedWarnings(log)

  return {
    open(request) {
      request.event.context.sapcc = api
      // A page that is kept for everyone is made without the visitor's session, its inner requests included.
      const services = existingServices(request)
      if (services && request.isCached && hasOwnCookies(request)) {
        const { isOwn } = services.cookieNames(request)
        request.filterCookies(name => !isOwn(name))
      }
    },

    hasScope: request => existingServices(request)?.scope.peek(request) !== undefined,

    async settle(request) {
      const services = existingServices(request)
      const scope = services?.scope.peek(request)
      if (!services || !scope) return
      await scope.waitForPendingWork(services.api.timeout)
      await services.session.peek(scope)?.recheckBeforeHead()
    },

    // The one place where the module's cookies and the caching of a response are decided.
    finish(request, head) {
      const services = existingServices(request)
      const scope = services?.scope.peek(request)
      if (!scope && !peekResponseState(request) && !hasOwnCookies(request)) return
      // Neither an inner response nor one that is kept for everyone carries anything of one visitor's.
      if (request.isInner || request.isCached) return
      const lines = services && scope ? cookieLines(services, scope) : []
      if (lines.length > 0) head.addCookies(lines)
      if (import.meta.dev) tellTimings(request, head)
      if (decideCaching(request, head, { setsOwnCookie: lines.length > 0, isPublic: scope?.isPublicResponse === true })) {
        warnings.warn(`${request.method} ${request.rawUrl.split('?', 1)[0]} allowed caches to store its response ("Cache-Control: public" or similar), although the response belongs to one visitor. The module changed it so that caches do not store it.`, 'caching')
      }
    },

    retryAfter: retryAfterOfThrown,

    isReady: () => existingServices() !== undefined,

    isOccOperation: name => !SERVER_METHODS.has(name),

    method: (request, name) => answer(request, name, (scope, services) => answerMethod(scope, name, services)),

    proxy: (request, base) => answer(request, PROXY_CALL, (scope, services) => {
      const { baseURL } = services.paths
      return answerProxied(scope, baseURL === '/' ? base : joinURL(baseURL, base), services)
    }),

    purge: request => answer(request, 'A purge of the cache', (scope, { config, purge }) => answerPurge(scope.request, { secret: config.cache.purgeSecret, purge })),

    siteContext: request => answer(request, 'The site context', async (scope, { siteContext, api }) => valueAnswer(siteFacts(await siteContext(scope), api))),

    login: request => answerBrowser(request, 'The login by redirect', answerLogin),

    callback(request) {
      request.setErrorHeader('referrer-policy', NO_REFERRER)
      return answerBrowser(request, 'The callback of the login by redirect', (scope, services) => answerCallback(scope, { ...services, consumedLogins: services.stored().consumedLogins }))
    },

    logout: request => answerBrowser(request, 'The logout by redirect', answerLogout),
  }

  /** For the routes that a browser goes to by itself: what they throw becomes the app's error page. */
  async function answerBrowser(request: ServerRequest, what: string, work: (scope: RequestScope, services: ServerServices) => Promise<Answer>): Promise<Answer> {
    markModuleResponse(request)
    request.setErrorHeader('cache-control', NO_STORE)
    const services = servicesFor(request)
    return await noted({ failures }, what, () => work(services.scope(request), services))
  }

  // Not assigned in place: see "Short-lived events" in docs/performance.md.
  function bodyFailureOf(what: string, client: CancelSignal): (cause: unknown) => void {
    return (cause) => {
      // The platform may not have noticed yet that the client has left.
      if (client.aborted) return
      const reason = bodyFailure(cause)
      if (reason) failures.noteCutOff(what, reason)
      else failures.note(what, cause)
    }
  }

  /** Makes an answer of what a route throws: a method's error is never a page. */
  async function answer(request: ServerRequest, what: string, work: (scope: RequestScope, services: ServerServices) => Promise<Answer>): Promise<Answer> {
    let services: ServerServices | undefined
    // Watch the client from the start: it may disconnect while its body is read.
    const { client } = request
    markModuleResponse(request)
    try {
      services = servicesFor(request)
      refuseLoop(request, services.hops)
      const scope = services.scope(request)
      const made = await work(scope, services)
      const syncing = syncCookies(scope, services)
      if (syncing) await orDiscard(syncing, made)
      if (isSource(made.body)) made.onBodyFailure = bodyFailureOf(what, client)
      return protectOrigin(made)
    }
    catch (error) {
      // The client has disconnected: the error is a result of that, and no answer can be sent.
      if (client.aborted) return { status: 499, headers: {} }
      // A configuration that is wrong was reported when it was read.
      if (services) failures.note(what, error)
      return protectOrigin(await failed(request, error, services))
    }
  }

  async function failed(request: ServerRequest, error: unknown, services: ServerServices | undefined): Promise<Answer> {
    const answer = errorAnswer(await knownError(request, error))
    if (!services) return answer
    try {
      const scope = services.scope(request)
      const answerWithState = await withSessionState(answer, scope, services.session(scope))
      await syncCookies(scope, services)
      return answerWithState
    }
    catch (failure) {
      return failure === error ? answer : errorAnswer(await knownError(request, failure))
    }
  }

  /** The browser gets the newest state of the session with the answer. @returns `undefined` when it has that already, which is usual. */
  function syncCookies(scope: RequestScope, { session, api: { timeout } }: ServerServices): Promise<void> | undefined {
    // A middleware of the shop may have started a call whose cookies belong into this response.
    return scope.hasPendingWork ? scope.waitForPendingWork(timeout).then(() => session(scope).syncCookies()) : session(scope).syncCookies()
  }

  /** @throws what the work throws; the answer is not sent then. */
  async function orDiscard(work: Promise<void>, answer: Answer): Promise<void> {
    try {
      await work
    }
    catch (error) {
      discardBody(answer.body)
      throw error
    }
  }

  /** An error that is not a `SapccError` is a defect: the shop's error listeners get it, the client does not. */
  async function knownError(request: ServerRequest, error: unknown): Promise<SapccError> {
    if (error instanceof SapccError) return error
    await reportError(error, request.event)
    return internalError(error)
  }
}

function hasOwnCookies(request: ServerRequest): boolean {
  return request.header('cookie')?.includes(COOKIE_SIGN) === true
}

/** The calls to SAP that a response was made of, for the developer tools of browsers. */
function tellTimings(request: ServerRequest, head: ResponseHead): void {
  const own = serverTiming(request)
  if (own === undefined) return
  const others = head.get('server-timing')
  head.set('server-timing', others === undefined ? own : `${others}, ${own}`)
}

/** `Set-Cookie` lines of the module for a response. */
function cookieLines(services: ServerServices, scope: RequestScope): string[] {
  services.sessionCookies.peek(scope)?.writeToResponse()
  return scope.cookies.lines()
}

/** @returns whether what the shop said was corrected. */
function decideCaching(request: ServerRequest, head: ResponseHead, { setsOwnCookie, isPublic }: { setsOwnCookie: boolean, isPublic: boolean }): boolean {
  const { isPersonal = false, isOwnAnswer = false } = peekResponseState(request) ?? {}
  return applyCaching(head, { setsOwnCookie, isPersonal, isPublic, isOwnAnswer, hasOwnCookie: hasOwnCookies(request) })
}
