import { logEntry } from '../log/log-entry'
import type { ServerLog } from '../log/server-log'
import type { SharedStorageOptions } from './shared-storage'

/** What follows for the shop from the state of a mount, as the end of a sentence. */
export interface StateConsequences {
  whenDown: string
  whenWritesRefused: string
}

/**
 * Writes to the log when a storage mount stops and starts to answer, and when it refuses writes.
 *
 * @param mount its name.
 * @param level of what is wrong.
 */
export function logStorageState(mount: string, log: ServerLog, level: 'error' | 'warn', { whenDown, whenWritesRefused }: StateConsequences): Pick<SharedStorageOptions, 'onDown' | 'onUp' | 'onWriteRefused'> {
  return {
    onDown: error => log[level](logEntry(`The storage mount \`${mount}\` does not answer; ${whenDown}`, { event: 'storage-down', mount }, error)),
    onUp: () => log.info(logEntry(`The storage mount \`${mount}\` is back.`, { event: 'storage-up', mount })),
    onWriteRefused: error => log[level](logEntry(`The storage mount \`${mount}\` refuses writes; ${whenWritesRefused}`, { event: 'storage-writes-refused', mount }, error)),
  }
}
