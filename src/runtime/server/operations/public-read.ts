import type { SapccApiConfig } from '../config/types'
import { takesCart } from '../cart/cart-of-call'
import type { OccOperation } from '../occ/operation'

/**
 * How long caches may store the response to a call that the shop allows to be
 * cached (`api.publicReads`). Only for `GET`, for reads, and for operations
 * without a user or cart, so that the response is the same for all visitors.
 *
 * @returns seconds; `undefined` for every other call.
 */
export function publicMaxAge(method: string, operationId: string, operation: OccOperation | undefined, { publicReads }: Pick<SapccApiConfig, 'publicReads'>): number | undefined {
  if (method !== 'GET' || !Object.hasOwn(publicReads, operationId)) return undefined
  if (!operation?.read || operation.path.includes('{userId}') || takesCart(operation)) return undefined
  return publicReads[operationId]
}
