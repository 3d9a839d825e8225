import { isRecord } from '../../sdk/errors'
import { findOperation } from './find-operation'
import type { OccOperation } from './operation'
import { isUserCollection, pathParameterNames, pathPieces } from './path-parameters'

/**
 * What visitors who are not signed in can do only on behalf of the shop's own
 * client, as SAP's storefront does it: on legacy all of these, on jdk21 reading
 * a guest's order. `oauth.applicationOperations` replaces the list.
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
export function isMeantByName(operationId: string, { method, path, root }: Pick<OccOperation, 'method' | 'path' | 'root'>): boolean {
  const saps = findOperation(operationId)
  return saps === undefined || (root === undefined && saps.method === method && shapeOf(saps.path) === shapeOf(path))
}

function shapeOf(path: string): string {
  return pathPieces(path).join('{}')
}

/**
 * Whether a call may be made with the shop's own token. That token opens every
 * customer's data, so the call must be one that names no user:
 *
 * - A user in the path has to be `anonymous`.
 * - An order has to be named by its guid. SAP gives a trusted client any order
 *   by its number as well, and numbers can be counted up.
 *
 * Both are found by their place in the path, a user also by the name `userId`. An operation with `hasAmbiguousTemplate`
 * never gets the token.
 */
export function isApplicationCall(operation: OccOperation, params: unknown): boolean {
  if (operation.hasAmbiguousTemplate) return false
  const given = isRecord(params) ? params : {}
  const valueOf = (segment: string, fallback?: string) => {
    const [name] = pathParameterNames(segment)
    return name === undefined ? segment : given[name] === undefined ? fallback : given[name]
  }
  const segments = operation.path.split('/')
  return segments.every((segment, index) => {
    const collection = segments[index - 1] ?? ''
    if (segment === '{userId}' || (segment !== '' && isUserCollection(collection))) return valueOf(segment, 'anonymous') === 'anonymous'
    if (!/^orders$/i.test(collection) || !segment.includes('{')) return true
    const code = valueOf(segment)
    return segment.endsWith('}') && segment.startsWith('{') && typeof code === 'string' && GUID.test(code)
  })
}
