import { SapccError } from '../../sdk/errors'

/** The error that callers get instead of an unexpected one, whose text may contain internal details and stays on the server. */
export function internalError(cause: unknown): SapccError {
  return new SapccError('Something went wrong on the server.', { status: 500, data: { type: 'InternalError' }, cause })
}
