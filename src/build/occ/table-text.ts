import { hasContextDefault, pathParameterNames } from '../../runtime/server/occ/path-parameters.ts'
import { LIST_MARKS } from '../../runtime/server/occ/list-marks.ts'
import type { OccParameter } from '../../runtime/server/occ/operation.ts'
import { bodyParameterName, chooseMediaType, resultKind } from './operation-row.ts'
import type { OperationRow } from './operation-row.ts'

/** Options of the generated table. */
export interface TableTextOptions {
  /** Comment at the top of the file, without comment marks. */
  header: string
  /** Module that exports `defineOperations`. */
  defineFrom: string
}

/** Generates the source text of a module that exports the operations as a table. */
export function operationsTableText(rows: readonly OperationRow[], options: TableTextOptions): string {
  const groups = new Map<string, OperationRow[]>()
  for (const row of rows) {
    refuseAmbiguousParameters(row)
    groups.set(row.tag, [...groups.get(row.tag) ?? [], row])
  }
  return [
    ...options.header.split('\n').map(line => `// ${line}`),
    `import { defineOperations } from ${quote(options.defineFrom)}`,
    '',
    '/** Every operation of OCC by its name. On the server only: a browser needs the names at most. */',
    'export const operations = defineOperations({',
    ...[...groups].flatMap(([tag, members]) => [
      `  ${quote(tag)}: {`,
      ...members.map(row => `    ${row.operationId}: ${rowText(row)},`),
      '  },',
    ]),
    '})',
    '',
  ].join('\n')
}

function rowText(row: OperationRow): string {
  const kind = resultKind(row)
  const media = row.body === undefined ? 'application/json' : chooseMediaType(row.body.media)
  const members = [
    `method: ${quote(row.method)}`,
    `path: ${quote(row.path)}`,
    ...(row.lists === undefined || row.lists.length === 0 ? [] : [`lists: ${quote(row.lists.join(' '))}`]),
    ...(row.query.length === 0 ? [] : [`query: ${quote(parametersText(row.query))}`]),
    ...(row.headers.length === 0 ? [] : [`headers: ${quote(parametersText(row.headers))}`]),
    ...(row.body === undefined ? [] : [`body: ${quote(bodyParameterName(row.body) + (row.body.required ? '!' : ''))}`]),
    ...(media === 'application/json' ? [] : [`mediaType: ${quote(media)}`]),
    ...(kind === 'json' ? [] : [`result: ${quote(kind)}`]),
    ...(row.deprecated ? ['deprecated: true'] : []),
    ...(row.root === undefined ? [] : [`root: ${quote(row.root)}`]),
  ]
  return `{ ${members.join(', ')} }`
}

function parametersText(parameters: readonly OccParameter[]): string {
  return parameters.map(({ name, required, explode, separator }) => name + markOf(explode ? 'explode' : separator) + (required ? '!' : '')).join(' ')
}

function markOf(list: string | undefined): string {
  return Object.entries(LIST_MARKS).find(([, meaning]) => meaning === list)?.[0] ?? ''
}

/** A call passes all parameters in one object, so no two parameters of an operation may have the same name. */
function refuseAmbiguousParameters(row: OperationRow): void {
  const names = [
    ...pathParameterNames(row.path).filter(name => !hasContextDefault(row.path, name)),
    ...[...row.query, ...row.headers].map(({ name }) => name),
    ...(row.body === undefined ? [] : [bodyParameterName(row.body)]),
  ]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`${row.operationId} has two parameters named "${twice}".`)
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029')}'`
}
