import { SapccError } from '../../sdk/errors'
import { asInternalError } from '../platform/as-error'
import type { ServerServices } from '../services'

/** Writes a failure to the log, with what only the operator may read. @param what see `FailureLog.note`. */
export async function noted<Result>({ failures }: Pick<ServerServices, 'failures'>, what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  }
  catch (error) {
    failures.note(what, error)
    throw error instanceof SapccError ? error : asInternalError(error)
  }
}
