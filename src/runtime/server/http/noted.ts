import { SapccError } from '../../sdk/errors'
import { withStatus500 } from '../platform/as-error'
import type { FailureLog } from './failure-log'

/**
 * For what ends as the framework's answer: a page's error, or that of an own route of the shop's. Writes a failure to the log,
 * with what only the operator may read.
 *
 * @param what see `FailureLog.note`.
 * @throws what `work` throws; anything but a `SapccError` with status 500.
 */
export async function noted<Result>({ failures }: { failures: FailureLog }, what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  }
  catch (error) {
    failures.note(what, error)
    throw error instanceof SapccError ? error : withStatus500(error)
  }
}
