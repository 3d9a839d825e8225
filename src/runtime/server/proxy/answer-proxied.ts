import { SapccError } from '../../sdk/errors'
import type { SapccApiConfig } from '../config/types'
import type { FailureLog } from '../http/failure-log'
import type { RequestScope } from '../http/request-scope'
import type { CallerHeaders } from '../occ/caller-headers'
import type { ClosedOperations } from '../occ/closed-operations'
import type { OperationAt } from '../occ/operation-addresses'
import { unknownOperationError } from '../occ/find-operation'
import { isPublicMetadataPath } from '../occ/public-metadata'
import type { NoteActing } from '../operations/call-operation'
import { withReadsInvalidated } from '../operations/rendered-reads'
import type { Answer, ServerRequest } from '../platform/types'
import type { RequestSession } from '../session/request-session'
import type { SiteContextOf } from '../site-context/site-context'
import type { CallSap } from '../upstream/call-sap'
import { answerToClient } from './answer'
import { PROXY_CALL, forward } from './forward'
import type { ForwardedAnswer } from './forward'
import type { ProxyTarget } from './path'
import { assertNoCodeOfRegistration } from './registration'
import { addBody, mayHaveBody, requestToSap } from './request'

/** The path below `/occ/v2` that is asked for. */
function occPath({ rawUrl }: RequestScope['request'], proxyBase: string): string {
  const queryAt = rawUrl.indexOf('?')
  return rawUrl.slice(proxyBase.length, queryAt === -1 ? undefined : queryAt)
}

/** What the proxy's route needs. */
export interface AnswerProxiedOptions {
  api: SapccApiConfig
  /** The shop's origin, if it is known. */
  publicOrigin: string | undefined
  callerHeaders: CallerHeaders
  callSap: CallSap
  siteContext: SiteContextOf
  /** Absent when the shop has closed no operation. */
  closedOperations?: ClosedOperations | undefined
  /** Counts a call of a visitor who is not signed in. @throws SapccError 429 */
  limitAnonymousCall?: ((request: ServerRequest) => Promise<void>) | undefined
  /** Finds the operation of a request, for listeners and the log. */
  operationAt: OperationAt
  /** Gets what SAP itself answers from 500 on. */
  failures: FailureLog
  session: (scope: RequestScope) => RequestSession
  /** Told of each call that a support agent makes for a customer. */
  onActing?: NoteActing | undefined
}

/**
 * Answers a request to the raw proxy.
 *
 * @param proxyBase path of the proxy, e.g. `/api/occ`.
 * @throws SapccError
 */
export async function answerProxied(scope: RequestScope, proxyBase: string, options: AnswerProxiedOptions): Promise<Answer> {
  const { api, callSap } = options
  const { request } = scope
  const { baseSiteId, query } = await options.siteContext(scope)
  const target: ProxyTarget = { apiUri: api.uri, baseSiteId, allowedBaseSites: api.allowedBaseSites, allowUserIds: api.allowUserIds, proxyBase, query }
  const path = occPath(request, proxyBase)
  const closed = options.closedOperations?.atAddress(request.method, path)
  if (closed !== undefined) throw unknownOperationError(closed, {})
  const toSap = requestToSap(request, target, options)
  if (mayHaveBody(request.method)) await addBody(toSap, request)
  await assertNoCodeOfRegistration(toSap, path)
  const isMetadata = isPublicMetadataPath(request.method, path)
  const limit = options.limitAnonymousCall
  const send = () => forward(toSap, {
    call: { scope, findOperation: () => options.operationAt(request.method, path) },
    callSap,
    limitAnonymousCall: limit && (async () => {
      // Metadata goes without the session of a signed-in customer, too, who is not limited.
      if (!isMetadata || !await options.session(scope).isFromCustomer()) await limit(request)
    }),
    requestSession: isMetadata ? undefined : options.session(scope),
    onActing: options.onActing && ((emulation) => {
      const operation = options.operationAt(request.method, path)
      options.onActing?.(scope, emulation, { operation: operation?.operationId, method: request.method, path: operation?.operation.path })
    }),
  }, request.client)
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const answer = await (isRead ? send() : withReadsInvalidated(request, send))
  if (answer.answer.response.status >= 500) noteFailure(answer, options, request.method, path)
  return await answerToClient(answer, request, toSap.url, target, options.callerHeaders.toCaller)
}

/** SAP's failures go to the client as they came, so nothing else writes them down. Named by the operation: the path may have a customer's id, and so may SAP's text. */
function noteFailure({ answer: { response: { status } }, error }: ForwardedAnswer, { failures, operationAt }: AnswerProxiedOptions, method: string, path: string): void {
  const operation = operationAt(method, path)?.operationId
  const type = error?.error.type ?? 'UnknownError'
  failures.note(operation === undefined ? PROXY_CALL : `${operation} by the raw proxy`, new SapccError('SAP Commerce failed.', { status, data: { type } }))
}
