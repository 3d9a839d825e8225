import { describe, expect, it } from 'vitest'
import type { SapccApiConfig } from '../../../src/runtime/server/config/types'
import type { CallWithCart } from '../../../src/runtime/server/cart/cart-of-call'
import { createPublicCalls } from '../../../src/runtime/server/operations/public-call'
import type { PreparedCall } from '../../../src/runtime/server/operations/prepare-call'
import { readAnswer } from '../../../src/runtime/server/operations/read-answer'
import { createCallSender } from '../../../src/runtime/server/operations/send-call'
import { createSupportedCodes } from '../../../src/runtime/server/site-context/supported-codes'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { cacheWith, virtualClock } from '../public-cache/support'
import { preparedCall } from './prepared-call'

/** A sender with a cache. SAP answers with how often it was asked. */
function senderWithCache(given: { exceptBaseSites?: string[] } = {}) {
  const { cache } = cacheWith(virtualClock())
  const log = { warn: () => undefined }
  const urls: string[] = []
  const calls = createPublicCalls({ cache: { maxAge: {}, staleMaxAge: {}, sameForCustomers: [], exceptBaseSites: given.exceptBaseSites ?? [] }, oauth: {} })
  const sender = createCallSender({
    api: { uri: 'https://sap.example/occ/v2', allowedBaseSites: ['apparel'] } as unknown as SapccApiConfig,
    callSap: (_, { url }) => Promise.resolve({ response: jsonResponse({ count: urls.push(url) }) }),
    application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
    supportedCodes: createSupportedCodes(log),
    publicAnswers: { calls, cache: () => cache },
    log,
  })
  const send = (call: PreparedCall) => sender.send(call, { params: call.params } as CallWithCart)
  return { cache, urls, send, read: async (call: PreparedCall) => (await readAnswer(await send(call)) as { count: number }).count }
}

describe('an answer that is kept', () => {
  it.each([
    ['not named', {}],
    ['undefined', { baseSiteId: undefined }],
    ['null', { baseSiteId: null }],
    ['named', { baseSiteId: 'electronics' }],
  ])('is purged by its base site, which the call has %s', async (_, params) => {
    const { cache, read } = senderWithCache()
    const call = () => read(preparedCall('getProduct', { params: { productCode: '1', ...params } }))
    expect([await call(), await call()]).toEqual([1, 1])
    await cache.purge(['baseSiteId:apparel'])
    expect(await call()).toBe(1)
    await cache.purge(['baseSiteId:electronics'])
    expect(await call()).toBe(2)
  })
})
