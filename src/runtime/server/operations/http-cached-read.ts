import { isRecord } from '../../sdk/errors'
import type { SapccApiConfig } from '../config/types'
import { takesCart } from '../cart/cart-of-call'
import { hasUser } from '../occ/call-subjects'
import type { OccOperation } from '../occ/operation'
import type { Lifetime } from '../public-cache/lifetimes'
import { isGet } from './read-arguments'

/**
 * How long caches may store the response to a call that the shop allows to be
 * cached (`api.publicReads`). Only for `GET` and `HEAD`, for reads, and for operations
 * without a user or cart, so that the response is the same for all visitors.
 *
 * @returns seconds; `undefined` for every other call.
 */
export function publicMaxAge(method: string, operationId: string, operation: OccOperation | undefined, { publicReads }: Pick<SapccApiConfig, 'publicReads'>): number | undefined {
  if (!isGet(method) || !Object.hasOwn(publicReads, operationId)) return undefined
  if (!operation?.read || hasUser(operation) || takesCart(operation)) return undefined
  return publicReads[operationId]
}

/**
 * What caches are told of a public read. Those that all visitors share may keep it as long as the server's own cache
 * does, but only where its address alone says which answer it is: with base site, language and currency.
 *
 * @param maxAge seconds, of `api.publicReads`.
 * @param args of the call, from its address.
 * @param lifetime of this answer in the server's own cache; `undefined` where it does not keep it.
 */
export function publicCaching(maxAge: number, operation: OccOperation | undefined, args: readonly unknown[], lifetime: Lifetime | undefined): string {
  const own = isRecord(args[0]) ? args[0] : {}
  const names = operation?.path.includes('{baseSiteId}') ? ['baseSiteId', 'lang', 'curr'] : ['lang', 'curr']
  if (!lifetime || !names.every(name => typeof own[name] === 'string' && own[name] !== '')) return `public, max-age=${maxAge}`
  const stale = lifetime.staleMaxAge === 0 ? '' : `, stale-while-revalidate=${lifetime.staleMaxAge}`
  return `public, max-age=${maxAge}, s-maxage=${lifetime.maxAge}${stale}`
}
