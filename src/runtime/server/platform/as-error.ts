import { SapccError, isRecord } from '../../sdk/errors'

/** What was thrown, as an `Error`: Nitro's error listeners expect one. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

/**
 * What was thrown and is no answer, as an error that frameworks answer with 500: they take the status that an error has, or the
 * one of its cause, and a defect may have any, such as that of another server's response.
 */
export function asDefect(thrown: unknown): unknown {
  if (!isRecord(thrown)) return thrown
  const hasStatus = [thrown.status, thrown.statusCode].some(status => status !== undefined && status !== 500)
  return hasStatus || thrown instanceof SapccError ? Object.assign(new Error(String(thrown.message), { cause: thrown }), { status: 500 }) : thrown
}
