import { isRecord } from '../../runtime/sdk/errors'
import type { OccOperation, OccResultKind } from '../../runtime/server/occ/operation'
import { isJson, mediaTypeOf } from './body'
import { resolveNode, schemaName } from './document-node'
import type { DocumentNode } from './document-node'

/** What an operation's method returns. */
export interface DocumentResult {
  kind: OccResultKind
  /** Where the document describes it: status and key of `content`. Empty unless `kind` is `json`. */
  places: readonly (readonly [status: string, contentKey: string, schemaName?: string])[]
  /** Whether a success can also come without a body. */
  maybeNone: boolean
}

/**
 * How the answers of an operation are read, by its successful responses.
 *
 * @param builtIn SAP's own operation of that name, whose downloads SAP's documents describe as a mere `string` or `array`.
 */
export function readResult(root: DocumentNode, operation: DocumentNode, method: string, builtIn: OccOperation | undefined): DocumentResult {
  if (method === 'HEAD') return { kind: 'head', places: [], maybeNone: false }
  const contents = successes(operation).flatMap(([status, response]) => contentsOf(root, status, response))
  const filled = contents.filter(content => content.key !== undefined)
  if (filled.length === 0) return { kind: 'none', places: [], maybeNone: false }
  const json = filled.filter(({ key, schema }) => isJson(mediaTypeOf(key!)) && !isBinary(schema) && !(builtIn?.result === 'binary' && (schema?.type === 'string' || schema?.type === 'array')))
  if (json.length === 0) return { kind: 'binary', places: [], maybeNone: false }
  return {
    kind: 'json',
    places: json.map(({ status, key, name }) => name === undefined ? [status, key!] as const : [status, key!, name] as const),
    maybeNone: contents.some(({ key }) => key === undefined),
  }
}

/** Responses by status: the successful ones, or the one that stands for all. */
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
  /** Of the schema, when it is a component. */
  name?: string | undefined
}

/** The JSON of a response when there is any, since that is what the server asks for, else all else. */
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
