import { ACTING_FOR_HEADER } from '../occ/assisted-operations'
import { isCredentialPath } from '../occ/attempt-addresses'
import { defaultLimits, pathText } from '../occ/parameter-values'
import { isAboutUsers, parsePath, withSegments } from '../occ/parse-path'
import type { CancelSignal } from '../platform/types'
import type { RequestSession } from '../session/request-session'
import { callerOf } from '../session/session-caller'
import type { CallSensitivity } from '../session/session-caller'
import type { Caller, CallSap, SapAnswer, SapCall } from '../upstream/call-sap'
import { readErrorResponse } from '../upstream/error-response'
import type { ErrorResponse } from '../upstream/error-response'
import type { UpstreamRequest } from '../upstream/upstream'
import { withUpstreamErrors } from '../upstream/upstream-error'

/** SAP's answer to a proxied request. */
export interface ForwardedAnswer {
  answer: SapAnswer
  /** The answer as it may reach the client, where it is an error to a request with a token. */
  error?: ErrorResponse | undefined
  /** The customer whose id took the place of `current`. */
  actsFor?: string
}

/** What {@link forward} needs beside the request. */
export interface ForwardOptions {
  /** What listeners learn of the call. */
  call?: Pick<SapCall, 'scope' | 'findOperation'>
  callSap: CallSap
  /** Called when the call goes without a session. @throws SapccError 429 */
  limitAnonymousCall?: (() => Promise<void>) | undefined
  /** Called when the call is one that a support agent makes for a customer. */
  onActing?: ((emulation: NonNullable<Caller['emulation']>) => void) | undefined
  /** The visitor's session; `undefined` for what is the same for everyone. */
  requestSession: RequestSession | undefined
}

/** What a call is called at the beginning of a line of the log. */
export const PROXY_CALL = 'A call of the raw proxy'
/** The same within the message of an error. */
export const PROXY_CALL_IN_MESSAGE = 'a call of the raw proxy'

/**
 * Sends a request to SAP with the visitor's access token. Refreshes the token
 * when it has expired or SAP refuses it: callers of the proxy have no SDK that
 * would do so.
 *
 * @throws SapccError 401 or 503 when the token could not be renewed, 401 `SpentTokenError` for a write with an outdated cookie, 403 or 409 for what a support agent may not do, 429 past a limit, 502 or 504 when SAP gave no answer.
 */
export async function forward(request: UpstreamRequest, { call, callSap, requestSession, limitAnonymousCall, onActing }: ForwardOptions, signal: CancelSignal): Promise<ForwardedAnswer> {
  let session = await requestSession?.sessionReadyForCall()
  if (requestSession?.mayRefresh && session && session.expiresAt <= Date.now() && session.refreshToken !== undefined) session = await requestSession.refresh(session.generation, 'expired')
  if (!session && !READS.has(request.method)) requestSession?.refuseOutdated()
  if (!session) await limitAnonymousCall?.()
  const caller: Caller = session && requestSession ? callerOf(session, requestSession, { refreshesOn401: true, subject: subjectOf(request) }) : { token: undefined }
  if (caller.emulation) onActing?.(caller.emulation)
  const { actsFor } = caller
  const answer = await callSap({ ...call, operationId: PROXY_CALL_IN_MESSAGE }, actsFor === undefined ? request : actingFor(actsFor, request), caller, signal)
  const forwarded = { answer, ...(actsFor === undefined ? {} : { actsFor }) }
  return answer.response.status < 400 ? forwarded : { ...forwarded, error: await errorOf(answer, request.method) }
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What a request is about. Of the addresses of passwords only those below `orgCustomers` arrive here: `path.ts` refuses the others for everybody. */
function subjectOf({ method, url }: UpstreamRequest): CallSensitivity {
  const path = parsePath(splitAtPath(url).path)
  if (READS.has(method)) return isAboutUsers(path) ? 'personal' : 'shared'
  return isCredentialPath(path) ? 'password' : 'personal'
}

function splitAtPath(url: string): { origin: string, path: string, query: string } {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const end = url.includes('?') ? url.indexOf('?') : url.length
  return { origin: url.slice(0, start), path: url.slice(start, end), query: url.slice(end) }
}

/** What a support agent asks for is the customer's, as in calls of operations. */
export function actingFor(customerId: string, request: UpstreamRequest): UpstreamRequest {
  const { origin, path, query } = splitAtPath(request.url)
  const parsed = parsePath(path)
  const customer = pathText('userId', customerId, defaultLimits)
  const isCurrent = (index: number) => parsed.users.includes(index) && parsed.segments[index]!.toLowerCase() === 'current'
  return { ...request, url: origin + withSegments(path, parsed, (index, segment) => isCurrent(index) ? customer : segment) + query, headers: { ...request.headers, [ACTING_FOR_HEADER]: customerId } }
}

/** Errors are read: they may repeat the access token. */
async function errorOf({ response, token, unauthorized }: SapAnswer, method: string): Promise<ErrorResponse | undefined> {
  if (unauthorized || token === undefined) return unauthorized
  return await withUpstreamErrors(PROXY_CALL_IN_MESSAGE, readErrorResponse(response, token, method))
}
