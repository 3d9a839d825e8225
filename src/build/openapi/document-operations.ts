import { isRecord } from '../../runtime/sdk/errors'
import type { OccHttpMethod, OccOperationTable } from '../../runtime/server/occ/operation'
import { isMethodName } from '../../runtime/sdk/connector'
import { SESSION_METHODS } from '../../runtime/sdk/session-methods'
import { ASSISTED_METHODS } from '../../runtime/server/auth/assisted-methods'
import { APPLICATION_OPERATIONS, nameRefersTo } from '../../runtime/server/occ/application-operations'
import { resultKind } from '../occ/operation-row'
import type { OperationRow } from '../occ/operation-row'
import { readBody } from './body'
import type { DocumentBody } from './body'
import { readParameters } from './parameters'
import type { DocumentParameter } from './parameters'
import { resolveNode } from './document-node'
import type { DocumentNode } from './document-node'
import { isSendablePath, operationPath, serverPrefix, serverRoot, withoutPatterns } from './paths'
import { readResult } from './result'
import type { DocumentResult } from './result'

/** An operation of a document that becomes a method. */
export interface DocumentOperation {
  /** The operation's row in the table. */
  row: OperationRow
  /** Keys of the operation in the document's `paths`. */
  documentPath: string
  documentMethod: string
  /** What the operation does, in the document's words. */
  summary?: string
  /** The document's `description`, where it has a `summary` as well. */
  description?: string
  parameters: DocumentParameter[]
  body?: DocumentBody
  result: DocumentResult
  /** Names of the component schemas it uses that are plain objects, and so can be declared as interfaces. */
  objects: readonly string[]
  /** Whether no types could be generated from the document. */
  isUntyped?: boolean
}

/** The operations of a document, and warnings about the parts that cannot become methods. */
export interface DocumentOperations {
  operations: DocumentOperation[]
  /** Sentences, one per operation that is left out or loses a parameter. */
  warnings: string[]
}

const methods = new Map<string, OccHttpMethod>([['get', 'GET'], ['head', 'HEAD'], ['post', 'POST'], ['put', 'PUT'], ['patch', 'PATCH'], ['delete', 'DELETE']])

const UNSUPPORTED_METHODS = new Set(['options', 'trace'])

/** Tag of operations that have none in the document, so that they can be allowed or denied by a tag. */
const UNTAGGED = 'Untagged'

/**
 * Reads the operations of a document. An operation that cannot become a method is
 * left out with a warning instead of an error: the raw proxy still reaches it, and
 * often the shop cannot change the document.
 *
 * @param builtIn SAP's own operations.
 * @param warnings about parts of the document that were left out before.
 */
export function readOperations(root: DocumentNode, builtIn: OccOperationTable, warnings: readonly string[] = []): DocumentOperations {
  const found: DocumentOperations = { operations: [], warnings: [...warnings] }
  /** Method and path of each operation, by its operationId. */
  const addresses = new Map<string, string>()
  for (const [documentPath, item] of Object.entries(isRecord(root.paths) ? root.paths : {})) {
    const pathItem = resolveNode(root, item) ?? {}
    for (const [documentMethod, operation] of Object.entries(pathItem)) {
      const address = `${documentMethod.toUpperCase()} ${documentPath}`
      if (UNSUPPORTED_METHODS.has(documentMethod)) found.warnings.push(`${address} is left out: operations do not use that HTTP method.`)
      const method = methods.get(documentMethod)
      if (method === undefined || !isRecord(operation)) continue
      const read = readSafely({ root, pathItem, operation, method, documentPath, documentMethod }, builtIn)
      if ('fault' in read) {
        found.warnings.push(`${address} is left out: it ${read.fault}.`)
        continue
      }
      const { operationId } = read.row
      const firstAddress = addresses.get(operationId)
      if (firstAddress !== undefined) {
        found.warnings.push(`${address} is left out: it has the operationId "${operationId}", which ${firstAddress} has already. Each operation needs its own, because it is the method's name.`)
        continue
      }
      addresses.set(operationId, address)
      found.operations.push(read)
      found.warnings.push(...read.ignored.map(parameter => `${operationId} is called without the parameter ${parameter}.`), ...withoutShopsToken(read.row))
    }
  }
  if (found.operations.length === 0) found.warnings.unshift('It describes no operation that can be called, so it adds no method.')
  return found
}

/** An operation that only shares its name with one that SAP wants the shop's own token for. */
function withoutShopsToken({ operationId, method, path, root }: OperationRow): string[] {
  if (!APPLICATION_OPERATIONS.includes(operationId) || nameRefersTo(operationId, { method, path, ...(root === undefined ? {} : { root }) })) return []
  return [`${operationId} is called without the shop's own token, because it is not SAP's operation of that name: ${method} ${path} is another address.`]
}

/** Reads an operation. An error in one that is not handled here must not lose the others. */
function readSafely(source: OperationSource, builtIn: OccOperationTable): ReturnType<typeof readOperation> {
  try {
    return readOperation(source, builtIn)
  }
  catch (error) {
    return { fault: `cannot be understood (${error instanceof Error ? error.message : String(error)})` }
  }
}

interface OperationSource {
  root: DocumentNode
  pathItem: DocumentNode
  operation: DocumentNode
  method: OccHttpMethod
  documentPath: string
  documentMethod: string
}

function readOperation(source: OperationSource, builtIn: OccOperationTable): (DocumentOperation & { ignored: string[] }) | { fault: string } {
  const { root, pathItem, operation, method, documentPath, documentMethod } = source
  const { operationId } = operation
  const nameFault = invalidNameReason(operationId)
  if (typeof operationId !== 'string' || nameFault !== undefined) return { fault: nameFault ?? invalidNameReason(undefined)! }
  const owners = [operation, pathItem, root]
  const apiRoot = serverRoot(owners)
  const path = operationPath(serverPrefix(owners), withoutPatterns(documentPath))
  if (!isSendablePath(path)) return { fault: 'has a path that cannot be sent as it stands' }
  const { parameters, ignored, fault } = readParameters(root, pathItem, operation, path)
  if (fault !== undefined) return { fault }
  const body = readBody(root, operation, method, parameters.map(({ name }) => name))
  if (typeof body === 'string') return { fault: body }
  const result = readResult(root, operation, method, builtIn[operationId])
  const plain = (place: DocumentParameter['in']) => parameters.filter(parameter => parameter.in === place).map(({ name, required, explode, separator }) => ({ name, required, ...(explode ? { explode } : {}), ...(separator === undefined ? {} : { separator }) }))
  const lists = parameters.filter(parameter => parameter.in === 'path' && parameter.separator !== undefined).map(({ name }) => name)
  const summary = [operation.summary, operation.description].find(text => typeof text === 'string' && text.trim() !== '') as string | undefined
  const row: OperationRow = {
    tag: tagOf(operation),
    operationId,
    method,
    path,
    ...(lists.length > 0 ? { lists } : {}),
    query: plain('query'),
    headers: plain('header'),
    ...(body === undefined ? {} : { body: { schema: body.schema, required: body.required, media: [body.media] } }),
    ...rowResult(result),
    deprecated: operation.deprecated === true,
    ...(apiRoot === undefined ? {} : { root: apiRoot }),
  }
  return {
    row,
    documentPath,
    documentMethod,
    ...(summary === undefined ? {} : { summary }),
    ...(typeof operation.description === 'string' && operation.description.trim() !== '' && operation.description !== summary ? { description: operation.description } : {}),
    parameters,
    ...(body === undefined ? {} : { body }),
    // The table decides how a response is read, and the type has to agree with it.
    result: { ...result, kind: resultKind(row) },
    objects: [...result.places.map(([, , name]) => name), ...(body ? [body.component] : [])].filter(name => name !== undefined && isPlainObject(root, name)) as string[],
    ignored,
  }
}

function isPlainObject(root: DocumentNode, name: string): boolean {
  const schema = resolveNode(root, { $ref: `#/components/schemas/${name}` })
  return schema?.type === 'object' && isRecord(schema.properties) && schema.nullable !== true && !['oneOf', 'anyOf', 'allOf', 'additionalProperties', 'discriminator', 'enum', 'const', 'not'].some(key => key in schema)
}

/** Also where the shop has no assisted service: the name would mean another method as soon as it has. */
const MODULE_METHODS: ReadonlySet<string> = new Set([...SESSION_METHODS, ...ASSISTED_METHODS])

function invalidNameReason(operationId: unknown): string | undefined {
  if (typeof operationId !== 'string' || operationId === '') return 'has no operationId, which would be the method\'s name'
  if (MODULE_METHODS.has(operationId)) return `has the operationId "${operationId}", which is a method of the module itself`
  if (/^[a-z]\w*$/i.test(operationId) && !isMethodName(operationId)) return `has the operationId "${operationId}", which objects have for other purposes, so that it cannot be the name of a method`
  if (!isMethodName(operationId)) return `has the operationId "${operationId}", which cannot be the name of a method (letters, digits and underscores, a letter first)`
  return undefined
}

function tagOf({ tags }: DocumentNode): string {
  const [tag] = Array.isArray(tags) ? tags as unknown[] : []
  const name = typeof tag === 'string' ? tag.replace(/\s+/g, ' ').trim() : ''
  return name === '' || name === '__proto__' ? UNTAGGED : name
}

/** In a row, the name of the result's schema decides how the response is read; see `resultKind`. */
function rowResult({ kind }: DocumentResult): Pick<OperationRow, 'result'> {
  if (kind === 'binary') return { result: 'string' }
  return kind === 'json' ? { result: 'object' } : {}
}
