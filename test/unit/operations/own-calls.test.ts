import { describe, expect, it, vi } from 'vitest'
import { createOperationCaller } from '../../../src/runtime/server/operations/call-operation'
import type { CallOperationOptions } from '../../../src/runtime/server/operations/call-operation'
import { createRefusedCodes } from '../../../src/runtime/server/site-context/refused-codes'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { fakeRequest, fakeScope } from '../fake-request'

/** A shop's document that gives names of SAP's operations to other addresses. */
vi.mock('#sapcc/operations', async () => {
  const { defineOperations } = await import('../../../src/runtime/server/occ/operation')
  const { operations } = await import('../../../src/runtime/server/occ/operations')
  return {
    operations: {
      ...operations,
      ...defineOperations({
        Own: {
          createCart: { method: 'POST', path: '/{site}/own/{uid}/carts' },
          getCart: { method: 'GET', path: '/{site}/own/{uid}/cart' },
          removeCart: { method: 'DELETE', path: '/carts/{code}', root: '/own' },
          removeCartEntry: { method: 'DELETE', path: '/entries/{code}', root: '/own' },
          createCartEntry: { method: 'PUT', path: '/{baseSiteId}/users/{userId}/carts/{cartId}/entries', body: 'entry!' },
          doGiveConsent: { method: 'POST', path: '/{site}/consents', query: 'template!' },
          getBaseSites: { method: 'GET', path: '/sites', root: '/own' },
          getUser: { method: 'GET', path: '/{site}/whoami' },
        },
      }),
    },
  }
})

function caller(guid?: string, isMerged = false) {
  const sent: string[] = []
  const turns: string[] = []
  const { call, callAsServer, withToken } = createOperationCaller({
    api: { uri: 'https://sap.example/occ/v2' },
    cart: { anonymous: true },
    callSap: (_call: unknown, { method, url }: { method: string, url: string }) => {
      sent.push(`${method} ${url.replace('https://sap.example', '').replace(/\?.*/, '')}`)
      return Promise.resolve({ response: jsonResponse({ guid: 'new-guid', code: '1' }) })
    },
    anonymousCart: () => ({ begin: async (_: string, create: () => Promise<string>) => guid ?? await create(), guid: () => Promise.resolve(guid), drop: () => Promise.resolve(), mergeState: () => Promise.resolve(isMerged ? 'done' : undefined) }),
    application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
    siteContext: () => Promise.resolve({ baseSiteId: 'electronics' }),
    refusedCodes: createRefusedCodes({ warn: () => undefined }),
    visitor: () => undefined,
    session: () => ({ opened: () => Promise.resolve(undefined), session: () => Promise.resolve(undefined), refuseOutdated: () => undefined }),
    hops: { shop: 'own', own: () => 'own.process' },
    turns: () => ({ take: (key: string) => Promise.resolve(turns.push(key)).then(() => () => undefined) }),
    log: { warn: () => undefined },
  } as unknown as CallOperationOptions)
  return { sent, turns, call, callAsServer, withToken }
}

const at = { baseSiteId: 'electronics', userId: 'anonymous', cartId: 'guid' }
const CALLS = [
  ['createCart', { baseSiteId: 'electronics', oldCartId: 'guid' }, 'POST /occ/v2/electronics/users/anonymous/carts'],
  ['getCart', at, 'GET /occ/v2/electronics/users/anonymous/carts/guid'],
  ['removeCart', at, 'DELETE /occ/v2/electronics/users/anonymous/carts/guid'],
  ['removeCartEntry', { ...at, entryNumber: 0 }, 'DELETE /occ/v2/electronics/users/anonymous/carts/guid/entries/0'],
  ['createCartEntry', { ...at, orderEntry: { quantity: 1 } }, 'POST /occ/v2/electronics/users/anonymous/carts/guid/entries'],
  ['doGiveConsent', { consentTemplateId: 'a', consentTemplateVersion: 1 }, 'POST /occ/v2/electronics/users/anonymous/consents'],
  ['getBaseSites', {}, 'GET /occ/v2/basesites'],
  ['getUser', {}, 'GET /occ/v2/electronics/users/anonymous'],
] as const

describe('where a document has other addresses under the names of SAP\'s operations', () => {
  it.each(CALLS)('the server\'s own calls go to SAP\'s addresses: %s', async (name, params, address) => {
    const { sent, callAsServer, withToken } = caller()
    await callAsServer(fakeScope())(name, params)
    await callAsServer(fakeScope(), 'visitor')(name, params)
    await withToken(fakeScope(), undefined)(name, params)
    expect(sent).toEqual([address, address, address])
  })

  it('a call as the visitor waits for no turn: a sign-in has taken that of the cart', async () => {
    const { turns, callAsServer } = caller()
    await callAsServer(fakeScope(), 'visitor')('removeCart', at)
    expect(turns).toEqual([])
    await callAsServer(fakeScope())('removeCart', at)
    expect(turns).toHaveLength(1)
  })

  it('a visitor\'s first cart is made at SAP\'s address', async () => {
    const { sent, call } = caller()
    await call(fakeScope(), 'createCartEntry', [{ entry: { quantity: 1 } }])
    expect(sent).toEqual(['POST /occ/v2/electronics/users/anonymous/carts', 'PUT /occ/v2/electronics/users/anonymous/carts/new-guid/entries'])
  })

  it('a change of a visitor\'s cart that a sign-in has merged while it waited is not sent', async () => {
    const { sent, turns, call } = caller('guid', true)
    await expect(call(fakeScope(), 'createCartEntry', [{ entry: { quantity: 1 } }])).rejects.toMatchObject({ status: 409, data: { type: 'SessionChangedError' } })
    expect([sent, turns.length]).toEqual([[], 1])
  })

  it('the app\'s calls go to the document\'s', async () => {
    const { sent, call } = caller('guid')
    await call(fakeScope(), 'getCart', [{ site: 'electronics', uid: 'x' }])
    expect(sent).toEqual(['GET /occ/v2/electronics/own/x/cart'])
  })
})

describe('a request to SAP that has come back to the shop', () => {
  const returned = fakeRequest({ headers: { 'sapcc-hop': 'own' } })

  it.each([
    ['a page or own route', returned],
    ['an inner request of one', fakeRequest({ isInner: true, outer: returned })],
  ])('makes no call, as %s', async (_, request) => {
    const { sent, call, callAsServer } = caller('guid')
    await expect(call(fakeScope(undefined, request), 'getProduct', [{ productCode: '1' }])).rejects.toMatchObject({ status: 508, data: { type: 'LoopDetectedError' } })
    await expect(callAsServer(fakeScope(undefined, request))('createCart', {})).rejects.toMatchObject({ status: 508 })
    expect(sent).toEqual([])
  })

  it('makes no call by an inner request of which nothing is known, either, as by a plain $fetch of an own route in Nitro 2', async () => {
    const returnedHere = fakeRequest({ headers: { 'sapcc-hop': 'own.process' } })
    const { sent, call } = caller('guid')
    const request = { isInner: true, underWay: [fakeRequest({ headers: { cookie: 'a=1' } }), returnedHere] }
    await expect(call(fakeScope(undefined, request), 'getProduct', [{ productCode: '1' }])).rejects.toMatchObject({ status: 508, data: { type: 'LoopDetectedError' } })
    expect(sent).toEqual([])
  })

  it('stops no other\'s calls by a mark that anybody can send', async () => {
    const { sent, call } = caller('guid')
    const forged = ['own', 'own.', 'own.other', 'other.process'].map(mark => fakeRequest({ headers: { 'sapcc-hop': mark } }))
    await call(fakeScope(undefined, { isInner: true, underWay: forged }), 'getProduct', [{ productCode: '1' }])
    // Nor those of a visitor while there is a loop.
    await call(fakeScope(undefined, { underWay: [fakeRequest({ headers: { 'sapcc-hop': 'own.process' } })] }), 'getProduct', [{ productCode: '1' }])
    expect(sent).toHaveLength(2)
  })

  it('is not one of another shop, which may have this one as its SAP', async () => {
    const { sent, call } = caller('guid')
    await call(fakeScope(undefined, { headers: { 'sapcc-hop': 'other' } }), 'getProduct', [{ productCode: '1' }])
    expect(sent).toHaveLength(1)
  })
})
