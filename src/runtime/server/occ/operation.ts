/** What the server knows about an operation of OCC. */
import { LIST_MARKS } from './list-marks'
import type { ListSeparator } from './list-marks'
import { hasContextDefault, hasAmbiguousTemplate, pathParameterNames, pathParameterSubjects, pathPieces } from './path-parameters'
import type { PathParameterSubject } from './path-parameters'
import { isPublicMetadataPath } from './public-metadata'

/** A query or header parameter. */
export interface OccParameter {
  readonly name: string
  readonly required: boolean
  /** Whether each value of a list becomes a parameter of its own, instead of one value with commas. */
  readonly explode?: boolean
  /** What stands between the values of a list, where a document says so. A list with a value that contains it is refused. */
  readonly separator?: ListSeparator
}

/** A parameter within the path. */
export interface OccPathParameter {
  readonly name: string
  /** Whether the request's context knows it: the base site, or the user who acts. */
  readonly hasDefault: boolean
  /** Whether its value is a base site or a user, which not every call may name. */
  readonly subject?: PathParameterSubject
  /** Whether its value may be a list, which is joined with commas. Base sites and users are none. */
  readonly isList?: boolean
}

/** The parameter whose value becomes the request's body. */
export interface OccBodyParameter {
  /** The schema's name in lower camel case, e.g. `orderEntry`; `formData` for uploads. */
  readonly name: string
  readonly required: boolean
  readonly mediaType: OccMediaType | PlainForm
}

/** Media types of request bodies. */
export type OccMediaType = 'application/json' | 'application/xml' | 'multipart/form-data'

/** The media type of bodies in SAP's assisted service; OCC has no such bodies. */
export type PlainForm = 'application/x-www-form-urlencoded'

/**
 * How an answer is to be read: `json`, `none` (no body, or none of interest),
 * `binary` (downloads, and XML as it comes) or `head` (a count in `x-total-count`).
 */
export type OccResultKind = 'json' | 'none' | 'binary' | 'head'

/** HTTP methods of operations. */
export type OccHttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One operation. */
export interface OccOperation {
  /** Group of operations, e.g. `Carts`. */
  readonly tag: string
  readonly method: OccHttpMethod
  /** Below `/occ/v2`, with its parameters in braces. */
  readonly path: string
  readonly pathParams: readonly OccPathParameter[]
  /** What stands before, between and after the path's parameters: one piece more than there are parameters. */
  readonly pathPieces: readonly string[]
  /** Whether the template leaves open which segment is a user or a site, so that the path of each call has to be checked; see `path-parameters.ts`. */
  readonly hasAmbiguousTemplate?: boolean
  readonly queryParams: readonly OccParameter[]
  readonly headerParams: readonly OccParameter[]
  readonly body?: OccBodyParameter
  readonly result: OccResultKind
  readonly deprecated: boolean
  /** Whether it changes nothing (GET and HEAD). */
  readonly read: boolean
  /** Whether its answer is the same for all visitors, customers included: see `public-metadata.ts`. */
  readonly isMetadata: boolean
  /** Path of an API beside OCC on SAP's host, e.g. `/assistedservicewebservices`; absent: OCC's own, `api.uri`. */
  readonly root?: string
}

/** Operations by name, without a prototype: `constructor` and the like are no operations. */
export type OccOperationTable = Readonly<Record<string, OccOperation>>

/** An operation as a generated table writes it: parameters separated by spaces, `!` after what is required, before it one of {@link LIST_MARKS} after lists. */
export interface OccOperationRow {
  readonly method: OccHttpMethod
  readonly path: string
  /** Names of the path's parameters that take lists. */
  readonly lists?: string
  readonly query?: string
  readonly headers?: string
  readonly body?: string
  readonly mediaType?: OccMediaType | PlainForm
  readonly result?: OccResultKind
  readonly deprecated?: boolean
  readonly root?: string
}

/**
 * Builds a table of operations from its written form. Each row is read when its operation is first asked for: to read all
 * of them was a large part of the time that the module added to the start of a server.
 *
 * @param groups rows by tag and name.
 */
export function defineOperations(groups: Readonly<Record<string, Readonly<Record<string, OccOperationRow>>>>): OccOperationTable {
  const table: Record<string, OccOperation> = Object.create(null)
  for (const [tag, rows] of Object.entries(groups)) {
    for (const [operationId, row] of Object.entries(rows)) {
      let operation: OccOperation | undefined
      Object.defineProperty(table, operationId, { enumerable: true, get: () => operation ??= Object.freeze(toOperation(tag, row)) })
    }
  }
  return Object.freeze(table)
}

function toOperation(tag: string, row: OccOperationRow): OccOperation {
  const [body] = parameters(row.body)
  const isOcc = row.root === undefined
  const subjects = pathParameterSubjects(row.path, isOcc)
  const lists = row.lists?.split(' ') ?? []
  return {
    tag,
    method: row.method,
    path: row.path,
    pathParams: pathParameterNames(row.path).map((name, index) => pathParameter(row.path, name, subjects[index], lists.includes(name))),
    pathPieces: pathPieces(row.path),
    ...(hasAmbiguousTemplate(row.path, isOcc) ? { hasAmbiguousTemplate: true } : {}),
    queryParams: parameters(row.query),
    headerParams: parameters(row.headers),
    ...(body === undefined ? {} : { body: { ...body, mediaType: row.mediaType ?? 'application/json' } }),
    result: row.result ?? 'json',
    deprecated: row.deprecated ?? false,
    read: row.method === 'GET' || row.method === 'HEAD',
    isMetadata: isOcc && isPublicMetadataPath(row.method, row.path),
    ...(isOcc ? {} : { root: row.root }),
  }
}

function pathParameter(path: string, name: string, subject: PathParameterSubject | undefined, isList: boolean): OccPathParameter {
  const hasDefault = hasContextDefault(path, name)
  return subject !== undefined ? { name, hasDefault, subject } : isList ? { name, hasDefault, isList } : { name, hasDefault }
}

function parameters(names = ''): OccParameter[] {
  return names.split(' ').filter(name => name !== '').map((text) => {
    const required = text.endsWith('!')
    const listed = required ? text.slice(0, -1) : text
    const mark = Object.hasOwn(LIST_MARKS, listed.slice(-1)) ? LIST_MARKS[listed.slice(-1) as keyof typeof LIST_MARKS] : undefined
    if (mark === undefined) return { name: listed, required }
    return { name: listed.slice(0, -1), required, ...(mark === 'explode' ? { explode: true } : { separator: mark }) }
  })
}
