import { isRecord } from '../../sdk/errors'
import { attemptOf, isRegistrationPath, setsPassword, signInOnlyByMethodError } from '../occ/attempt-addresses'
import { encodedPathOfCall, parseUnambiguousPath, pathMeaningOfCall } from '../occ/call-path'
import { readGivenParameters } from '../occ/given-parameters'
import type { GivenParameters } from '../occ/given-parameters'
import type { OccOperation } from '../occ/operation'
import { invalidParameter, missingParameter } from '../occ/parameter-errors'
import { defaultLimits } from '../occ/parameter-values'
import { decodeOnce } from '../occ/parse-path'
import { readTokenId, readUserName } from '../occ/user-names'

/** A call by which a password or code can be tried, or a customer be sent messages: it counts as an attempt to sign in. {@link AttemptKind} says what each kind is. */
export type CountedCall
  = | { kind: 'code-request' | 'reset-request', /** As it is counted and as it is sent. */ username: string, /** The call's parameters, with that name. */ params: Record<string, unknown> }
    | { kind: 'password-check', /** Whether it gives the customer a new password. */ isNewPassword: boolean, /** The user whom the call names (`api.allowUserIds`); left out for the one who is signed in. */ userId?: string }
    | { kind: 'reset' }
    | { kind: 'registration-code', /** Of the code that the new customer was sent. */ tokenId: string, /** The call's parameters, with that id. */ params: Record<string, unknown> }

/**
 * Whether a call is an attempt that the sign-in limits count. The raw proxy refuses the addresses of these operations
 * (`proxy/path.ts`): it would be a way around the limits.
 *
 * @returns `undefined` for every other call.
 * @throws SapccError 400 when the call does not say whose password or mail it is: it could not be counted. 403 when only
 * the values of its parameters make its path such an address.
 */
export function readCountedCall(operationId: string, operation: CountableOperation, params: unknown): CountedCall | undefined {
  const { read, path, body } = operation
  if (read) return undefined
  const meaning = pathMeaningOfCall(operation, params)
  const kind = attemptOf(meaning)
  if (kind === undefined) return body && operation.method === 'POST' && isRegistrationPath(meaning) ? registrationCode(body.name, params) : undefined
  // The last segment is a parameter.
  if (/\{[^{}/]*\}[^/]*\/?$/.test(path)) throw signInOnlyByMethodError()
  if (kind === 'password-check') return passwordCheck(operation, params)
  if (kind === 'reset') return { kind }
  // The same value that the request will be made of, whatever the case of its name.
  const given = readGivenParameters(params, defaultLimits)
  return body ? { kind, ...nameInBody(operationId, body.name, given) } : { kind, ...nameInQuery(operationId, given) }
}

/** What {@link readCountedCall} needs of an operation. */
type CountableOperation = Pick<OccOperation, 'method' | 'read' | 'path' | 'body' | 'pathParams' | 'pathPieces' | 'hasAmbiguousTemplate'>

/** The user is the last one in the path, which is parsed with its values: `pathMeaningOfCall` may have given the template. */
function passwordCheck(operation: CountableOperation, params: unknown): CountedCall {
  const path = parseUnambiguousPath(encodedPathOfCall(operation, params))
  const userId = decodeOnce(path.raw[path.users.at(-1)!]!)
  return { kind: 'password-check', isNewPassword: setsPassword(path), ...(userId === 'current' ? {} : { userId }) }
}

/** @returns the attempt to count, if the registration has a code. */
function registrationCode(body: string, params: unknown): CountedCall | undefined {
  const given = readGivenParameters(params, defaultLimits)
  const input = given.takeIgnoringCase(body)
  const id = isRecord(input) ? input.verificationTokenId : undefined
  if (id === undefined || id === null || id === '') return undefined
  if (typeof id !== 'string') throw invalidParameter('verificationTokenId', 'is not the id of a one-time code.')
  return { kind: 'registration-code', tokenId: readTokenId(id, 'verificationTokenId'), params: { ...Object.fromEntries(given.unused()), [body]: input } }
}

function nameInBody(operationId: string, body: string, given: GivenParameters): { username: string, params: Record<string, unknown> } {
  const input = given.takeIgnoringCase(body)
  const username = isRecord(input) ? nameOf(input.loginId, 'loginId') : ''
  if (!isRecord(input) || username === '') throw missingParameter(operationId, 'loginId')
  return { username, params: { ...Object.fromEntries(given.unused()), [body]: { ...input, loginId: username } } }
}

/** SAP's older operation has the name in its query. */
function nameInQuery(operationId: string, given: GivenParameters): { username: string, params: Record<string, unknown> } {
  const username = nameOf(given.use('userId'), 'userId')
  if (username === '') throw missingParameter(operationId, 'userId')
  return { username, params: { ...Object.fromEntries(given.unused()), userId: username } }
}

function nameOf(value: unknown, parameter: string): string {
  return typeof value === 'string' ? readUserName(value, parameter) : ''
}
