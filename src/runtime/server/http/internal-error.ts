import { SapccError } from '../../sdk/errors'

/** What callers get instead of an error that is no `SapccError`: its text, which may tell of the server's inside, stays on the server. */
export function internalError(cause: unknown): SapccError {
  return new SapccError('Something went wrong on the server.', { status: 500, data: { type: 'InternalError' }, cause })
}
