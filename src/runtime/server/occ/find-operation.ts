/** Operations by their names, and by names that are nearly theirs. */
import { SapccError } from '../../sdk/errors'
import { OWN_SESSION_METHODS } from '../../sdk/session-methods'
import { nearestName } from '../config/nearest-name'
import { ALOKAI_NAMES } from './alokai-names'
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

/** The method that a caller may have meant, sign-in and sign-out included. */
function nearestMethod(name: string, table: OccOperationTable): string | undefined {
  const methods = [...Object.keys(table), ...OWN_SESSION_METHODS]
  const renamed = Object.hasOwn(ALOKAI_NAMES, name) ? ALOKAI_NAMES[name] : undefined
  return renamed !== undefined && methods.includes(renamed) ? renamed : nearestName(name, methods)
}

/** The answer to a call of an operation that does not exist, or that is not open. */
export function unknownOperationError(name: string, table: OccOperationTable = operations): SapccError {
  const nearest = nearestMethod(name, table)
  const subject = printableName(name)
  return new SapccError(`There is no operation "${subject}".${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`, {
    status: 404,
    data: { type: 'UnknownOperationError', reason: 'unknown', subject, subjectType: 'operation' },
  })
}
