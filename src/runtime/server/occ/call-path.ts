/** The path of a call as it goes to SAP. */
import { isRecord } from '../../sdk/errors'
import { CHECKED_SEGMENTS, attemptOf, isCredentialPath } from './attempt-addresses'
import type { OccOperation, OccPathParameter } from './operation'
import { invalidParameters } from './parameter-errors'
import { defaultLimits, isGiven, pathListText, pathText } from './parameter-values'
import { parsePath, parseSegments } from './parse-path'
import type { ParsedPath } from './parse-path'

type OperationPath = Pick<OccOperation, 'path' | 'pathParams' | 'pathPieces' | 'hasAmbiguousTemplate'>

/** Puts values into the path of an operation. @param textOf gives the text of each parameter, encoded. */
export function fillTemplate({ pathParams, pathPieces }: Pick<OccOperation, 'pathParams' | 'pathPieces'>, textOf: (parameter: OccPathParameter) => string): string {
  let path = pathPieces[0]!
  for (let index = 0; index < pathParams.length; index++) path += textOf(pathParams[index]!) + pathPieces[index + 1]!
  return path
}

/** Values that the checks of a path look for, or that can be decoded. */
const SPECIAL_VALUE = new RegExp(`[^\\w-]|^(?:${CHECKED_SEGMENTS.join('|')})$`, 'i')

/** Whether a value cannot change what a path is about: it has only letters, digits, `_` and `-`, and is none of {@link CHECKED_SEGMENTS}. */
export function isInertValue(value: unknown): boolean {
  return typeof value === 'string' ? !SPECIAL_VALUE.test(value) : typeof value === 'number' || !isGiven(value)
}

/** Whether all values of a call are inert, so that its path means what the operation's template does and need not be parsed. */
export function hasInertValues({ pathParams, hasAmbiguousTemplate }: Pick<OccOperation, 'pathParams' | 'hasAmbiguousTemplate'>, params: unknown): boolean {
  if (hasAmbiguousTemplate) return false
  return !isRecord(params) || pathParams.every(({ name }) => isInertValue(params[name]))
}

/** Each template is parsed once; the operations live as long as the process. */
const templates = new WeakMap<OperationPath, ParsedPath>()

function parsedTemplate(operation: OperationPath): ParsedPath {
  const known = templates.get(operation)
  if (known) return known
  const template = parsePath(operation.path)
  templates.set(operation, template)
  return template
}

/**
 * What the segments of a call's path are. Where all values are inert that is the operation's template, without the values:
 * who needs these parses {@link encodedPathOfCall}.
 *
 * @param params what the caller gave. In the place of a value that is missing there is something without a meaning.
 * @throws SapccError 400 for values that a path cannot have, or that give it another meaning where they are decoded once more.
 */
export function pathMeaningOfCall(operation: OperationPath, params: unknown): ParsedPath {
  return hasInertValues(operation, params) ? parsedTemplate(operation) : parseUnambiguousPath(encodedPathOfCall(operation, params))
}

/** The path of a call, with what the caller gave. @param user the one of calls that name no other. */
export function encodedPathOfCall(operation: Pick<OccOperation, 'pathParams' | 'pathPieces'>, params: unknown, user: 'current' | 'anonymous' = 'current'): string {
  const given: Readonly<Record<string, unknown>> = isRecord(params) ? params : {}
  return fillTemplate(operation, ({ name, hasDefault, isList }) => {
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
export function parseUnambiguousPath(path: string): ParsedPath {
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
    || (isCredentialPath(decoded) && !isCredentialPath(sent))
}
