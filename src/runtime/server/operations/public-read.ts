import type { SapccApiConfig } from '../config/types'
import { takesCart } from '../cart/cart-of-call'
import type { OccOperation } from '../occ/operation'

/**
 * How long caches may keep the answer to a call that the shop opened to them
 * (`api.publicReads`): only by `GET`, only what reads, and nothing in which SAP
 * names a user or a cart, so that the answer is the same for everyone.
 *
 * @returns seconds; `undefined` for every other call.
 */
export function publicMaxAge(method: string, operationId: string, operation: OccOperation | undefined, { publicReads }: Pick<SapccApiConfig, 'publicReads'>): number | undefined {
  if (method !== 'GET' || !Object.hasOwn(publicReads, operationId)) return undefined
  if (!operation?.read || operation.path.includes('{userId}') || takesCart(operation)) return undefined
  return publicReads[operationId]
}
