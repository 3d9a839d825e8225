import type { SapccPurge } from '../operations/purge'
import type { ServerEvent } from '../platform/types'
import { noted } from '../http/noted'

export type { SapccPurge } from '../operations/purge'

/**
 * Makes kept answers void (`cache.enabled`): the next call asks SAP. With a storage mounted as `sapcc-cache` it takes
 * effect in all processes within a second, otherwise in this process only. Check who is asking before you call it.
 *
 * @param purge which answers: those that fit one of the names.
 * @throws SapccError 503 `CacheUnavailableError` when the storage does not answer; 404 for an operation that does not exist.
 *
 * @example
 * // A product was changed.
 * await purgeSapccCache(event, { tags: ['productCode:300938'], operations: ['getProducts'] })
 */
export async function purgeSapccCache(event: ServerEvent, purge: SapccPurge): Promise<void> {
  const { services } = event.context.sapcc.services(event)
  await noted(services, 'A purge of the cache', () => services.purge(purge))
}
