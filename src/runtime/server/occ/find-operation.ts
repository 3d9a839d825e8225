/** Operations by their names, and by names that are nearly theirs. */
import { SapccError } from '../../sdk/errors'
import { nearestName } from '../config/nearest-name'
import type { OccOperation, OccOperationTable } from './operation'
import { operations } from './operations'
import { printableName } from './parameter-errors'

/**
 * The operation of that name.
 *
 * @param table the operations there are; SAP's own unless given.
 */
export function findOperation(operationId: string, table: OccOperationTable = operations): OccOperation | undefined {
  return Object.hasOwn(table, operationId) ? table[operationId] : undefined
}

/** The operation whose name a typing error may have been meant for. */
export function nearestOperation(name: string, table: OccOperationTable = operations): string | undefined {
  return nearestName(name, Object.keys(table))
}

/** The answer to a call of an operation that does not exist, or that is not open. */
export function unknownOperationError(name: string, table: OccOperationTable = operations): SapccError {
  const nearest = nearestOperation(name, table)
  const subject = printableName(name)
  return new SapccError(`There is no operation "${subject}".${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`, {
    status: 404,
    data: { type: 'UnknownOperationError', reason: 'unknown', subject, subjectType: 'operation' },
  })
}
