import { isRecord } from '../../runtime/sdk/errors'
import { resolveNode } from './document-node'
import type { DocumentNode } from './document-node'
import { COLLECTION_FORMAT } from './parameters'

/**
 * Converts a Swagger 2 document to OpenAPI 3; SAP Commerce before 2211 describes its services in Swagger 2. This is
 * own code, because the existing converters need Node 22 or are no longer maintained. Parts that do not concern
 * operations are left out.
 *
 * @see https://swagger.io/specification/v2/
 */
export function fromSwagger2(swagger: DocumentNode): DocumentNode {
  const names = schemaNames(swagger)
  const paths = recordOf(swagger.paths)
  const document = {
    openapi: '3.0.3',
    info: { title: 'Swagger 2', version: '1', ...recordOf(swagger.info) },
    servers: [{ url: typeof swagger.basePath === 'string' && swagger.basePath !== '' ? swagger.basePath : '/' }],
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, convertPathItem(swagger, recordOf(item))])),
    components: {
      schemas: Object.fromEntries(Object.entries(recordOf(swagger.definitions)).map(([name, schema]) => [names.get(name) ?? name, schema])),
      responses: Object.fromEntries(Object.entries(recordOf(swagger.responses)).map(([name, response]) => [name, convertResponse(swagger, response, mediaOf(swagger.produces))])),
    },
  }
  return convertSchemas(document, names) as DocumentNode
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch'])

function convertPathItem(swagger: DocumentNode, item: DocumentNode): DocumentNode {
  const shared = listOf(item.parameters)
  return Object.fromEntries(Object.entries(item).flatMap(([key, operation]) => {
    if (key === 'parameters') return []
    return [[key, METHODS.has(key) && isRecord(operation) ? convertOperation(swagger, operation, shared) : operation]]
  }))
}

function convertOperation(swagger: DocumentNode, operation: DocumentNode, shared: readonly unknown[]): DocumentNode {
  const parameters = parametersOf(swagger, shared, listOf(operation.parameters))
  const consumes = mediaOf(operation.consumes, swagger.consumes)
  const produces = mediaOf(operation.produces, swagger.produces)
  const requestBody = convertBody(parameters, consumes)
  const { consumes: _, produces: __, schemes: ___, ...rest } = operation
  return {
    ...rest,
    parameters: parameters.filter(({ in: place }) => place !== 'body' && place !== 'formData').map(convertParameter),
    ...(requestBody ? { requestBody } : {}),
    responses: Object.fromEntries(Object.entries(recordOf(operation.responses)).map(([status, response]) => [status, convertResponse(swagger, response, produces)])),
  }
}

/** A parameter of the operation overrides one of the path with the same name and place. */
function parametersOf(swagger: DocumentNode, ...lists: (readonly unknown[])[]): DocumentNode[] {
  const byPlace = new Map<string, DocumentNode>()
  for (const parameter of lists.flat()) {
    const node = resolveNode(swagger, parameter)
    if (node) byPlace.set(`${String(node.in)} ${node.in === 'body' ? '' : String(node.name)}`, node)
  }
  return [...byPlace.values()]
}

/** Formats of lists that OpenAPI 3 has not, or not in every place. */
const JOINED = new Set(['pipes', 'ssv', 'tsv'])

/** In Swagger 2 the members of a parameter's schema are members of the parameter itself. */
function convertParameter({ name, in: place, required, description, collectionFormat, ...schema }: DocumentNode): DocumentNode {
  return {
    name,
    in: place,
    ...(place === 'path' || required === true ? { required: true } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    // `multi` repeats the parameter (`explode` in OpenAPI 3); all other formats join the values, `csv` with commas.
    ...(schema.type === 'array' && place === 'query' ? { style: 'form', explode: collectionFormat === 'multi' } : {}),
    ...(schema.type === 'array' && JOINED.has(String(collectionFormat)) ? { [COLLECTION_FORMAT]: collectionFormat } : {}),
    schema,
  }
}

function convertBody(parameters: readonly DocumentNode[], consumes: readonly string[]): DocumentNode | undefined {
  const body = parameters.find(({ in: place }) => place === 'body')
  if (body) {
    return {
      ...(typeof body.description === 'string' ? { description: body.description } : {}),
      required: body.required === true,
      content: Object.fromEntries(consumes.map(media => [media, { schema: body.schema ?? {} }])),
    }
  }
  const fields = parameters.filter(({ in: place }) => place === 'formData')
  if (fields.length === 0) return undefined
  const isUpload = fields.some(({ type }) => type === 'file') || consumes.includes('multipart/form-data')
  const required = fields.filter(field => field.required === true).map(({ name }) => String(name))
  const schema = {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, in: _, required: __, collectionFormat: ___, ...field }) => [String(name), field])),
    ...(required.length > 0 ? { required } : {}),
  }
  return { required: required.length > 0, content: { [isUpload ? 'multipart/form-data' : 'application/x-www-form-urlencoded']: { schema } } }
}

function convertResponse(swagger: DocumentNode, response: unknown, produces: readonly string[]): unknown {
  const node = isRecord(response) && typeof response.$ref !== 'string' ? response : undefined
  if (!node) return response
  const { schema, examples: _, headers: __, ...rest } = node
  return {
    description: '',
    ...rest,
    ...(schema === undefined ? {} : { content: Object.fromEntries(produces.map(media => [media, { schema }])) }),
  }
}

/** Rewrites what differs within schemas: references, files, nullable values and discriminators. */
function convertSchemas(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map(entry => convertSchemas(entry, names))
  if (!isRecord(value)) return value
  const node: Record<string, unknown> = Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, convertSchemas(entry, names)]))
  if (typeof node.$ref === 'string') node.$ref = convertReference(node.$ref, names)
  if (node.type === 'file') Object.assign(node, { type: 'string', format: 'binary' })
  if (node['x-nullable'] === true) node.nullable = true
  if (typeof node.discriminator === 'string') node.discriminator = { propertyName: node.discriminator }
  return node
}

function convertReference(reference: string, names: ReadonlyMap<string, string>): string {
  const name = /^#\/definitions\/([^/]+)/.exec(reference)?.[1]
  if (name !== undefined) {
    const plain = decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')
    return `#/components/schemas/${names.get(plain) ?? plain}${reference.slice('#/definitions/'.length + name.length)}`
  }
  return reference.replace(/^#\/responses\//, '#/components/responses/')
}

/** New names of schemas, because OpenAPI 3 allows fewer characters: `List«Product»` becomes `List_Product_`. */
function schemaNames(swagger: DocumentNode): Map<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of Object.keys(recordOf(swagger.definitions))) {
    let plain = name.replace(/[^\w.-]/g, '_')
    while (taken.has(plain)) plain += '_'
    taken.add(plain)
    names.set(name, plain)
  }
  return names
}

function mediaOf(...lists: unknown[]): string[] {
  const media = lists.find((list): list is unknown[] => Array.isArray(list) && list.length > 0) ?? []
  const texts = media.filter((entry): entry is string => typeof entry === 'string')
  return texts.length > 0 ? texts : ['application/json']
}

function recordOf(value: unknown): DocumentNode {
  return isRecord(value) ? value : {}
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value as unknown[] : []
}
