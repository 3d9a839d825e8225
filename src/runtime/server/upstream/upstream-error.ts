import { SapccError } from '../../sdk/errors'
import type { MaybePromise } from '../platform/maybe-promise'
import type { CancelSignal } from '../platform/types'
import { UpstreamTimeout, UpstreamUndecodable, UpstreamUnreachable } from './upstream'

/**
 * The `SapccError` for a response that is missing, incomplete or cannot be decoded; other errors are returned unchanged.
 * It is unknown whether SAP executed a call that timed out, so a 504 is never retried.
 *
 * @param name of the call, for the message.
 */
export function upstreamError(name: string, cause: unknown): unknown {
  return sapccErrorOf(cause, {
    timeout: `SAP Commerce did not answer ${name} in time.`,
    unreachable: `SAP Commerce could not be reached for ${name}, or the connection broke.${import.meta.dev ? hintOf(cause) : ''}`,
    undecodable: `SAP Commerce answered ${name} with a body that is not what its Content-Encoding says`,
  }) ?? cause
}

/**
 * Why a body failed after its first bytes were sent, for the log.
 *
 * @returns `undefined` for an error that is not the upstream's: a defect.
 */
export function bodyFailure(cause: unknown): SapccError | undefined {
  return sapccErrorOf(cause, {
    timeout: 'SAP Commerce stopped sending the body.',
    unreachable: 'The connection to SAP Commerce broke.',
    undecodable: 'The body is not what its Content-Encoding says',
  })
}

/**
 * Waits for what reads SAP's response, and turns its errors into `SapccError`s. An aborted call keeps its own error.
 *
 * @param name of the call, for the message.
 * @param reading the promise of the result; or the result itself, if it is known already.
 * @param signal of the call.
 */
export function withUpstreamErrors<Result>(name: string, reading: MaybePromise<Result>, signal?: CancelSignal): MaybePromise<Result> {
  // Most bodies have arrived: a promise would cost a turn.
  if (!(reading instanceof Promise)) return reading
  return reading.catch((cause: unknown) => {
    throw signal?.aborted ? cause : upstreamError(name, cause)
  })
}

/** @param messages `undecodable` without the encoding and the full stop, which are appended. */
function sapccErrorOf(cause: unknown, messages: { timeout: string, unreachable: string, undecodable: string }): SapccError | undefined {
  if (cause instanceof UpstreamTimeout) return new SapccError(messages.timeout, { status: 504, data: { type: 'UpstreamTimeoutError' }, cause })
  if (cause instanceof UpstreamUnreachable) return new SapccError(messages.unreachable, { status: 502, data: { type: 'UpstreamUnreachableError' }, cause })
  if (cause instanceof UpstreamUndecodable) return new SapccError(`${messages.undecodable} (${cause.encoding}).`, { status: 502, data: { type: 'UpstreamFormatError' }, cause })
  return undefined
}

/** The reason for developers, who see it on the error page; without an address. */
function hintOf(error: unknown): string {
  const { code, message } = (error instanceof Error ? error.cause ?? {} : {}) as { code?: unknown, message?: unknown }
  return typeof code === 'string' ? ` Reason: ${code}. Is NUXT_SAPCC_API_URI right?` : typeof message === 'string' ? ` Reason: ${message}.` : ''
}
