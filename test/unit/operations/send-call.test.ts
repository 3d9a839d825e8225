import { describe, expect, it } from 'vitest'
import type { SapccApiConfig } from '../../../src/runtime/server/config/types'
import type { CallWithCart } from '../../../src/runtime/server/cart/cart-of-call'
import { createPublicCalls } from '../../../src/runtime/server/operations/server-cached-call'
import type { PreparedCall } from '../../../src/runtime/server/operations/prepare-call'
import { readAnswer } from '../../../src/runtime/server/operations/read-answer'
import { createCallSender } from '../../../src/runtime/server/operations/send-call'
import { createRefusedCodes } from '../../../src/runtime/server/site-context/refused-codes'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import type { UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { cacheWith, virtualClock } from '../public-cache/support'
import { preparedCall } from './prepared-call'

/** A sender with a cache. SAP answers with how often it was asked. */
function senderWithCache(given: { contentType?: string, isMeasured?: boolean } = {}) {
  const clock = virtualClock()
  const { cache } = cacheWith(clock)
  const measured: unknown[] = []
  const causes: unknown[] = []
  const log = { warn: () => undefined }
  const urls: string[] = []
  const calls = createPublicCalls({ cache: { maxAge: {}, staleMaxAge: {}, sameForCustomers: [], exceptBaseSites: ['powertools'] }, oauth: {} })
  const sender = createCallSender({
    api: { uri: 'https://sap.example/occ/v2', allowedBaseSites: ['powertools'] } as unknown as SapccApiConfig,
    callSap(call, { url }) {
      causes.push(call.cache)
      const response = jsonResponse({ count: urls.push(url) })
      const { contentType } = given
      if (contentType === undefined) return Promise.resolve({ response })
      const changed: UpstreamResponse = { ...response, header: () => contentType, decoded: () => changed }
      return Promise.resolve({ response: changed })
    },
    application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
    refusedCodes: createRefusedCodes(log),
    publicAnswers: { calls, cache: () => cache },
    hooks: { hasListeners: () => given.isMeasured === true, measure: value => void measured.push(value) },
    log,
  })
  const send = (call: PreparedCall) => sender.send(call, { params: call.params } as CallWithCart)
  return { cache, clock, measured, causes, urls, send, read: async (call: PreparedCall) => (await readAnswer(await send(call)) as { count: number }).count }
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

describe('where an answer came from', () => {
  const product = () => preparedCall('getProduct', { params: { productCode: '1' } })

  it('is told to listeners, with the event and without the visitor\'s values, and SAP\'s calls say why they are made', async () => {
    const { read, clock, measured, causes, send } = senderWithCache({ isMeasured: true })
    for (const _ of [1, 2]) await read(product())
    clock.forward(61_000)
    await read(product())
    const call = product()
    const told = (outcome: string) => ({ name: 'cache', event: call.scope.request.event, operation: 'getProduct', template: '/{baseSiteId}/products/{productCode}', outcome, duration: expect.any(Number) })
    expect(measured).toEqual([told('miss'), told('hit'), told('stale')])
    await send(preparedCall('getProduct', { params: { productCode: '1' }, caller: { token: 'jane' } }))
    expect(measured).toHaveLength(3)
    expect(causes).toEqual(['miss', 'stale', undefined])
  })

  it('costs nothing where nobody listens', async () => {
    const { read, measured } = senderWithCache()
    for (const _ of [1, 2]) await read(product())
    expect(measured).toEqual([])
  })
})

describe('how long caches in front may keep an answer', () => {
  const params = { productCode: '1' }

  it('is said by the answer to a call that the server keeps, new and from the cache', async () => {
    const { send, urls } = senderWithCache()
    for (const _ of [1, 2]) expect((await send(preparedCall('getProduct', { params }))).cachedFor).toEqual({ maxAge: 60, staleMaxAge: 600 })
    expect(urls).toHaveLength(1)
  })

  it.each([
    ['for a base site that is excepted', { params: { ...params, baseSiteId: 'powertools' } }],
    ['with a ticket of SmartEdit\'s', { params: { ...params, cmsTicketId: '1' } }],
    ['with parameters of the shop\'s hook', { params, site: { baseSiteId: 'electronics', query: { asm: 1 } } }],
    ['with a header of the visitor\'s', { params, headers: { 'x-anonymous-consents': '[]' } }],
    ['of a customer', { params, caller: { token: 'jane' } }],
  ] as [string, Partial<PreparedCall>][])('is not said by one that it does not keep: %s', async (_, given) => {
    const { send, urls } = senderWithCache()
    for (const _ of [1, 2]) expect((await send(preparedCall('getProduct', given))).cachedFor).toBeUndefined()
    expect(urls).toHaveLength(2)
  })

  it('is not said by an answer that cannot be kept', async () => {
    const { send } = senderWithCache({ contentType: 'text/html' })
    expect((await send(preparedCall('getProduct', { params }))).cachedFor).toBeUndefined()
  })
})
