/**
 * Operations in the form that the generators of the table and the types take,
 * whichever document describes them. Pure functions, used by `scripts/codegen` and
 * when a shop is built.
 */
import type { OccHttpMethod, OccMediaType, OccParameter, OccResultKind } from '../../runtime/server/occ/operation.ts'

/** One operation of OCC, as a specification describes it. */
export interface OperationRow {
  /** Group of operations, e.g. `Carts`. */
  tag: string
  operationId: string
  method: OccHttpMethod
  /** Path below `/occ/v2`, e.g. `/{baseSiteId}/users/{userId}/carts/{cartId}`. */
  path: string
  /** Names of the path's parameters that take lists. */
  lists?: readonly string[]
  query: OccParameter[]
  headers: OccParameter[]
  body?: {
    /** Name of the schema, e.g. `OrderEntry`. */
    schema: string
    required: boolean
    media: string[]
  }
  /** Name of the result's schema; absent when the answer has no body. */
  result?: string
  deprecated: boolean
  /** Root path of an API beside OCC on SAP's host, e.g. `/assistedservicewebservices`; absent for OCC itself. */
  root?: string
}

/**
 * Parses the table of operations: tab-separated columns below a heading line; `!`
 * after a name means required, `-` means none.
 *
 * @throws Error for a line that is not such a row.
 */
export function parseOperationTable(tsv: string): OperationRow[] {
  const [, ...lines] = tsv.split(/\r?\n/).filter(line => line.trim() !== '')
  return lines.map((line) => {
    const columns = line.split('\t')
    if (columns.length !== 12) throw new Error(`A line of the table has ${columns.length} columns instead of 12: ${line}`)
    const [tag, operationId, method, path, , query, headers, body, media, , result, deprecated] = columns as [string, string, string, string, string, string, string, string, string, string, string, string]
    if (!/^[a-z]\w*$/i.test(operationId)) throw new Error(`"${operationId}" cannot be the name of a method.`)
    return {
      tag,
      operationId,
      method: httpMethod(method),
      path,
      query: parameterList(query),
      headers: parameterList(headers),
      ...(body === '-' ? {} : { body: { schema: withoutMark(body), required: body.endsWith('!'), media: media.split('|') } }),
      ...(result === '-' ? {} : { result }),
      deprecated: deprecated === 'yes',
    }
  })
}

/**
 * Converts a schema's name to lower camel case, which is the name of the parameter
 * that takes the body. A leading abbreviation becomes lower case as a whole.
 *
 * @example
 * lowerCamelCase('OrderEntry') // 'orderEntry'
 * lowerCamelCase('SAPVoucherRequest') // 'sapVoucherRequest'
 * lowerCamelCase('B2BUnit') // 'b2bUnit'
 * lowerCamelCase('ACME.Thing') // 'acme.Thing'
 */
export function lowerCamelCase(name: string): string {
  const abbreviation = /^[A-Z][A-Z0-9]*(?=[A-Z][a-z]|[^A-Za-z0-9]|$)/.exec(name)?.[0]
  return abbreviation === undefined
    ? name.charAt(0).toLowerCase() + name.slice(1)
    : abbreviation.toLowerCase() + name.slice(abbreviation.length)
}

/** Chooses which of the media types that an operation accepts is sent: JSON wherever possible. */
export function chooseMediaType(media: readonly string[]): OccMediaType {
  if (media.includes('application/json')) return 'application/json'
  if (media.includes('multipart/form-data')) return 'multipart/form-data'
  if (media.includes('application/xml') || media.includes('text/xml')) return 'application/xml'
  return 'application/json'
}

/** Name of the parameter that takes the body: the schema's name in lower camel case, or `formData` for an upload, because the schema names of uploads say nothing. */
export function bodyParameterName(body: NonNullable<OperationRow['body']>): string {
  return chooseMediaType(body.media) === 'multipart/form-data' ? 'formData' : lowerCamelCase(body.schema)
}

/**
 * How the response is read. SAP describes downloads as `string` or, for paths that
 * end with `/download`, as `array` (of bytes); XML is returned without parsing.
 */
export function resultKind(row: OperationRow): OccResultKind {
  if (row.method === 'HEAD') return 'head'
  if (row.result === undefined) return 'none'
  if (row.result === 'string' || (row.result === 'array' && row.path.endsWith('/download'))) return 'binary'
  return row.body !== undefined && chooseMediaType(row.body.media) === 'application/xml' ? 'binary' : 'json'
}

function parameterList(column: string): OccParameter[] {
  return column === '-' ? [] : column.split(',').map(name => ({ name: withoutMark(name), required: name.endsWith('!') }))
}

function withoutMark(name: string): string {
  return name.replace(/!$/, '')
}

function httpMethod(method: string): OccHttpMethod {
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'POST':
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
      return method
    default:
      throw new Error(`Operations cannot use the HTTP method "${method}".`)
  }
}
