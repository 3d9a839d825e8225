import { hasContextDefault, pathParameterNames } from '../../runtime/server/occ/path-parameters.ts'
import { bodyParameterName, chooseMediaType, resultKind } from './operation-row.ts'
import type { OperationRow } from './operation-row.ts'

/** What the generator of the interface needs beside the rows. */
export interface MethodsTextOptions {
  /** Comment at the top of the file, without comment marks. */
  header: string
  /** Name of the interface. */
  interfaceName: string
  /** Import statements of the file, for the schemas and the `Occ…` types. */
  imports: readonly string[]
  /** Returns a sentence that describes an operation. */
  describe: (row: OperationRow) => string | undefined
  /** Returns the operation to call instead of a deprecated one. */
  replacement?: (row: OperationRow) => string | undefined
  /** Returns the names of the files that an operation uploads; each becomes a parameter of its own. */
  uploads?: (row: OperationRow) => readonly string[] | undefined
  /** Returns a sentence that describes a parameter. */
  describeParameter?: (row: OperationRow, name: string) => string | undefined
  /** Returns the TypeScript type of an operation's JSON result, when it is not the schema's name. */
  resultType?: (row: OperationRow) => string | undefined
}

const numbers = new Set(['currentPage', 'pageSize', 'page', 'max', 'maxCount', 'radius', 'accuracy', 'latitude', 'longitude'])
const numbersOrText = new Set(['entryNumber', 'entryGroupNumber', 'consentTemplateVersion'])
const booleans = new Set(['savedCartsOnly', 'saved', 'termsChecked', 'needsTotal', 'extendedMerchantCallback', 'forceReset', 'provideAllAttributes', 'discardCartEntries'])
const lists = new Set(['componentIds', 'productCodes', 'statuses'])

/** Generates the source text of a module that exports an interface with one method per operation. */
export function methodsText(rows: readonly OperationRow[], options: MethodsTextOptions): string {
  return [
    ...options.header.split('\n').map(line => `// ${line}`),
    ...options.imports,
    '',
    '/** Every operation of OCC as a method. Merge into this interface to add those of your own backend. */',
    `export interface ${options.interfaceName} {`,
    rows.map(row => methodText(row, options)).join('\n\n'),
    '}',
    '',
  ].join('\n')
}

/** Names of the schemas the rows refer to, sorted. */
export function schemaNames(rows: readonly OperationRow[], resultType: MethodsTextOptions['resultType'] = () => undefined): string[] {
  const names = new Set<string>()
  for (const row of rows) {
    if (row.body !== undefined && chooseMediaType(row.body.media) === 'application/json') names.add(row.body.schema)
    if (row.result !== undefined && resultKind(row) === 'json') names.add((resultType(row) ?? row.result).replace(/\[\]$/, ''))
  }
  return [...names].sort((a, b) => a < b ? -1 : 1)
}

function methodText(row: OperationRow, options: MethodsTextOptions): string {
  const members = parameters(row, options.uploads?.(row))
  // Either all names are quoted or none.
  const mark = members.every(({ name }) => /^[a-z_$][\w$]*$/i.test(name)) ? '' : '\''
  const own = members.flatMap(({ name, type, required }) => {
    const description = options.describeParameter?.(row, name)
    return [...(description === undefined ? [] : [`    /** ${description} */`]), `    ${mark}${name}${mark}${required ? '' : '?'}: ${type}`]
  }).join('\n')
  const params = `params${members.some(({ required }) => required) ? '' : '?'}: OccCallParams${own === '' ? '' : ` & {\n${own}\n  }`}`
  const description = options.describe(row)
  const instead = options.replacement?.(row)
  return [
    '  /**',
    ...(description === undefined ? [] : [`   * ${description}`, '   *']),
    `   * HTTP: \`${row.method} ${row.path}\``,
    ...(row.deprecated ? [`   * @deprecated by SAP${instead === undefined ? '.' : `; use \`${instead}\`.`}`] : []),
    '   */',
    `  ${row.operationId}(${params}, config?: SapccCallConfig): Promise<${resultText(row, options)}>`,
  ].join('\n')
}

interface Member {
  name: string
  type: string
  required: boolean
}

function parameters(row: OperationRow, uploads: readonly string[] = []): Member[] {
  return [
    // `baseSiteId` is in `OccCallParams` already. `cartId` may be left out, because the session may know a cart.
    ...pathParameterNames(row.path).filter(name => name !== 'baseSiteId').map(name => ({ name, type: parameterType(row, name), required: name !== 'cartId' && !hasContextDefault(row.path, name) })),
    ...(row.body === undefined ? [] : [{ name: bodyParameterName(row.body), type: bodyType(row.body), required: row.body.required }]),
    ...uploads.map(name => ({ name, type: 'Blob', required: false })),
    ...row.query.map(({ name, required }) => ({ name, type: parameterType(row, name), required: required && name !== 'cartId' })),
    // The header `host` comes from the configuration only.
    ...row.headers.filter(({ name }) => name.toLowerCase() !== 'host').map(({ name, required }) => ({ name, type: 'string', required })),
  ]
}

function bodyType(body: NonNullable<OperationRow['body']>): string {
  switch (chooseMediaType(body.media)) {
    case 'application/json': return body.schema
    case 'application/xml': return 'string'
    case 'multipart/form-data': return 'OccFormData'
  }
}

function parameterType(row: OperationRow, name: string): string {
  if (name === 'fields') return 'OccFields'
  if (name === 'userId' && hasContextDefault(row.path, name)) return 'OccUserId'
  if (numbers.has(name)) return 'number'
  if (numbersOrText.has(name)) return 'number | string'
  if (booleans.has(name)) return 'boolean'
  if (lists.has(name)) return 'string | readonly string[]'
  return 'string'
}

function resultText(row: OperationRow, options: MethodsTextOptions): string {
  switch (resultKind(row)) {
    case 'head': return 'OccCount'
    case 'none': return 'void'
    case 'binary': return 'Blob'
    case 'json': return options.resultType?.(row) ?? row.result ?? 'unknown'
  }
}
