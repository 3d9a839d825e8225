import { isRecord } from '../../sdk/errors'
import { splitAtEncodedDelimiters, encodedPathOfCall } from './call-path'
import { findOperation } from './find-operation'
import type { OccOperation } from './operation'
import { pathShape } from './path-parameters'
import { comparableSegmentAt, parsePath } from './parse-path'
import type { ParsedPath } from './parse-path'

/**
 * What visitors who are not signed in can do only on behalf of the shop's own client, as SAP's storefront does it: with
 * SAP's legacy authorization server all of these, with the newer one (2211-jdk21) reading a guest's order.
 * `oauth.applicationOperations` replaces the list.
 */
export const APPLICATION_OPERATIONS: readonly string[] = [
  // Registration
  'createUser',
  'createRegistrationRequest',
  'createVerificationToken',
  // Password reset
  'doRestorePassword',
  'sendPasswordRestoreToken',
  'doResetPassword',
  // Guest checkout
  'createCartGuestUser',
  'updateCurrentUserProfile',
  'setGuestUserEmail',
  'replaceCartGuestUser',
  'placeOrder',
  'paymentAuthorizedOrderPlacement',
  // A guest's order
  'getOrder',
  'getUserOrders',
]

/** The shape of SAP's order guids. */
const GUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i

/**
 * Whether a name in `oauth.applicationOperations` means this operation. If SAP has an operation of that name, method and
 * path must be SAP's (whatever its parameters are called): a document may give the name to something else. Other names mean
 * the operation that has them.
 */
export function nameRefersTo(operationId: string, { method, path, root }: Pick<OccOperation, 'method' | 'path' | 'root'>): boolean {
  const saps = findOperation(operationId)
  return saps === undefined || (root === undefined && saps.method === method && (saps.path === path || pathShape(saps.path) === pathShape(path)))
}

/** Whether an operation has the name and the address of one of SAP's: it is not one that a document has put in its place or added. */
export function isSapsOwn(operationId: string, operation: Pick<OccOperation, 'method' | 'path' | 'root'>): boolean {
  return findOperation(operationId) !== undefined && nameRefersTo(operationId, operation)
}

/**
 * Whether a call may be made with the shop's own token. That token opens every
 * customer's data, so the call must be one that names no user:
 *
 * - A user in the path has to be `anonymous`.
 * - An order has to be named by its guid. SAP gives a trusted client any order
 *   by its number as well, and numbers can be counted up.
 *
 * Both are found by their places in the finished path, a user also by the name `userId`. An operation with
 * `hasAmbiguousTemplate` never gets the token, because its callers choose what they reach.
 */
export function isApplicationCall(operation: OccOperation, params: unknown): boolean {
  if (operation.hasAmbiguousTemplate) return false
  const given = isRecord(params) ? params : {}
  if (operation.pathParams.some(({ name }) => name === 'userId') && (given.userId ?? 'anonymous') !== 'anonymous') return false
  const path = readPath(operation, params)
  if (path === undefined || path.nonCanonicalUsers.length > 0 || !path.users.every(index => path.segments[index] === 'anonymous')) return false
  const template = operation.path.slice(1).split('/')
  return path.raw.every((segment, index) => comparableSegmentAt(path, index - 1) !== 'orders' || !template[index]!.includes('{') || GUID.test(segment))
}

/** `undefined` for a path that could be read in another way. */
function readPath(operation: OccOperation, params: unknown): ParsedPath | undefined {
  try {
    const path = parsePath(encodedPathOfCall(operation, params, 'anonymous'))
    return splitAtEncodedDelimiters(path) ? undefined : path
  }
  catch {
    return undefined
  }
}
