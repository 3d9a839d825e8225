import { hasContextDefault } from '../../runtime/server/occ/path-parameters'
import { bodyParameterName } from '../occ/operation-row'
import type { DocumentOperation } from './document-operations'
import type { DocumentParameter } from './parameters'

/** Modules that the generated types import from or merge into. */
export interface MethodsTextPaths {
  /** `runtime/sdk/occ/document-operations`, whose `OccDocumentOperations` gets the methods. */
  documentOperations: string
  /** `runtime/sdk/occ/call-params` */
  callParams: string
  /** `runtime/sdk/call-config` */
  callConfig: string
  /** Module with the types that `openapi-typescript` generated from the document. */
  document: string
}

/**
 * Generates the source text of declarations that add a document's operations to
 * the methods of `sdk.sapcc`, typed by what `openapi-typescript` generated.
 */
export function documentMethodsText(operations: readonly DocumentOperation[], paths: MethodsTextPaths): string {
  const names = componentNames(operations)
  return [
    `import type { SapccCallConfig } from ${JSON.stringify(paths.callConfig)}`,
    `import type { OccCallParams, OccCount, OccFields, OccFormData, OccUserId } from ${JSON.stringify(paths.callParams)}`,
    `import type { components as OccComponents, paths as OccPaths } from ${JSON.stringify(paths.document)}`,
    '',
    // Schemas get names of their own, which editors show instead of `OccComponents['schemas'][…]`.
    ...names.flatMap(name => declarationOf(name, operations.some(({ objects }) => objects.includes(name)))),
    ...(names.length > 0 ? [''] : []),
    `declare module ${JSON.stringify(paths.documentOperations)} {`,
    '  interface OccDocumentOperations {',
    operations.map(methodText).join('\n\n'),
    '  }',
    '}',
    '',
    'export {}',
    '',
  ].join('\n')
}

/** Names of types that the generated file or TypeScript already uses. */
const RESERVED_NAMES = new Set(['SapccCallConfig', 'OccCallParams', 'OccCount', 'OccFields', 'OccFormData', 'OccUserId', 'OccPaths', 'OccComponents', 'OccDocumentOperations', 'Promise', 'NonNullable', 'Blob', 'FormData', 'Record'])

function componentNames(operations: readonly DocumentOperation[]): string[] {
  const names = operations.filter(({ isUntyped }) => !isUntyped).flatMap(({ body, result }) => [body?.component, ...result.places.map(([, , name]) => name)])
  return [...new Set(names)].filter(name => name !== undefined).filter(isTypeName).sort()
}

/** Editors show an interface by its name, but a type alias by its members. Only plain objects can be interfaces. */
function declarationOf(name: string, isObject: boolean): string[] {
  const schema = `OccComponents['schemas'][${JSON.stringify(name)}]`
  return isObject ? [`type ${name}_ = ${schema}`, `interface ${name} extends ${name}_ {}`] : [`type ${name} = ${schema}`]
}

function isTypeName(name: string | undefined): name is string {
  return name !== undefined && /^[A-Z]\w*$/.test(name) && !RESERVED_NAMES.has(name)
}

function methodText(operation: DocumentOperation): string {
  const { row } = operation
  const members = [
    ...operation.parameters.filter(parameter => !isServerParameter(parameter)).map(parameter => parameterMember(operation, parameter)),
    ...bodyMember(operation),
  ]
  const own = members.length === 0 ? '' : ` & {\n${members.map(({ text }) => text).join('\n')}\n    }`
  const optional = members.some(({ required }) => required) ? '' : '?'
  return [
    '    /**',
    ...textsOf(operation).flatMap(text => [`     * ${commentText(text)}`, '     *']),
    `     * HTTP: \`${row.method} ${commentText(row.path)}\``,
    ...(row.deprecated ? ['     * @deprecated'] : []),
    '     */',
    `    ${row.operationId}(params${optional}: OccCallParams${own}, config?: SapccCallConfig): Promise<${resultText(operation)}>`,
  ].join('\n')
}

function textsOf({ summary, description }: DocumentOperation): string[] {
  return [summary, description].filter(text => text !== undefined)
}

/** Whether a parameter is left out of the method's type: a member of `OccCallParams`, or the header `host`, which comes from the configuration only. */
function isServerParameter({ name, in: place }: DocumentParameter): boolean {
  return ['baseSiteId', 'lang', 'curr'].includes(name) || (place === 'header' && name.toLowerCase() === 'host')
}

/** Descriptions of parameters that SAP's operations have, too, for documents that do not describe them. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  cartId: 'Code of a customer\'s cart, or guid of an anonymous one. Left out or `current`: the cart in use.',
  currentPage: 'Page of the result, from 0 on.',
  fields: 'How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call.',
  pageSize: 'How many results a page has.',
  productCode: 'Code of a product.',
  userId: 'Who acts; left out, `current` when a customer is signed in, else `anonymous`.',
}

interface Member {
  text: string
  required: boolean
}

function member(name: string, type: string, required: boolean, description?: string): Member {
  const comment = description === undefined || description.trim() === '' ? '' : `      /** ${commentText(description)} */\n`
  return { text: `${comment}      ${propertyName(name)}${required ? '' : '?'}: ${type}`, required }
}

function parameterMember(operation: DocumentOperation, parameter: DocumentParameter): Member {
  const { name, in: place, description } = parameter
  const { path } = operation.row
  const hasDefault = place === 'path' && hasContextDefault(path, name)
  // `cartId` may be left out, because the session may know a cart.
  const required = parameter.required && !hasDefault && name !== 'cartId'
  return member(name, parameterType(operation, parameter, hasDefault), required, description ?? (Object.hasOwn(DESCRIPTIONS, name) ? DESCRIPTIONS[name] : undefined))
}

function parameterType(operation: DocumentOperation, { name, in: place, described, type }: DocumentParameter, hasDefault: boolean): string {
  if (name === 'userId' && hasDefault) return 'OccUserId'
  // Every backend takes levels and lists of names, whichever type the document declares.
  if (name === 'fields' && place === 'query') return 'OccFields'
  if (type !== undefined) return type
  if (!described) return 'string'
  return operation.isUntyped ? 'unknown' : `NonNullable<${operationType(operation)}['parameters'][${JSON.stringify(place)}]>[${JSON.stringify(name)}]`
}

function bodyMember(operation: DocumentOperation): Member[] {
  const { row, body } = operation
  return row.body === undefined || body === undefined ? [] : [member(bodyParameterName(row.body), bodyType(operation, body), body.required)]
}

function bodyType(operation: DocumentOperation, { media, contentKey, component }: NonNullable<DocumentOperation['body']>): string {
  switch (media) {
    case 'application/json': return operation.isUntyped ? 'unknown' : isTypeName(component) ? component : `NonNullable<${operationType(operation)}['requestBody']>['content'][${JSON.stringify(contentKey)}]`
    case 'application/xml': return 'string'
    case 'multipart/form-data': return 'OccFormData'
  }
}

function resultText(operation: DocumentOperation): string {
  const { kind, places, mayBeEmpty } = operation.result
  switch (kind) {
    case 'head': return 'OccCount'
    case 'none': return 'void'
    case 'binary': return 'Blob'
    case 'json': return operation.isUntyped
      ? 'unknown'
      : [
          ...places.map(([status, key, name]) => isTypeName(name) ? name : `${operationType(operation)}['responses'][${/^\d+$/.test(status) ? status : JSON.stringify(status)}]['content'][${JSON.stringify(key)}]`),
          ...(mayBeEmpty ? ['undefined'] : []),
        ].join(' | ')
  }
}

function operationType({ documentPath, documentMethod }: DocumentOperation): string {
  return `OccPaths[${JSON.stringify(documentPath)}][${JSON.stringify(documentMethod)}]`
}

function propertyName(name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name)
}

/** Puts a text on one line, and escapes what would end the comment. */
function commentText(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replaceAll('*/', '*\\/')
}
