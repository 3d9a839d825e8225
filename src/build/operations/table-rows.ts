import type { OccOperationTable } from '../../runtime/server/occ/operation'
import type { OperationRow } from '../occ/operation-row'

/** The rows a table was made from, so that it can be written again with others among them. */
export function tableRows(table: OccOperationTable): OperationRow[] {
  return Object.entries(table).map(([operationId, operation]) => ({
    tag: operation.tag,
    operationId,
    method: operation.method,
    path: operation.path,
    query: [...operation.queryParams],
    headers: [...operation.headerParams],
    // A parameter's name serves as its schema's: in lower camel case already, it stays as it is.
    ...(operation.body ? { body: { schema: operation.body.name, required: operation.body.required, media: [operation.body.mediaType] } } : {}),
    ...(operation.result === 'json' ? { result: 'object' } : operation.result === 'binary' ? { result: 'string' } : {}),
    deprecated: operation.deprecated,
    ...(operation.root === undefined ? {} : { root: operation.root }),
  }))
}

/** All rows, those of `own` in place of SAP's of the same name. */
export function mergeRows(sap: readonly OperationRow[], own: readonly OperationRow[]): OperationRow[] {
  const replaced = new Set(own.map(({ operationId }) => operationId))
  return [...sap.filter(({ operationId }) => !replaced.has(operationId)), ...own]
}
