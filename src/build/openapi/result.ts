import { isRecord } from '../../runtime/sdk/errors'
import type { OccOperation, OccResultKind } from '../../runtime/server/occ/operation'
import { isJson, mediaTypeOf } from './body'
import { resolveNode, schemaName } from './document-node'
import type { DocumentNode } from './document-node'

/** What an operation's method returns. */
export interface DocumentResult {
  kind: OccResultKind
  /** Where the document describes the result: status, key of `content`, and the schema's name when it is a component. Empty unless `kind` is `json`. */
  places: readonly (readonly [status: string, contentKey: string, schemaName?: string])[]
  /** Whether a successful response can also have no body. */
  mayBeEmpty: boolean
}

/**
 * Decides how responses of an operation are read, from the successful responses in the document.
 *
 * @param builtIn SAP's own operation of that name. SAP's documents describe its downloads as a plain `string` or `array`.
 */
export function readResult(root: DocumentNode, operation: DocumentNode, method: string, builtIn: OccOperation | undefined): DocumentResult {
  if (method === 'HEAD') return { kind: 'head', places: [], mayBeEmpty: false }
  const contents = successes(operation).flatMap(([status, response]) => contentsOf(root, status, response))
  const filled = contents.filter(content => content.key !== undefined)
  if (filled.length === 0) return { kind: 'none', places: [], mayBeEmpty: false }
  const json = filled.filter(({ key, schema }) => isJson(mediaTypeOf(key!)) && !isBinary(schema) && !(builtIn?.result === 'binary' && (schema?.type === 'string' || schema?.type === 'array')))
  if (json.length === 0) return { kind: 'binary', places: [], mayBeEmpty: false }
  return {
    kind: 'json',
    places: json.map(({ status, key, name }) => name === undefined ? [status, key!] as const : [status, key!, name] as const),
    mayBeEmpty: contents.some(({ key }) => key === undefined),
  }
}

/** The successful responses with their statuses; `default` when the document lists none. */
function successes({ responses }: DocumentNode): [status: string, response: unknown][] {
  const all = isRecord(responses) ? Object.entries(responses) : []
  const successful = all.filter(([status]) => /^2(?:\d\d|xx)$/i.test(status))
  return successful.length > 0 ? successful : all.filter(([status]) => status === 'default')
}

interface Content {
  status: string
  /** Absent when the response has no body. */
  key?: string
  schema?: DocumentNode | undefined
  /** Name of the schema, when it is a component. */
  name?: string | undefined
}

/** The JSON content of a response where there is any, because the server asks for JSON; otherwise all other contents. */
function contentsOf(root: DocumentNode, status: string, value: unknown): Content[] {
  const response = resolveNode(root, value)
  const content = isRecord(response?.content) ? response.content : {}
  const keys = Object.keys(content)
  if (keys.length === 0) return [{ status }]
  const json = keys.find(key => mediaTypeOf(key) === 'application/json') ?? keys.find(key => isJson(mediaTypeOf(key)))
  return (json === undefined ? keys : [json]).map((key) => {
    const media = content[key]
    const schema = isRecord(media) ? media.schema : undefined
    return { status, key, schema: resolveNode(root, schema), name: schemaName(schema) }
  })
}

function isBinary(schema: DocumentNode | undefined): boolean {
  return schema?.type === 'string' && (schema.format === 'binary' || schema.format === 'byte')
}
