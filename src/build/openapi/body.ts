import { isRecord } from '../../runtime/sdk/errors'
import type { OccMediaType } from '../../runtime/server/occ/operation'
import { bodyParameterName } from '../occ/operation-row'
import { referencedName, resolveNode, schemaName } from './document-node'
import type { DocumentNode } from './document-node'
import { isRefused } from './parameters'

/** The request body of an operation. */
export interface DocumentBody {
  /** The schema's name, from which the name of the parameter is made. */
  schema: string
  required: boolean
  media: OccMediaType
  /** Key of `content` in the document. */
  contentKey: string
  /** Name of the schema, when it is a component. */
  component?: string
}

/** Media types for which a server sends JSON when `Accept` asks for JSON. */
const jsonLike = new Set(['application/json', '*/*', 'application/*'])

const preference: readonly [OccMediaType, (media: string) => boolean][] = [
  ['application/json', media => media === 'application/json'],
  ['application/json', media => jsonLike.has(media)],
  ['multipart/form-data', media => media === 'multipart/form-data'],
  ['application/xml', media => media === 'application/xml' || media === 'text/xml'],
]

/** A media type without parameters, in lower case. */
export function mediaTypeOf(contentKey: string): string {
  return contentKey.split(';')[0]!.trim().toLowerCase()
}

/** Whether an answer of that media type is read as JSON. */
export function isJson(media: string): boolean {
  return jsonLike.has(media) || media.endsWith('+json')
}

/**
 * Reads the request body of an operation.
 *
 * @param taken names of the operation's other parameters.
 * @returns `undefined` when there is no body; the reason, as text, when there is one that calls cannot send.
 */
export function readBody(root: DocumentNode, operation: DocumentNode, method: string, taken: readonly string[]): DocumentBody | string | undefined {
  const requestBody = resolveNode(root, operation.requestBody)
  const content = isRecord(requestBody?.content) ? requestBody.content : {}
  const keys = Object.keys(content)
  if (!requestBody || keys.length === 0) return undefined
  if (method === 'GET' || method === 'HEAD') return `has a body, which ${method} requests do not have`
  for (const [media, matches] of preference) {
    const contentKey = keys.find(key => matches(mediaTypeOf(key)))
    if (contentKey === undefined) continue
    const { schema } = isRecord(content[contentKey]) ? content[contentKey] : {}
    const type = resolveNode(root, schema)?.type
    if (media === 'application/json' && typeof type === 'string' && type !== 'object' && type !== 'array') return `takes a plain ${type} as its body; it has to be an object or a list`
    return withFreeName({ schema: referencedName(schema) ?? referencedName(operation.requestBody) ?? 'body', required: requestBody.required === true, media, contentKey, ...optionalName(schema) }, taken)
  }
  return `takes a body of the type ${keys.join(' or ')}; it has to be application/json, application/xml or multipart/form-data`
}

function optionalName(schema: unknown): { component?: string } {
  const component = schemaName(schema)
  return component === undefined ? {} : { component }
}

/** Names the body's parameter after its schema, as in SAP's own operations, or `body` where that name is taken. */
function withFreeName(body: DocumentBody, taken: readonly string[]): DocumentBody | string {
  for (const schema of [body.schema, 'body']) {
    const name = bodyParameterName({ schema, required: true, media: [body.media] })
    if (!taken.includes(name) && !isRefused(name)) return { ...body, schema }
  }
  return 'has a parameter named "body" beside its body'
}
