import { CALL_SESSION_HEADER } from '../../sdk/refresh/call-session'
import { GENERATION_HEADER, REFRESHED_HEADER, SDK_HEADER, SESSION_HEADER, formatRefreshed } from '../../sdk/refresh/refresh-event'
import type { SapccApiConfig } from '../config/types'
import { NO_STORE, valueAnswer } from '../http/answers'
import { assertSameSite } from '../http/csrf'
import type { RequestScope } from '../http/request-scope'
import { NO_CALLER_HEADERS, WRITABLE, headersOnList } from '../occ/caller-headers'
import type { CallerHeaders } from '../occ/caller-headers'
import { findOperation } from '../occ/find-operation'
import { isPublicMetadataPath } from '../occ/public-metadata'
import { NULL_BODY_STATUS } from '../platform/answer-body'
import type { Answer, ServerRequest } from '../platform/types'
import type { RequestSession } from '../session/request-session'
import { asAccepted } from '../upstream/accepted-encoding'
import type { OperationCaller } from './call-operation'
import { publicMaxAge } from './public-read'
import { readAnswer } from './read-answer'
import type { OccAnswer } from './read-answer'
import { readArguments } from './read-arguments'
import { operations } from '#sapcc/operations'

/** Options of {@link answerOperation}. */
export interface AnswerOperationOptions {
  api: SapccApiConfig
  /** The shop's origin, if it is known. */
  publicOrigin: string | undefined
  callerHeaders: CallerHeaders
  operations: OperationCaller
  session: (scope: RequestScope) => RequestSession
  /** Methods that are answered here instead of by OCC, by name. */
  sessionOperations: Readonly<Record<string, (scope: RequestScope, args: readonly unknown[]) => Promise<unknown>>>
}

/**
 * Answers a method called by HTTP.
 *
 * @throws SapccError
 */
export async function answerOperation(scope: RequestScope, name: string, options: AnswerOperationOptions): Promise<Answer> {
  const { api } = options
  const { request } = scope
  assertSameSite(request, options.publicOrigin)
  const sessionOperation = options.sessionOperations[name]
  const operation = sessionOperation ? undefined : findOperation(name, operations)
  const maxAge = publicMaxAge(request.method, name, operation, api)
  if (maxAge !== undefined) scope.markPublicResponse()
  const session = options.session(scope)
  const isRead = sessionOperation ? name === 'getSession' : operation?.read ?? true
  const args = await readArguments(request, { name, operation, isRead }, api)

  if (sessionOperation) {
    const answer = valueAnswer(await sessionOperation(scope, args))
    announceRefresh(session, answer)
    return answer
  }

  // Metadata does not depend on who asks: it is there while sessions cannot be read.
  const isMetadata = operation !== undefined && isPublicMetadataPath(operation.method, operation.path)
  if (!isMetadata) await assertCallSession(scope, session)
  const known = isMetadata ? undefined : await session.sessionForCall()
  const { toSap, toCaller } = maxAge === undefined ? options.callerHeaders : NO_CALLER_HEADERS
  const occ = await options.operations.call(scope, name, args, {
    signal: request.client,
    headers: headersOnList(toSap, header => request.header(header)),
    // The SDK renews by itself, and tells the app of it; a plain `GET` or a request of the server to itself would be left with the 401.
    renews: request.isInner || (request.method === 'GET' && request.header(SDK_HEADER) === undefined),
  })
  const answer = await answerOf(occ, toCaller, scope.request, maxAge === undefined ? NO_STORE : `public, max-age=${maxAge}`)
  announceRefresh(session, answer)
  // Tells a tab that still shows a customer that the session has ended elsewhere.
  if (!isMetadata && !known && scope.access !== 'none') answer.headers[SESSION_HEADER] = 'none'
  return answer
}

/**
 * Refuses a call that was made in another session: before a call is repeated
 * after a refresh, another tab may have signed in as another customer.
 *
 * @throws SapccError 409
 */
async function assertCallSession({ request }: RequestScope, session: RequestSession): Promise<void> {
  const meant = request.header(CALL_SESSION_HEADER)
  if (meant === undefined) return
  await session.session()
  session.assertCallSession(meant)
}

function announceRefresh(session: RequestSession, answer: Answer): void {
  const refresh = session.ownRefresh()
  if (refresh) answer.headers[REFRESHED_HEADER] = formatRefreshed(refresh)
}

async function answerOf(occ: OccAnswer, toCaller: CallerHeaders['toCaller'], request: ServerRequest, caching: string): Promise<Answer> {
  const { operation } = occ
  const readable = headersOnList(toCaller, name => occ.response.header(name))
  if (operation.result === 'head') return withHeaders(valueAnswer(await readAnswer(occ), caching), readable)
  if (operation.result === 'none' || NULL_BODY_STATUS.has(occ.response.status)) {
    await occ.response.discard()
    return withHeaders(valueAnswer(undefined, caching), readable)
  }
  const response = asAccepted(occ.response, request)
  const length = response.header('content-length')
  const encoding = response.header('content-encoding')
  const disposition = response.header('content-disposition')
  return {
    status: 200,
    headers: {
      ...readable,
      'cache-control': caching,
      'content-type': response.header('content-type') ?? 'application/json',
      ...(disposition !== undefined && WRITABLE.test(disposition) ? { 'content-disposition': disposition } : {}),
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      ...(occ.response.header('content-encoding') === undefined ? {} : { vary: 'accept-encoding' }),
      ...(length === undefined ? {} : { 'content-length': length }),
    },
    body: response,
  }
}

function withHeaders(answer: Answer, headers: Record<string, string> | undefined): Answer {
  return headers === undefined ? answer : { ...answer, headers: { ...headers, ...answer.headers } }
}

/**
 * Adds the session state to the response of a failed call.
 *
 * @param answer of the error.
 */
export async function withSessionState(answer: Answer, scope: RequestScope, session: RequestSession): Promise<Answer> {
  announceRefresh(session, answer)
  try {
    // The client sends this generation with its refresh; if the session has a newer one, no refresh is done.
    const generation = (await session.session())?.generation
    if (generation !== undefined) answer.headers[GENERATION_HEADER] = String(generation)
    else if (answer.status !== 503 && scope.access !== 'none') answer.headers[SESSION_HEADER] = 'none'
    if (scope.access !== 'none') answer.headers[CALL_SESSION_HEADER] = session.callSession
  }
  catch {
    // While the storage is unavailable, the session state is unknown.
  }
  return answer
}
