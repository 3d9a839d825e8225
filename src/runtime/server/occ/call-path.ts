/** The path of a call as it goes to SAP, and how it is read. */
import { isRecord } from '../../sdk/errors'
import { DECIDING_SEGMENTS, attemptOf, isPasswordPath } from './attempt-addresses'
import type { OccOperation, OccPathParameter } from './operation'
import { invalidParameters } from './parameter-errors'
import { defaultLimits, isGiven, pathListText, pathText } from './parameter-values'
import { readOccPath, readSegments } from './read-path'
import type { OccPath } from './read-path'

type OperationPath = Pick<OccOperation, 'path' | 'pathParams' | 'pathPieces' | 'hasAmbiguousTemplate'>

/** A path of an operation. @param textOf gives the text of each parameter, encoded. */
export function pathWith({ pathParams, pathPieces }: Pick<OccOperation, 'pathParams' | 'pathPieces'>, textOf: (parameter: OccPathParameter) => string): string {
  let path = pathPieces[0]!
  for (let index = 0; index < pathParams.length; index++) path += textOf(pathParams[index]!) + pathPieces[index + 1]!
  return path
}

/** Values that decide something, or could be read as several segments. */
const DECIDING_VALUE = new RegExp(`[^\\w-]|^(?:${DECIDING_SEGMENTS.join('|')})$`, 'i')

/** Whether a value in a path decides nothing about the path: it is neither `users`, `password` or the like, nor can it be decoded. */
export function decidesNothing(value: unknown): boolean {
  return typeof value === 'string' ? !DECIDING_VALUE.test(value) : typeof value === 'number' || !isGiven(value)
}

/** Whether the path of a call is read as the operation's template is, so that it need not be read again. */
export function isReadAsTemplate({ pathParams, hasAmbiguousTemplate }: Pick<OccOperation, 'pathParams' | 'hasAmbiguousTemplate'>, params: unknown): boolean {
  if (hasAmbiguousTemplate) return false
  return !isRecord(params) || pathParams.every(({ name }) => decidesNothing(params[name]))
}

/** Tables are few and stay, so that the map costs nothing later. */
const templates = new WeakMap<OperationPath, OccPath>()

function templateOf(operation: OperationPath): OccPath {
  const known = templates.get(operation)
  if (known) return known
  const template = readOccPath(operation.path)
  templates.set(operation, template)
  return template
}

/**
 * The path of a call as it goes to SAP, but for what the request's context adds, read.
 *
 * @param params what the caller gave. In the place of a value that is missing there is something without a meaning.
 * @throws SapccError 400 for values that a path cannot have, or that give it another meaning where they are decoded once more.
 */
export function readPathOfCall(operation: OperationPath, params: unknown): OccPath {
  return isReadAsTemplate(operation, params) ? templateOf(operation) : readCallPath(givenPath(operation, params))
}

/** The path of a call, with what the caller gave. @param user who acts unless the caller says so. */
export function givenPath(operation: Pick<OccOperation, 'pathParams' | 'pathPieces'>, params: unknown, user: 'current' | 'anonymous' = 'current'): string {
  const given: Readonly<Record<string, unknown>> = isRecord(params) ? params : {}
  return pathWith(operation, ({ name, hasDefault, isList }) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (!isGiven(value)) return hasDefault && name === 'userId' ? user : '-'
    return isList && Array.isArray(value) ? pathListText(name, value, defaultLimits) ?? '-' : pathText(name, value, defaultLimits)
  })
}

/**
 * Reads the finished path of a call. A value may contain a slash, which is sent encoded: a code of the shop's, for example.
 * Such a path is refused where a server that decodes the slash would find a user or an address for passwords in it.
 *
 * @throws SapccError 400
 */
export function readCallPath(path: string): OccPath {
  const read = readOccPath(path)
  const decoded = decodedSlashes(read)
  if (decoded && meansMore(decoded, read)) throw invalidParameters('have a value in the path that could be read as several segments.', 'invalid')
  return read
}

/** A path as a server reads it that takes encoded delimiters for delimiters. `undefined` where there are none. */
export function decodedSlashes({ segments }: OccPath): OccPath | undefined {
  if (!segments.some(segment => /[\\/;]/.test(segment))) return undefined
  const parts = segments.flatMap(segment => segment.split(/[\\/]/)).map(part => part.replace(/;.*$/s, '').trim()).filter(part => part !== '')
  return readSegments(parts, parts)
}

function meansMore(decoded: OccPath, sent: OccPath): boolean {
  return decoded.users.length > sent.users.length
    || attemptOf(decoded) !== undefined
    || (isPasswordPath(decoded) && !isPasswordPath(sent))
}
