import { variableName } from '../config/setting'
import type { SapccConfig } from '../config/types'
import { nearestOperation } from '../occ/find-operation'
import type { OccOperationTable } from '../occ/operation'
import { printableName } from '../occ/parameter-errors'
import { createLifetimes } from '../public-cache/lifetimes'
import { isCacheable } from './server-cached-call'
import { publicMaxAge } from './http-cached-read'

/** The settings that name operations. */
export interface OperationSettings {
  api: Pick<SapccConfig['api'], 'publicReads'>
  oauth: Pick<SapccConfig['oauth'], 'applicationOperations'>
  cache: Pick<SapccConfig['cache'], 'enabled' | 'maxAge' | 'staleMaxAge' | 'sameForCustomers'>
  visitor: Pick<SapccConfig['visitor'], 'keepPersonalization'>
}

/**
 * What settings say about operations without any effect: names that no operation
 * has, and public reads of what is one visitor's. One line each, for the log.
 *
 * @param table the operations that are open.
 */
export function operationHints({ api, oauth, cache, visitor }: OperationSettings, table: OccOperationTable): string[] {
  const reads = Object.keys(api.publicReads)
  const personal = reads.filter(name => Object.hasOwn(table, name) && publicMaxAge('GET', name, table[name], api) === undefined)
  return [
    ...unknownNames('oauth.applicationOperations', oauth.applicationOperations ?? [], table),
    ...unknownNames('api.publicReads', reads, table),
    ...personal.map(name => `${variableName('api.publicReads')} names ${name}, but its response belongs to one visitor, or it does not only read. No cache may store its response, so the entry has no effect.`),
    ...cacheHints(cache, visitor, table),
  ]
}

function cacheHints(cache: OperationSettings['cache'], { keepPersonalization }: OperationSettings['visitor'], table: OccOperationTable): string[] {
  const named = [['cache.maxAge', Object.keys(cache.maxAge)], ['cache.staleMaxAge', Object.keys(cache.staleMaxAge)], ['cache.sameForCustomers', cache.sameForCustomers]] as const
  return [
    ...named.flatMap(([setting, names]) => unknownNames(setting, names, table)),
    ...named.flatMap(([setting, names]) => uncacheable(setting, names, table)),
    ...notKept('cache.staleMaxAge', Object.keys(cache.staleMaxAge), cache, table),
    ...notKept('cache.sameForCustomers', cache.sameForCustomers, cache, table),
    ...(cache.enabled && keepPersonalization ? [`${variableName('cache.enabled')} has no effect, because ${variableName('visitor.keepPersonalization')} is set: SAP answers each visitor differently.`] : []),
  ]
}

function uncacheable(setting: string, names: readonly string[], table: OccOperationTable): string[] {
  return names.filter(name => Object.hasOwn(table, name) && !isCacheable(table[name]!))
    .map(name => `${variableName(setting)} names ${name}, whose answers cannot be kept: it is no read, is about a cart, or has no JSON. The entry has no effect.`)
}

/** Only what is kept can be used for longer, or for customers, too. */
function notKept(setting: string, names: readonly string[], cache: OperationSettings['cache'], table: OccOperationTable): string[] {
  const lifetimes = createLifetimes(cache)
  return names.filter(name => Object.hasOwn(table, name) && isCacheable(table[name]!) && lifetimes.get(name) === undefined)
    .map(name => `${variableName(setting)} names ${name}, whose answers are not kept: it has no entry in ${variableName('cache.maxAge')}. The entry has no effect.`)
}

function unknownNames(setting: string, names: readonly string[], table: OccOperationTable): string[] {
  return names.filter(name => !Object.hasOwn(table, name)).map((name) => {
    const nearest = nearestOperation(name, table)
    return `${variableName(setting)} names "${printableName(name)}", which is not an open operation.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`
  })
}
