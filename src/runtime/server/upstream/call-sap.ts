import { SapccError } from '../../sdk/errors'
import type { CancelSignal } from '../platform/types'
import type { SessionConcurrencyLimit } from './session-concurrency-limit'
import { readUnauthorizedResponse } from './unauthorized-response'
import type { UnauthorizedResponse } from './unauthorized-response'
import { UpstreamTimeout, UpstreamUnreachable } from './upstream'
import type { Upstream, UpstreamRequest, UpstreamResponse } from './upstream'

/** On whose behalf a call is sent. What tells the callers of {@link CallSap} apart is data. */
export interface Caller {
  /** `undefined`: without authorization. */
  token: string | undefined
  /** The session whose calls are limited; calls of no session go at once. */
  sessionId?: string
  /**
   * Gets another token after SAP refused the one that was sent.
   *
   * @returns `undefined` when there is none: the 401 is the answer then.
   * @throws whatever the call shall fail with instead.
   */
  renew?: () => Promise<Caller | undefined>
}

/** SAP's answer: to be streamed, or a 401 that has been read. */
export interface SapAnswer {
  response: UpstreamResponse
  unauthorized?: UnauthorizedResponse
}

/**
 * The one way to SAP: waits for the session's turn, authorizes, sends, and
 * translates what failed. A 401 that a new token may cure renews the token if the
 * caller can, and the request is sent once more if its body is still there: what
 * SAP answers with 401 was not executed.
 *
 * @param signal gives the call up; it is then rejected with something that is no `SapccError`.
 * @throws SapccError 429 or 503 when the session's turn does not come, 502 or 504 when SAP gives no answer; what `caller.renew` throws.
 */
export type CallSap = (name: string, request: UpstreamRequest, caller: Caller, signal?: CancelSignal) => Promise<SapAnswer>

/** What a call to SAP needs. */
export interface CallSapOptions {
  upstream: Upstream
  limit: SessionConcurrencyLimit
  /** Milliseconds, for the headers and between two pieces of the body. */
  timeout: number
  /** Marks requests as this shop's own, so that it recognises one that comes back to it. */
  hopId?: string
}

/** The request header that carries `CallSapOptions.hopId`. */
export const HOP_HEADER = 'sapcc-hop'

export function createCallSap({ upstream, limit, timeout, hopId }: CallSapOptions): CallSap {
  async function send(name: string, request: UpstreamRequest, { token, sessionId }: Caller, signal: CancelSignal | undefined): Promise<SapAnswer> {
    const turn = sessionId === undefined ? undefined : limit.enter(sessionId)
    if (turn) await turn
    authorize(request.headers, token)
    if (hopId !== undefined) request.headers[HOP_HEADER] = hopId
    try {
      const response = await upstream.send(request, { timeout, signal })
      if (response.status !== 401 || token === undefined) return { response }
      return { response, unauthorized: await readUnauthorizedResponse(response, token) }
    }
    catch (cause) {
      throw signal?.aborted ? cause : noAnswer(name, cause)
    }
    finally {
      if (sessionId !== undefined) limit.leave(sessionId)
    }
  }

  return async (name, request, caller, signal) => {
    const first = await send(name, request, caller, signal)
    if (!first.unauthorized?.isCurable || !caller.renew) return first
    const renewed = await caller.renew()
    // Also without a second attempt it was right to renew: the client's own one will have the new token.
    return renewed && isRepeatable(request) ? await send(name, request, renewed, signal) : first
  }
}

/** Says on a request to SAP who calls, instead of what an earlier attempt has said. */
function authorize(headers: Record<string, string>, token: string | undefined): void {
  if (token === undefined) delete headers.authorization
  else headers.authorization = `Bearer ${token}`
}

function isRepeatable({ body }: UpstreamRequest): boolean {
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
}

/** Whether a call that timed out was executed is unknown: 504 says so, and is never repeated. */
export function noAnswer(name: string, cause: unknown): unknown {
  if (cause instanceof UpstreamTimeout) {
    return new SapccError(`SAP Commerce did not answer ${name} in time.`, { status: 504, data: { type: 'UpstreamTimeoutError' }, cause })
  }
  if (cause instanceof UpstreamUnreachable) {
    return new SapccError(`SAP Commerce could not be reached for ${name}.${import.meta.dev ? ` ${causeOf(cause)}` : ''}`, { status: 502, data: { type: 'UpstreamUnreachableError' }, cause })
  }
  return cause
}

/** For the developer, who sees it on the error page: why, without an address. */
function causeOf({ cause }: Error): string {
  const { code, message } = (cause ?? {}) as { code?: unknown, message?: unknown }
  return typeof code === 'string' ? `Reason: ${code}. Is NUXT_SAPCC_API_URI right?` : typeof message === 'string' ? `Reason: ${message}.` : ''
}
