import { SapccError, isRecord } from '../../sdk/errors'

/** What was thrown, as an `Error`: Nitro's error listeners expect one. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

/**
 * An error that was not made for the client, in a form that frameworks answer with 500. They would take the status that it, or
 * its cause, happens to have, such as that of another server's response.
 */
export function withStatus500(thrown: unknown): unknown {
  if (!isRecord(thrown)) return thrown
  const cause = isRecord(thrown.cause) ? thrown.cause : {}
  const hasStatus = [thrown.status, thrown.statusCode, cause.status, cause.statusCode].some(status => status !== undefined && status !== 500)
  return hasStatus || thrown instanceof SapccError ? Object.assign(new Error(String(thrown.message), { cause: thrown }), { status: 500 }) : thrown
}
