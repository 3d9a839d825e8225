import type { H3Event } from 'h3'
import type { SapccApiConfig } from '../config/types'
import { findOperation } from '../occ/find-operation'
import { takesCart } from '../cart/cart-of-call'
import { operations } from '#sapcc/operations'

/**
 * How long caches may keep the answer to a call that the shop opened to them
 * (`api.publicReads`): only by `GET`, only what reads, and nothing in which SAP
 * names a user or a cart, so that the answer is the same for everyone.
 *
 * @returns seconds; `undefined` for every other call.
 */
export function publicMaxAge(event: H3Event, operationId: string, { publicReads }: Pick<SapccApiConfig, 'publicReads'>): number | undefined {
  if (event.method !== 'GET' || !Object.hasOwn(publicReads, operationId)) return undefined
  const operation = findOperation(operationId, operations)
  if (!operation?.read || operation.path.includes('{userId}') || takesCart(operation)) return undefined
  return publicReads[operationId]
}
