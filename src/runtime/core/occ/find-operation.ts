/** Operations by their names, and by names that are nearly theirs. */
import { SapccError } from '../errors'
import type { OccOperation, OccOperationTable } from './operation'
import { operations } from './operations'
import { printableName } from './parameter-errors'

/** Longer names are nobody's typing error, and comparing them would cost time. */
const longestName = 80

/**
 * The operation of that name.
 *
 * @param table the operations there are; SAP's own unless given.
 */
export function findOperation(operationId: string, table: OccOperationTable = operations): OccOperation | undefined {
  return Object.hasOwn(table, operationId) ? table[operationId] : undefined
}

/**
 * The name that takes the fewest edits (insert, delete, replace) to become that
 * of an operation, when at least half of it is right.
 */
export function nearestOperation(name: string, table: OccOperationTable = operations): string | undefined {
  if (name.length > longestName) return undefined
  let nearest: string | undefined
  let fewest = Math.floor(name.length / 2) + 1
  for (const candidate of Object.keys(table)) {
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase(), fewest)
    if (edits < fewest) [nearest, fewest] = [candidate, edits]
  }
  return nearest
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

/** Levenshtein distance, or `enough` as soon as it cannot be less. */
function editDistance(a: string, b: string, enough: number): number {
  if (Math.abs(a.length - b.length) >= enough) return enough
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      current.push(Math.min(
        above[column]! + 1,
        current[column - 1]! + 1,
        above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1),
      ))
    }
    if (Math.min(...current) >= enough) return enough
    above = current
  }
  return above[b.length]!
}
