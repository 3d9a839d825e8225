import type { OccOperationTable } from '../../runtime/server/occ/operation'
import { pathShape } from '../../runtime/server/occ/path-parameters'
import type { OperationRow } from '../occ/operation-row'

/** Converts a table back to the rows it was generated from, so that a new table can be generated from these and others. */
export function tableRows(table: OccOperationTable): OperationRow[] {
  return Object.entries(table).map(([operationId, operation]) => ({
    tag: operation.tag,
    operationId,
    method: operation.method,
    path: operation.path,
    ...(operation.pathParams.some(({ isList }) => isList) ? { lists: operation.pathParams.filter(({ isList }) => isList).map(({ name }) => name) } : {}),
    query: [...operation.queryParams],
    headers: [...operation.headerParams],
    // The parameter's name stands in for the schema's: it is in lower camel case already, so `lowerCamelCase` does not change it.
    ...(operation.body ? { body: { schema: operation.body.name, required: operation.body.required, media: [operation.body.mediaType] } } : {}),
    ...(operation.result === 'json' ? { result: 'object' } : operation.result === 'binary' ? { result: 'string' } : {}),
    deprecated: operation.deprecated,
    ...(operation.root === undefined ? {} : { root: operation.root }),
  }))
}

/** All rows; those in `own` replace SAP's of the same name. */
export function mergeRows(sap: readonly OperationRow[], own: readonly OperationRow[]): OperationRow[] {
  const replaced = new Set(own.map(({ operationId }) => operationId))
  return [...sap.filter(({ operationId }) => !replaced.has(operationId)), ...own]
}

/** SAP's operations whose names `own` has given to operations at other addresses. */
export function replacedRows(sap: readonly OperationRow[], own: readonly OperationRow[]): OperationRow[] {
  const addresses = new Map(own.map(row => [row.operationId, addressOf(row)]))
  return sap.filter(row => addresses.has(row.operationId) && addresses.get(row.operationId) !== addressOf(row))
}

/** Equal for operations that the same requests reach. */
export function addressOf({ method, path, root }: OperationRow): string {
  return `${method} ${root ?? ''} ${pathShape(path).toLowerCase()}`
}
