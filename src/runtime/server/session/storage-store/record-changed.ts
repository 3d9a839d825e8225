import { isStorageUnavailable, storageUnavailable } from '../../storage/storage-unavailable'

/** Another process has changed a record since it was read. */
class RecordChanged extends Error {
  override readonly name = 'RecordChanged'
}

/** How often a record is read again. More than once only if other processes keep changing it. */
const MAX_ATTEMPTS = 5

/** @returns the error for a write that came too late: whoever catches it may read the record again, see {@link untilUnchanged}. */
export function recordChanged(): Error {
  return storageUnavailable(new RecordChanged('Another process has changed the session since it was read.'))
}

/**
 * Does work that reads records and writes them, again when another process has changed one in between.
 *
 * @param work reads what it writes. `isAgain`: an attempt has failed, and may have written a part of it. @throws SapccError 503 when other processes keep changing the record.
 */
export async function untilUnchanged<Result>(work: (isAgain: boolean) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt > 1)
    }
    catch (error) {
      if (attempt === MAX_ATTEMPTS || !isStorageUnavailable(error) || !(error.cause instanceof RecordChanged)) throw error
    }
  }
}
