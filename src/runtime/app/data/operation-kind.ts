import { customer, everyone, oddlyNamed } from '#build/sapcc/operation-kinds.mjs'

/**
 * Whose data an operation gives:
 *
 * - `everyone`: the same for all visitors
 * - `customer`: a customer's; there is none for a visitor who is not signed in
 * - `visitor`: the visitor's, signed in or not, as a cart
 */
export type SapccDataKind = 'everyone' | 'visitor' | 'customer'

/** Whether an operation changes nothing, so that it may be repeated. */
export function isRead(operation: string): boolean {
  return operation.startsWith('get') !== oddlyNamed.has(operation)
}

/** What is not known to be everyone's counts as the visitor's own. */
export function kindOf(operation: string): SapccDataKind {
  if (everyone.has(operation)) return 'everyone'
  return customer.has(operation) ? 'customer' : 'visitor'
}
