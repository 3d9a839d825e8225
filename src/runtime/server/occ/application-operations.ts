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
 * Whether an operation is allowed the shop's own token by its name: SAP's operation of that name, by its method and path,
 * whatever the parameters in it are called. A document may give one of SAP's names to something else. An operation that
 * SAP does not have is allowed as soon as the shop lists it.
 */
export function isNamedOperation(operationId: string, { method, path, root }: Pick<OccOperation, 'method' | 'path' | 'root'>): boolean {
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
 * Both by their places in the path. A path of which callers choose so much that it may become another one is refused.
 */
export function isApplicationCall(operation: OccOperation, params: unknown): boolean {
  if (operation.hasFreeAddress) return false
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
