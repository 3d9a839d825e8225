import { CALL_SESSION_HEADER, isOfSession, sessionChanged } from '../../sdk/refresh/call-session'
import { GENERATION_HEADER, REFRESHED_HEADER, SDK_HEADER, SESSION_HEADER, formatRefreshed } from '../../sdk/refresh/refresh-event'
import type { SapccApiConfig } from '../config/types'
import { NO_STORE, valueAnswer } from '../http/answers'
import { changesCart } from '../cart/cart-of-call'
import { assertSameSite } from '../http/csrf'
import type { RequestScope } from '../http/request-scope'
import { NO_CALLER_HEADERS, headersOnList } from '../occ/caller-headers'
import type { CallerHeaders } from '../occ/caller-headers'
import { findOperation } from '../occ/find-operation'
import { hasSiteQuery } from '../occ/site-query'
import { NULL_BODY_STATUS } from '../platform/answer-body'
import { HEADER_VALUE } from '../platform/header-syntax'
import type { MaybePromise } from '../platform/maybe-promise'
import type { Answer, ServerRequest } from '../platform/types'
import type { RequestSession } from '../session/request-session'
import type { Session } from '../session/session'
import type { SiteContextOf } from '../site-context/site-context'
import { asAccepted } from '../upstream/accepted-encoding'
import { awaitBodyStart } from '../upstream/await-body-start'
import type { UpstreamResponse } from '../upstream/upstream'
import { withUpstreamErrors } from '../upstream/upstream-error'
import type { OperationCaller } from './call-operation'
import { publicCaching, publicMaxAge } from './http-cached-read'
import { readAnswer } from './read-answer'
import type { OccAnswer } from './read-answer'
import { isGet, readArguments } from './read-arguments'
import { operations } from '#sapcc/operations'

/** Options of {@link answerMethod}. */
export interface AnswerMethodOptions {
  api: SapccApiConfig
  /** The shop's origin, if it is known. */
  publicOrigin: string | undefined
  callerHeaders: CallerHeaders
  operations: OperationCaller
  session: (scope: RequestScope) => RequestSession
  siteContext: SiteContextOf
  /** Counts a call of a visitor who is not signed in. @throws SapccError 429 */
  limitAnonymousCall?: ((request: ServerRequest) => Promise<void>) | undefined
  /** Methods that are answered here instead of by OCC, by name. */
  serverMethods: Readonly<Record<string, (scope: RequestScope, args: readonly unknown[], madeIn?: string) => Promise<unknown>>>
}

/**
 * Answers a method called by HTTP.
 *
 * @throws SapccError
 */
export async function answerMethod(scope: RequestScope, name: string, options: AnswerMethodOptions): Promise<Answer> {
  const { api } = options
  const { request } = scope
  assertSameSite(request, options.publicOrigin)
  const serverMethod = options.serverMethods[name]
  const operation = serverMethod ? undefined : findOperation(name, operations)
  const maxAge = publicMaxAge(request.method, name, operation, api)
  if (maxAge !== undefined) scope.markPublicResponse()
  const requestSession = options.session(scope)
  const isRead = serverMethod ? name === 'getSession' : operation?.read ?? true
  const args = await readArguments(request, { name, operation, isRead }, api)
  const madeIn = request.header(CALL_SESSION_HEADER)

  if (serverMethod) {
    const answer = valueAnswer(await serverMethod(scope, args, madeIn))
    addRefreshedHeader(requestSession, answer)
    return answer
  }

  // Metadata does not depend on the visitor, so it is answered even while sessions cannot be read.
  const isMetadata = operation?.isMetadata === true
  // Checked first, because `sessionReadyForCall` may spend the refresh token.
  if (!isMetadata && madeIn !== undefined) await assertMadeInSession(madeIn, requestSession, isRead)
  const ready = isMetadata ? undefined : requestSession.sessionReadyForCall()
  const renewal = operation && changesCart(operation) ? ready : undefined
  // The call awaits it in its turn: until then its rejection is not unhandled.
  renewal?.catch(() => undefined)
  const session = await (renewal ? requestSession.session() : ready)
  if (!isMetadata) assertNotEnded(madeIn, session, requestSession, isRead)
  if (options.limitAnonymousCall && !session) {
    // Such calls go without the session, even if it is a customer who calls.
    const isForEveryone = isMetadata || scope.access === 'none'
    if (!isForEveryone || !await requestSession.isFromCustomer()) await options.limitAnonymousCall(request)
  }
  // The shop's hooks see none either: what a cookie chooses would go to everybody.
  if (maxAge !== undefined) request.filterCookies(() => false)
  const { toSap, toCaller } = maxAge === undefined ? options.callerHeaders : NO_CALLER_HEADERS
  const occ = await options.operations.call(scope, name, args, {
    signal: request.client,
    ...(renewal ? { renewal } : {}),
    headers: headersOnList(toSap, header => request.header(header)),
    // The SDK refreshes the token itself, and reports that to the app. A plain `GET` and a request of the server to itself have no SDK.
    refreshesOn401: request.isInner || (isGet(request.method) && request.header(SDK_HEADER) === undefined),
  })
  // The address of an answer does not say which parameters the shop's hook has added, such as the ticket of a preview.
  const isPublic = maxAge !== undefined && !hasSiteQuery((await options.siteContext(scope)).query)
  const caching = isPublic ? publicCaching(maxAge, operation, args, occ.cachedFor) : NO_STORE
  const readable = headersOnList(toCaller, header => occ.response.header(header))
  const hasBody = occ.operation.result !== 'head' && occ.operation.result !== 'none' && !NULL_BODY_STATUS.has(occ.response.status)
  const answer = hasBody ? answerWithBody(occ, await withUpstreamErrors(occ.operationId, startedAsAccepted(request, occ)), readable, caching) : await answerWithoutBody(occ, readable, caching)
  addRefreshedHeader(requestSession, answer)
  // Tells a tab that still shows a customer that the session has ended elsewhere.
  if (!isMetadata && !session && scope.access !== 'none') answer.headers[SESSION_HEADER] = 'none'
  return answer
}

/**
 * Refuses a call that was made in another session: before a call is repeated
 * after a refresh, another tab may have signed in as another customer.
 *
 * @param madeIn the tag of the session that the call was made in.
 * @throws SapccError 409
 */
async function assertMadeInSession(madeIn: string, requestSession: RequestSession, isRead: boolean): Promise<void> {
  assertNotEnded(madeIn, await requestSession.session(), requestSession, isRead)
  requestSession.assertMadeInThisSession(madeIn)
}

/**
 * Refuses a call whose session has ended, also where the browser still sends its cookie: it would be executed for an
 * anonymous visitor.
 *
 * @throws SapccError 409 `SessionChangedError`, or 401 `SpentTokenError` for a write with an outdated cookie, whose session may live
 */
function assertNotEnded(madeIn: string | undefined, session: Session | undefined, requestSession: RequestSession, isRead: boolean): void {
  if (session || !isOfSession(madeIn)) return
  if (!isRead) requestSession.refuseOutdated()
  throw sessionChanged()
}

function addRefreshedHeader(requestSession: RequestSession, answer: Answer): void {
  const refresh = requestSession.ownRefresh()
  if (refresh) answer.headers[REFRESHED_HEADER] = formatRefreshed(refresh)
}

async function answerWithoutBody(occ: OccAnswer, readable: Record<string, string> | undefined, caching: string): Promise<Answer> {
  if (occ.operation.result === 'head') return withHeaders(valueAnswer(await readAnswer(occ), caching), readable)
  await occ.response.discard()
  return withHeaders(valueAnswer(undefined, caching), readable)
}

/**
 * SAP's response, with a body as the client accepts it. Of JSON, which is of no use in part, the start is awaited: where
 * it ends early, the client gets an error instead of a broken connection.
 *
 * @throws as `asAccepted`
 */
function startedAsAccepted(request: ServerRequest, { operation, response }: OccAnswer): MaybePromise<UpstreamResponse> {
  const accepted = asAccepted(response, request)
  // A promise waits for the start itself.
  return operation.result !== 'json' || accepted instanceof Promise ? accepted : awaitBodyStart(accepted)
}

/** @param response SAP's, as the client accepts it. */
function answerWithBody(occ: OccAnswer, response: UpstreamResponse, readable: Record<string, string> | undefined, caching: string): Answer {
  const length = response.header('content-length')
  const encoding = response.header('content-encoding')
  const disposition = response.header('content-disposition')
  const type = response.header('content-type') ?? 'application/json'
  const headers: Answer['headers'] = { 'cache-control': caching, 'content-type': type }
  if (disposition !== undefined && HEADER_VALUE.test(disposition)) headers['content-disposition'] = disposition
  // By this the SDK tells SAP's answer from a page of something in between: see `resultOf` in `sdk/transport/http-transport.ts`.
  else if (occ.operation.result === 'binary' && !/json/i.test(type)) headers['content-disposition'] = 'inline'
  if (encoding !== undefined) headers['content-encoding'] = encoding
  if (occ.response.header('content-encoding') !== undefined) headers.vary = 'accept-encoding'
  if (length !== undefined) headers['content-length'] = length
  return withHeaders({ status: 200, headers, body: response }, readable)
}

function withHeaders(answer: Answer, headers: Record<string, string> | undefined): Answer {
  return headers === undefined ? answer : { ...answer, headers: { ...headers, ...answer.headers } }
}

/**
 * Adds the session state to the response of a failed call.
 *
 * @param answer of the error.
 */
export async function withSessionState(answer: Answer, scope: RequestScope, requestSession: RequestSession): Promise<Answer> {
  addRefreshedHeader(requestSession, answer)
  try {
    // The client sends this generation with its refresh; if the session has a newer one, no refresh is done.
    const generation = (await requestSession.session())?.generation
    if (generation !== undefined) answer.headers[GENERATION_HEADER] = String(generation)
    else if (answer.status !== 503 && scope.access !== 'none') answer.headers[SESSION_HEADER] = 'none'
    if (scope.access !== 'none') answer.headers[CALL_SESSION_HEADER] = requestSession.callSessionTag
  }
  catch {
    // While the storage is unavailable, the session state is unknown.
  }
  return answer
}
