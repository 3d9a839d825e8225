import { isStorageUnavailable, storageUnavailable } from '../../storage/storage-unavailable'

/** Another process has changed a record since it was read. */
class RecordChanged extends Error {
  override readonly name = 'RecordChanged'
}

/** More than two are needed only if other processes keep changing the record. */
const MAX_ATTEMPTS = 5

/** @returns the error of a write that was refused because the record has changed. The caller may read the record and try again: see {@link retryIfRecordChanged}. */
export function recordChanged(): Error {
  return storageUnavailable(new RecordChanged('Another process has changed the session since it was read.'))
}

/**
 * Reads and writes records. Repeats all of it when another process has changed a record between the read and the write.
 *
 * @param work must read the records itself, because it is repeated. `isRetry`: an earlier attempt failed, perhaps after some of its writes.
 * @throws SapccError 503 when other processes keep changing the record, and the errors of the work.
 */
export async function retryIfRecordChanged<Result>(work: (isRetry: boolean) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt > 1)
    }
    catch (error) {
      if (attempt === MAX_ATTEMPTS || !isStorageUnavailable(error) || !(error.cause instanceof RecordChanged)) throw error
    }
  }
}
