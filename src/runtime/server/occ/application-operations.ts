import { isRecord } from '../../sdk/errors'
import type { OccOperation } from './operation'

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
 * Whether a call may be made with the shop's own token. That token opens every
 * customer's data, so the call must be one that names no user:
 *
 * - A user in the path has to be `anonymous`.
 * - An order has to be named by its guid. SAP gives a trusted client any order
 *   by its number as well, and numbers can be counted up.
 */
export function isApplicationCall(operation: OccOperation, params: unknown): boolean {
  const { userId = 'anonymous', code } = isRecord(params) ? params : {}
  if (operation.path.includes('{userId}') && userId !== 'anonymous') return false
  return !operation.path.endsWith('/orders/{code}') || (typeof code === 'string' && GUID.test(code))
}
