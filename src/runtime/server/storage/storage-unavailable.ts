import { SapccError } from '../../sdk/errors'

const TYPE = 'SessionStoreUnavailableError'

/**
 * The storage did not answer, so it is unknown whether the visitor is signed in. Also thrown when an entry was locked for too
 * long, or was changed by another process since it was read. A caller that does not read the entry again treats this as if the
 * storage had been away for this one write.
 */
export function storageUnavailable(cause: unknown): SapccError {
  return new SapccError('The session cannot be looked up right now. Try again shortly.', { status: 503, data: { type: TYPE, retryAfter: 1 }, cause })
}

export function isStorageUnavailable(error: unknown): error is SapccError {
  return error instanceof SapccError && error.data.type === TYPE
}

/** Ignores storage outages, which the storage logs itself; rethrows other errors. */
export function ignoreOutage(error: unknown): void {
  if (!isStorageUnavailable(error)) throw error
}
