/** What the module knows of the answers of SAP's operations. It imports the module's source, which Node alone cannot resolve: see `documents.ts`. */
import { tableRows } from '../../src/build/operations/table-rows'
import { operationKinds } from '../../src/build/operations/kinds'
import { operations } from '../../src/runtime/server/occ/operations'
import { DEFAULT_LIFETIMES } from '../../src/runtime/server/public-cache/lifetimes'
import type { OperationFacts } from './operations-reference'

/** Of all operations of OCC. */
export function operationFacts(): OperationFacts {
  const { everyone, customer } = operationKinds(operations, tableRows(operations))
  return { everyone: new Set(everyone), customer: new Set(customer), kept: new Set(Object.keys(DEFAULT_LIFETIMES)) }
}
