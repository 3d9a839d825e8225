import { variableName } from '../../config/setting'
import { createLineLimit, leftOutText } from '../../log/line-limit'
import type { ServerLog } from '../../log/server-log'
import { isStorageUnavailable } from '../../storage/storage-unavailable'

/**
 * There is a record, but this process cannot open it: none of its session passwords has sealed it, or another shop has. That
 * tells nothing of the session, which must not be ended for it.
 */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord'
}

/** Whether a read failed because of an {@link UnreadableRecord}. */
export function isUnreadable(error: unknown): boolean {
  return isStorageUnavailable(error) && error.cause instanceof UnreadableRecord
}

/** What is read; `undefined` where a record of it cannot be opened. */
export async function unlessUnreadable<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading
  }
  catch (error) {
    if (isUnreadable(error)) return undefined
    throw error
  }
}

/** @returns call it for each record that cannot be opened; it warns once a minute. */
export function createUnreadableWarning(log: Pick<ServerLog, 'warn'>): () => void {
  const limit = createLineLimit()
  return () => {
    const leftOut = limit.admit('unreadable')
    if (leftOut === undefined) return
    log.warn(`A session in the storage was sealed with a password that this process does not have. This process takes the customer for signed out; processes with the password still accept the session. Set the same ${variableName('session.password')} in all processes; docs/deployment.md says how to change it.${leftOutText(leftOut)}`)
  }
}
