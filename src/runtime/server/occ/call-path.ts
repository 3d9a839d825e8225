/** The path of a call as it goes to SAP. */
import { isRecord } from '../../sdk/errors'
import { CHECKED_SEGMENTS, attemptOf, isPasswordPath } from './attempt-addresses'
import type { OccOperation, OccPathParameter } from './operation'
import { invalidParameters } from './parameter-errors'
import { defaultLimits, isGiven, pathListText, pathText } from './parameter-values'
import { parsePath, parseSegments } from './parse-path'
import type { ParsedPath } from './parse-path'

type OperationPath = Pick<OccOperation, 'path' | 'pathParams' | 'pathPieces' | 'hasAmbiguousTemplate'>

/** Puts values into the path of an operation. @param textOf gives the text of each parameter, encoded. */
export function expandPath({ pathParams, pathPieces }: Pick<OccOperation, 'pathParams' | 'pathPieces'>, textOf: (parameter: OccPathParameter) => string): string {
  let path = pathPieces[0]!
  for (let index = 0; index < pathParams.length; index++) path += textOf(pathParams[index]!) + pathPieces[index + 1]!
  return path
}

/** Values that the checks of a path look for, or that could be read as several segments. */
const SPECIAL_VALUE = new RegExp(`[^\\w-]|^(?:${CHECKED_SEGMENTS.join('|')})$`, 'i')

/** Whether a value cannot change what a path is about: it is neither `users`, `password` or the like, nor can it be decoded. */
export function isPlainValue(value: unknown): boolean {
  return typeof value === 'string' ? !SPECIAL_VALUE.test(value) : typeof value === 'number' || !isGiven(value)
}

/** Whether the path of a call means what the operation's template does, so that it need not be parsed: all its values are plain. */
export function hasPlainPath({ pathParams, hasAmbiguousTemplate }: Pick<OccOperation, 'pathParams' | 'hasAmbiguousTemplate'>, params: unknown): boolean {
  if (hasAmbiguousTemplate) return false
  return !isRecord(params) || pathParams.every(({ name }) => isPlainValue(params[name]))
}

/** Tables are few and stay, so that the map costs nothing later. */
const templates = new WeakMap<OperationPath, ParsedPath>()

function parsedTemplate(operation: OperationPath): ParsedPath {
  const known = templates.get(operation)
  if (known) return known
  const template = parsePath(operation.path)
  templates.set(operation, template)
  return template
}

/**
 * The path of a call, parsed as it goes to SAP but for what the request's context adds.
 *
 * @param params what the caller gave. In the place of a value that is missing there is something without a meaning.
 * @throws SapccError 400 for values that a path cannot have, or that give it another meaning where they are decoded once more.
 */
export function parsedPathOfCall(operation: OperationPath, params: unknown): ParsedPath {
  return hasPlainPath(operation, params) ? parsedTemplate(operation) : parseCallPath(pathOfCall(operation, params))
}

/** The path of a call, with what the caller gave. @param user who acts unless the caller says so. */
export function pathOfCall(operation: Pick<OccOperation, 'pathParams' | 'pathPieces'>, params: unknown, user: 'current' | 'anonymous' = 'current'): string {
  const given: Readonly<Record<string, unknown>> = isRecord(params) ? params : {}
  return expandPath(operation, ({ name, hasDefault, isList }) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (!isGiven(value)) return hasDefault && name === 'userId' ? user : '-'
    return isList && Array.isArray(value) ? pathListText(name, value, defaultLimits) ?? '-' : pathText(name, value, defaultLimits)
  })
}

/**
 * Parses the finished path of a call. A value may contain a slash, which is sent encoded: a code of the shop's, for example.
 * Such a path is refused where a server that decodes the slash would find a user or an address for passwords in it.
 *
 * @throws SapccError 400
 */
export function parseCallPath(path: string): ParsedPath {
  const parsed = parsePath(path)
  const decoded = splitAtEncodedDelimiters(parsed)
  if (decoded && meansMore(decoded, parsed)) throw invalidParameters('have a value in the path that could be read as several segments.', 'invalid')
  return parsed
}

/** A path as a server reads it that takes encoded delimiters for delimiters. `undefined` where there are none. */
export function splitAtEncodedDelimiters({ segments }: ParsedPath): ParsedPath | undefined {
  if (!segments.some(segment => /[\\/;]/.test(segment))) return undefined
  const parts = segments.flatMap(segment => segment.split(/[\\/]/)).map(part => part.replace(/;.*$/s, '').trim()).filter(part => part !== '')
  return parseSegments(parts, parts)
}

function meansMore(decoded: ParsedPath, sent: ParsedPath): boolean {
  return decoded.users.length > sent.users.length
    || attemptOf(decoded) !== undefined
    || (isPasswordPath(decoded) && !isPasswordPath(sent))
}
