import { readGivenParameters } from '../../runtime/server/occ/given-parameters'
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
  for (const node of declared(root, pathItem, operation)) {
    if (typeof node.name !== 'string' || typeof node.in !== 'string') {
      result.fault ??= 'has a parameter without a name or a place'
      continue
    }
    const { name } = node
    const required = node.required === true
    if (node.in === 'path' || (node.in === 'header' && SERVER_HEADERS.has(name.toLowerCase()))) continue
    // The value of `host` comes from the configuration. SAP's own operations have it in the table, too.
    const obstacle = node.in === 'header' && name.toLowerCase() === 'host' ? undefined : obstacleOf(root, node)
    if (obstacle === undefined) {
      result.parameters.push({ name, in: node.in as 'query' | 'header', required: required && !SITE_PARAMETERS.has(name), described: true, ...explodeOf(root, node), ...descriptionOf(node), ...typeOf(root, node) })
    }
    else if (required) {
      result.fault ??= `needs the parameter "${name}", which ${obstacle}`
    }
    else {
      result.ignored.push(`"${name}", which ${obstacle}`)
    }
  }
  const ofPath = pathParameterNames(path).map((name): DocumentParameter => {
    const node = declared(root, pathItem, operation).find(candidate => candidate.in === 'path' && candidate.name === name)
    return { name, in: 'path', required: true, described: node !== undefined, ...(node ? { ...descriptionOf(node), ...typeOf(root, node) } : {}) }
  })
  result.parameters.unshift(...ofPath)
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
  if (node.in !== 'query' && node.in !== 'header') return `is sent in a ${String(node.in)}: the browser's are not passed on to SAP`
  if (/[\s!]|^$/.test(name)) return 'has a name that calls cannot use'
  if (node.in === 'header' && !/^[\w#$%&'*+.^`|~-]+$/.test(name)) return 'has a name that a header cannot have'
  if (isRefused(name)) return 'is one that calls may not set'
  const schema = resolveNode(root, node.schema)
  if (node.content !== undefined || node.style === 'deepObject' || schema?.type === 'object' || schema?.properties !== undefined) return 'is an object: only plain values and lists of them can be sent outside of a body'
  return undefined
}

/** Whether the server would refuse a call that sets the parameter. */
function isRefused(name: string): boolean {
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

/**
 * Whether each value of a list in the query is sent as a parameter of its own, which it is unless the document says otherwise.
 *
 * @see OpenAPI 3.1, Parameter Object: `explode` is true by default for the style `form`.
 */
function explodeOf(root: DocumentNode, node: DocumentNode): { explode?: true } {
  if (node.in !== 'query' || (node.style ?? 'form') !== 'form') return {}
  const schema = resolveNode(root, node.schema) ?? node
  const isList = schema.type === 'array' || (Array.isArray(schema.type) && schema.type.includes('array'))
  if (!isList) return {}
  // Swagger 2, which has no `schema` here, joins the values with commas unless `collectionFormat` is `multi`.
  const isExploded = node.schema === undefined ? node.collectionFormat === 'multi' : node.explode !== false
  return isExploded ? { explode: true } : {}
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
