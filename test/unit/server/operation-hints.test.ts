import { describe, expect, it } from 'vitest'
import { operations } from '../../../src/runtime/server/occ/operations'
import { operationHints } from '../../../src/runtime/server/operations/operation-hints'

const hints = (publicReads: Record<string, number>, applicationOperations?: string[]) => operationHints({ api: { publicReads }, oauth: applicationOperations ? { applicationOperations } : {} }, operations)

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
})
