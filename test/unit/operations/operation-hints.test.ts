import { describe, expect, it } from 'vitest'
import { operations } from '../../../src/runtime/server/occ/operations'
import { operationHints } from '../../../src/runtime/server/operations/operation-hints'
import type { OperationSettings } from '../../../src/runtime/server/operations/operation-hints'

const noCache = { enabled: false, maxAge: {}, staleMaxAge: {}, sameForCustomers: [] }
const hints = (publicReads: Record<string, number>, applicationOperations?: string[], cache: Partial<OperationSettings['cache']> = {}, keepPersonalization = false) =>
  operationHints({ api: { publicReads }, oauth: applicationOperations ? { applicationOperations } : {}, cache: { ...noCache, ...cache }, visitor: { keepPersonalization } }, operations)

describe('settings that name operations', () => {
  it('have no hint when every name has an effect', () => {
    expect(hints({ getProduct: 60 })).toEqual([])
    expect(hints({ getProduct: 60 }, ['createUser'])).toEqual([])
  })

  it('are warned of names that no operation has, with the nearest one', () => {
    expect(hints({ getPoduct: 60 }, ['createUserr', 'wholly different'])).toEqual([
      'NUXT_SAPCC_OAUTH_APPLICATION_OPERATIONS names "createUserr", which is not an open operation. Did you mean "createUser"?',
      'NUXT_SAPCC_OAUTH_APPLICATION_OPERATIONS names "wholly different", which is not an open operation.',
      'NUXT_SAPCC_API_PUBLIC_READS names "getPoduct", which is not an open operation. Did you mean "getProduct"?',
    ])
  })

  it.each(['createUser', 'getUser', 'getCart'])('are warned of a public read that is none: %s', (name) => {
    expect(hints({ [name]: 60 })).toEqual([`NUXT_SAPCC_API_PUBLIC_READS names ${name}, but its response belongs to one visitor, or it does not only read. No cache may store its response, so the entry has no effect.`])
  })

  it('are warned of kept answers that nothing is kept of', () => {
    expect(hints({}, undefined, { enabled: true, maxAge: { getProduct: 60, getStoreProductStock: 5 }, sameForCustomers: ['getPage'] })).toEqual([])
    expect(hints({}, undefined, { maxAge: { getPoduct: 60 }, staleMaxAge: { getPages: 60 }, sameForCustomers: ['getpage'] })).toEqual([
      expect.stringMatching(/^NUXT_SAPCC_CACHE_MAX_AGE names "getPoduct".+ Did you mean "getProduct"\?$/),
      expect.stringMatching(/^NUXT_SAPCC_CACHE_STALE_MAX_AGE names "getPages".+ Did you mean "getPage"\?$/),
      expect.stringMatching(/^NUXT_SAPCC_CACHE_SAME_FOR_CUSTOMERS names "getpage".+ Did you mean "getPage"\?$/),
    ])
    expect(hints({}, undefined, { maxAge: { createCart: 60, getCart: 60, countProducts: 60 } })).toEqual(['createCart', 'getCart', 'countProducts'].map(name => expect.stringContaining(`NUXT_SAPCC_CACHE_MAX_AGE names ${name}, whose answers cannot be kept`) as string))
  })

  it('are warned of answers for customers or of an old age that nothing is kept of', () => {
    expect(hints({}, undefined, { sameForCustomers: ['createUser', 'getUser', 'getPage'], staleMaxAge: { getCart: 60, getProduct: 60 } })).toEqual([
      expect.stringMatching(/^NUXT_SAPCC_CACHE_STALE_MAX_AGE names getCart, whose answers cannot be kept/),
      expect.stringMatching(/^NUXT_SAPCC_CACHE_SAME_FOR_CUSTOMERS names createUser, whose answers cannot be kept/),
      expect.stringMatching(/^NUXT_SAPCC_CACHE_SAME_FOR_CUSTOMERS names getUser, whose answers are not kept: it has no entry in NUXT_SAPCC_CACHE_MAX_AGE/),
    ])
  })

  it('are warned of a cache that personalization switches off', () => {
    expect(hints({}, undefined, { enabled: true }, true)).toEqual([expect.stringContaining('NUXT_SAPCC_CACHE_ENABLED has no effect, because NUXT_SAPCC_VISITOR_KEEP_PERSONALIZATION is set')])
    expect(hints({}, undefined, {}, true)).toEqual([])
  })
})
