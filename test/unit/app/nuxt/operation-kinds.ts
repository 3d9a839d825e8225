import { operationKinds } from '../../../../src/build/operations/kinds'
import { tableRows } from '../../../../src/build/operations/table-rows'
import { operations } from '../../../../src/runtime/server/occ/operations'

const kinds = operationKinds(operations, tableRows(operations))

export const everyone = new Set(kinds.everyone)
export const customer = new Set(kinds.customer)
export const oddlyNamed = new Set(kinds.oddlyNamed)
