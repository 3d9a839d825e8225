import type { AssistedCustomer } from '../../sdk/assisted-session'
import { HOP_HEADER } from '../platform/hop-header'
import type { CancelSignal } from '../platform/types'
import type { HopMarks } from './loop'
import type { SessionConcurrencyLimit } from './session-concurrency-limit'
import { readErrorResponse } from './error-response'
import type { ErrorResponse } from './error-response'
import type { Upstream, UpstreamRequest, UpstreamResponse } from './upstream'
import { upstreamError } from './upstream-error'
import type { CallWatch, CallingRequest, WatchedCall, WatchedRequest } from './watch-call'

/** The identity that a call to SAP uses. */
export interface Caller {
  /** The access token; `undefined`: no `Authorization` header. */
  token: string | undefined
  /** The session for the concurrency limit; calls without a session are not limited. */
  sessionId?: string
  /** The customer that a support agent acts for, whose id stands in place of `current`. */
  actsFor?: string
  /** The same with names, for listeners; absent in calls of the module's own. */
  emulation?: { readonly agent?: string, readonly customer: AssistedCustomer }
  /**
   * Gets a new token after SAP refused the one that was sent.
   *
   * @returns `undefined` when there is no new token: the 401 is then the response.
   * @throws an error that the call fails with instead of the 401.
   */
  withNewToken?: () => Promise<Caller | undefined>
  /** Called after a 401 that says the token is invalid, when the caller has no `withNewToken`. */
  tokenRefused?: () => Promise<void>
}

/** Which call a request to SAP belongs to. */
export interface SapCall {
  /** The call's name in error messages, e.g. `getCart`. */
  readonly operationId: string
  /** The operation of that name; absent at the raw proxy, which asks {@link SapCall.findOperation}. */
  readonly operation?: { readonly path: string } | undefined
  /** The scope of the request that the call is made for. */
  readonly scope?: { readonly request: CallingRequest } | undefined
  /** Why the public cache makes the call; see `CallBeforeContext`. */
  readonly cache?: WatchedRequest['cache']
  /** Finds the operation by the call's address, for listeners. */
  readonly findOperation?: (() => { operationId: string, operation: { readonly path: string } } | undefined) | undefined
}

/** SAP's response: unread, or a 401 that has been read. */
export interface SapAnswer {
  response: UpstreamResponse
  /** The access token that was sent; it must not leave the server with the response. */
  token?: string
  unauthorized?: ErrorResponse
}

/**
 * Sends a request to SAP; all calls use it. Waits for the session's concurrency
 * limit, adds the authorization and maps errors. After a 401 because of the token
 * it gets a new token, if the caller can, and sends the request once more if the
 * body can be repeated: SAP has not executed a request that it answers with 401.
 *
 * @param signal aborts the call; the rejection is then no `SapccError`.
 * @throws SapccError 429 or 503 by the concurrency limit, 401 when the session has ended while the call waited for it or 503 when that cannot be known, 502 or 504 when SAP does not answer; errors of `caller.withNewToken`.
 */
export type CallSap = (call: SapCall, request: UpstreamRequest, caller: Caller, signal?: CancelSignal) => Promise<SapAnswer>

/** Options of a {@link CallSap}. */
export interface CallSapOptions {
  upstream: Upstream
  limit: SessionConcurrencyLimit
  /** Milliseconds until the headers, and between two chunks of the body. */
  timeout: number
  /** Marks requests as this shop's own, so that it recognises one that comes back to it. */
  hops?: HopMarks
  /** Tells the shop's listeners of each request. */
  watch?: CallWatch
  /** Finds the token for a call that has waited for a slot. @throws SapccError 401 when its session has ended meanwhile, 503 when that cannot be known. */
  newestToken?: (caller: Caller) => Promise<string | undefined>
}

export function createCallSap({ upstream, limit, timeout, hops, watch, newestToken }: CallSapOptions): CallSap {
  async function send(call: SapCall, request: UpstreamRequest, caller: Caller, signal: CancelSignal | undefined, attempt: number): Promise<SapAnswer> {
    const { sessionId } = caller
    const slot = sessionId === undefined ? undefined : limit.enter(sessionId)
    if (slot) await slot
    let watched: WatchedCall | undefined
    try {
      const token = slot && newestToken ? await newestToken(caller) : caller.token
      authorize(request.headers, token)
      if (hops) request.headers[HOP_HEADER] = hops.own()
      if (watch?.isOn()) watched = await watch.begin(watchedRequest(call, request, attempt))
      const response = await upstream.send(request, { timeout, signal })
      watched?.answered(response.status)
      if (token === undefined) return { response }
      if (response.status !== 401) return { response, token }
      return { response, token, unauthorized: await readErrorResponse(response, token, request.method) }
    }
    catch (cause) {
      const error = signal?.aborted ? cause : upstreamError(call.operationId, cause)
      watched?.failed(error, signal)
      throw error
    }
    finally {
      if (sessionId !== undefined) limit.leave(sessionId)
    }
  }

  async function sendAndHandle401(call: SapCall, request: UpstreamRequest, caller: Caller, signal: CancelSignal | undefined): Promise<SapAnswer> {
    const first = await send(call, request, caller, signal, 1)
    const { unauthorized } = first
    if (!caller.withNewToken) {
      if (unauthorized?.isTokenInvalid) await caller.tokenRefused?.()
      return first
    }
    if (!unauthorized?.isCurable) return first
    const callerWithNewToken = await caller.withNewToken()
    // The new token is useful even if the body cannot be repeated: the client's next attempt uses it.
    return callerWithNewToken && isRepeatable(request) ? await send(call, request, { ...caller, token: callerWithNewToken.token }, signal, 2) : first
  }

  return (call, request, caller, signal) => caller.withNewToken || caller.tokenRefused ? sendAndHandle401(call, request, caller, signal) : send(call, request, caller, signal, 1)
}

function watchedRequest(call: SapCall, { method, url, headers }: UpstreamRequest, attempt: number): WatchedRequest {
  const found = call.operation ? call : call.findOperation?.()
  return { target: 'occ', operation: found?.operationId, template: found?.operation?.path, method, url, headers, attempt, request: call.scope?.request, ...(call.cache === undefined ? {} : { cache: call.cache }) }
}

/** Both attempts have the same headers, so one without a token must remove the `Authorization` of the one before it. */
function authorize(headers: Record<string, string>, token: string | undefined): void {
  if (token === undefined) delete headers.authorization
  else headers.authorization = `Bearer ${token}`
}

function isRepeatable({ body }: UpstreamRequest): boolean {
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
}
