import { readGivenParameters } from '../../runtime/server/occ/given-parameters'
import type { ListSeparator } from '../../runtime/server/occ/list-marks'
import { pathParameterNames } from '../../runtime/server/occ/path-parameters'
import { defaultLimits } from '../../runtime/server/occ/parameter-values'
import { resolveNode } from './document-node'
import type { DocumentNode } from './document-node'

/** A parameter that calls can set. */
export interface DocumentParameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  /** Whether each value of a list is sent as a parameter of its own. */
  explode?: boolean
  /** What stands between the values of a list, where they are sent as one. */
  separator?: ListSeparator
  /** Whether the document describes the parameter. A path can contain parameters that it does not describe. */
  described: boolean
  /** TypeScript type of a plain value, or of a list of plain values. Editors show it instead of a path into the document's types. */
  type?: string
}

/** The parameters of an operation beside its body, and those that calls cannot set. */
export interface DocumentParameters {
  parameters: DocumentParameter[]
  /** Why the operation cannot be called at all. */
  fault?: string
  /** Optional parameters that calls cannot set, with the reason. */
  ignored: string[]
}

/** Headers that the server or the session sets. OpenAPI 3 ignores `Accept`, `Authorization` and `Content-Type` as parameters, too. */
const SERVER_HEADERS = new Set(['accept', 'authorization', 'connection', 'content-length', 'content-type', 'cookie', 'origin', 'proxy-authorization', 'transfer-encoding', 'upgrade'])

/** Filled in from the request's site context when a call leaves them out. */
const SITE_PARAMETERS = new Set(['lang', 'curr'])

/**
 * Reads the parameters of an operation, including those of its path item.
 *
 * @param path the operation's path as in the table, relative to the root of OCC.
 */
export function readParameters(root: DocumentNode, pathItem: DocumentNode, operation: DocumentNode, path: string): DocumentParameters {
  const result: DocumentParameters = { parameters: [], ignored: [] }
  const ofPath = pathParameterNames(path)
  const unsettable = ofPath.find(isRefused)
  if (unsettable !== undefined) result.fault = `needs the parameter "${unsettable}", which is one that calls may not set`
  for (const node of declared(root, pathItem, operation)) {
    if (typeof node.name !== 'string' || typeof node.in !== 'string') {
      result.fault ??= 'has a parameter without a name or a place'
      continue
    }
    const { name } = node
    const required = node.required === true || node.in === 'path'
    if (node.in === 'path') {
      const obstacle = ofPath.includes(name) ? obstacleOf(root, node) : undefined
      if (obstacle !== undefined) result.fault ??= `needs the parameter "${name}", which ${obstacle}`
      continue
    }
    if ((node.in === 'header' && SERVER_HEADERS.has(name.toLowerCase()))) continue
    // The value of `host` comes from the configuration. SAP's own operations have it in the table, too.
    const obstacle = node.in === 'header' && name.toLowerCase() === 'host' ? undefined : obstacleOf(root, node)
    if (obstacle === undefined) {
      result.parameters.push({ name, in: node.in as 'query' | 'header', required: required && !SITE_PARAMETERS.has(name), described: true, ...listOf(root, node), ...descriptionOf(node), ...typeOf(root, node) })
    }
    else if (required) {
      result.fault ??= `needs the parameter "${name}", which ${obstacle}`
    }
    else {
      result.ignored.push(`"${name}", which ${obstacle}`)
    }
  }
  result.parameters.unshift(...ofPath.map((name): DocumentParameter => {
    const node = declared(root, pathItem, operation).find(candidate => candidate.in === 'path' && candidate.name === name)
    return { name, in: 'path', required: true, described: node !== undefined, ...(node ? { ...listOf(root, node), ...descriptionOf(node), ...typeOf(root, node) } : {}) }
  }))
  result.fault ??= nameTakenTwice(result.parameters)
  return result
}

/** A parameter of the operation overrides one of its path item with the same name and place (OpenAPI 3, Operation Object). */
function declared(root: DocumentNode, pathItem: DocumentNode, operation: DocumentNode): DocumentNode[] {
  const byPlace = new Map<string, DocumentNode>()
  for (const { parameters } of [pathItem, operation]) {
    for (const parameter of Array.isArray(parameters) ? parameters as unknown[] : []) {
      const node = resolveNode(root, parameter)
      if (node) byPlace.set(`${String(node.in)} ${String(node.name)}`, node)
    }
  }
  return [...byPlace.values()]
}

function obstacleOf(root: DocumentNode, node: DocumentNode): string | undefined {
  const name = String(node.name)
  if (node.in !== 'query' && node.in !== 'header' && node.in !== 'path') return `is sent in a ${String(node.in)}: the browser's are not passed on to SAP`
  // The marks of lists would be taken from the end of the name: see `LIST_MARKS`.
  if (node.in !== 'path' && /[\s!]|[*,|~>]$|^$/.test(name)) return 'has a name that calls cannot use'
  if (node.in === 'header' && !/^[\w#$%&'*+.^`|~-]+$/.test(name)) return 'has a name that a header cannot have'
  if (isRefused(name)) return 'is one that calls may not set'
  if (node.content !== undefined || node.style === 'deepObject' || isObject(resolveNode(root, node.schema))) return 'is an object: only plain values and lists of them can be sent outside of a body'
  return obstacleOfList(root, node) ?? obstacleOfStyle(node)
}

function isObject(schema: DocumentNode | undefined): boolean {
  return schema?.type === 'object' || schema?.properties !== undefined
}

function obstacleOfList(root: DocumentNode, node: DocumentNode): string | undefined {
  if (!isList(root, node)) return undefined
  const items = resolveNode(root, (resolveNode(root, node.schema) ?? node).items)
  if (isObject(items)) return 'is a list of objects: only plain values and lists of them can be sent outside of a body'
  if (items?.type === 'array') return 'is a list of lists: only plain values and lists of them can be sent outside of a body'
  const format = node[COLLECTION_FORMAT]
  return node.in !== 'query' && format !== undefined ? `has the collectionFormat "${String(format)}": lists outside of the query are sent with commas only` : undefined
}

/** The styles in which parameters are sent, by their place. */
const STYLES: Readonly<Record<string, readonly string[]>> = { query: ['form', 'pipeDelimited', 'spaceDelimited'], header: ['simple'], path: ['simple'] }

function obstacleOfStyle({ in: place, style }: DocumentNode): string | undefined {
  const styles = STYLES[String(place)] ?? []
  return style === undefined || styles.includes(String(style)) ? undefined : `has the style "${String(style)}": in a ${String(place)} only ${styles.join(', ')} can be sent`
}

/**
 * Whether the server would refuse a call that sets the parameter. A name that every object has, such as `toString`, would
 * clash with its type wherever a call leaves the parameter out.
 */
export function isRefused(name: string): boolean {
  if (name in Object.prototype) return true
  try {
    readGivenParameters(Object.fromEntries([[name, '']]), defaultLimits)
    return false
  }
  catch {
    return true
  }
}

/** A call passes all parameters in one object, so their names have to differ. */
function nameTakenTwice(parameters: readonly DocumentParameter[]): string | undefined {
  const names = parameters.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  return twice === undefined ? undefined : `has two parameters named "${twice}"`
}

/** Where a converted Swagger 2 document keeps a `collectionFormat` that OpenAPI 3 does not have in that place. */
export const COLLECTION_FORMAT = 'x-collection-format'

const SEPARATORS: Readonly<Record<string, ListSeparator>> = { pipeDelimited: '|', spaceDelimited: ' ', pipes: '|', ssv: ' ', tsv: '\t' }

/**
 * How the values of a list are sent.
 *
 * @see OpenAPI 3.1, Parameter Object: `explode` is true by default for the style `form`, and false for all others.
 */
function listOf(root: DocumentNode, node: DocumentNode): Pick<DocumentParameter, 'explode' | 'separator'> {
  if (!isList(root, node)) return {}
  if (node.in !== 'query') return { separator: ',' }
  const style = String(node.style ?? 'form')
  // Swagger 2, which has no `schema` here, joins the values with commas unless `collectionFormat` is `multi`.
  const isExploded = node.schema === undefined ? node.collectionFormat === 'multi' : node.explode ?? (style === 'form')
  if (isExploded === true) return { explode: true }
  // Names of `fields` may have lists within themselves, such as `price(FULL,currencyIso)`.
  return node.name === 'fields' ? {} : { separator: SEPARATORS[String(node[COLLECTION_FORMAT] ?? style)] ?? ',' }
}

function isList(root: DocumentNode, node: DocumentNode): boolean {
  const { type } = resolveNode(root, node.schema) ?? node
  return type === 'array' || (Array.isArray(type) && type.includes('array'))
}

function descriptionOf({ description }: DocumentNode): { description?: string } {
  return typeof description === 'string' ? { description } : {}
}

function typeOf(root: DocumentNode, { schema }: DocumentNode): { type?: string } {
  const type = plainType(resolveNode(root, schema), root)
  return type === undefined ? {} : { type }
}

const PLAIN_TYPES = new Map([['string', 'string'], ['integer', 'number'], ['number', 'number'], ['boolean', 'boolean']])

function plainType(schema: DocumentNode | undefined, root: DocumentNode, isEntry = false): string | undefined {
  if (!schema || schema.nullable === true) return undefined
  if (Array.isArray(schema.enum)) {
    const values = schema.enum as unknown[]
    const union = values.map(value => JSON.stringify(value)).join(' | ')
    return values.length > 0 && values.every(value => ['string', 'number', 'boolean'].includes(typeof value)) ? isEntry && values.length > 1 ? `(${union})` : union : undefined
  }
  if (schema.type === 'array' && !isEntry) {
    const entry = plainType(resolveNode(root, schema.items), root, true)
    return entry === undefined ? undefined : `${entry}[]`
  }
  return typeof schema.type === 'string' ? PLAIN_TYPES.get(schema.type) : undefined
}
