import { describe, expect, it } from 'vitest'
import { createAnonymousCarts } from '../../../src/runtime/server/cart/anonymous-cart'
import type { RequestScope } from '../../../src/runtime/server/http/request-scope'
import { defineOperations } from '../../../src/runtime/server/occ/operation'
import { publicMaxAge } from '../../../src/runtime/server/operations/public-read'
import { fakeScope, names, pairsOf } from '../fake-request'
import { sealer } from '../server/support'

// A backend's own operations: among SAP's there is no read of a cart that names no user.
const operations: ReturnType<typeof defineOperations> = defineOperations({
  Suggestions: {
    getSuggestions: { method: 'GET', path: '/{baseSiteId}/suggestions', query: 'fields' },
    getSuggestionsForCart: { method: 'GET', path: '/{baseSiteId}/suggestions', query: 'cartId fields' },
  },
})

const carts = createAnonymousCarts({ sealer })

async function visitorWithCart(name = names.cart, given: Parameters<typeof fakeScope>[1] = {}): Promise<RequestScope> {
  return fakeScope(`${name}=${await sealer.sealValue('cart', { guids: [['shop', 'a-guid']], writtenAt: Date.now() })}`, given)
}

describe('an anonymous cart', () => {
  it('is the visitor\'s', async () => {
    expect(await carts(await visitorWithCart()).guid('shop')).toBe('a-guid')
  })

  it.each([false, true])('is not in an answer for everyone; looked at before: %s', async (isLookedAt) => {
    const scope = await visitorWithCart()
    if (isLookedAt) await carts(scope).guid('shop')
    scope.markPublicResponse()
    expect(await carts(scope).guid('shop')).toBeUndefined()
    expect(await carts(scope).entries()).toEqual([])
  })

  it('is nothing that a read opened to caches could be about', () => {
    const publicReads = { getSuggestions: 60, getSuggestionsForCart: 60 }
    expect(publicMaxAge('GET', 'getSuggestions', operations.getSuggestions, { publicReads })).toBe(60)
    expect(publicMaxAge('POST', 'getSuggestions', operations.getSuggestions, { publicReads })).toBeUndefined()
    expect(publicMaxAge('GET', 'getSuggestionsForCart', operations.getSuggestionsForCart, { publicReads })).toBeUndefined()
  })

  it('of version 0.1 is read, and moves to the shop\'s own name when it changes', async () => {
    const scope = await visitorWithCart(names.former.cart)
    expect(await carts(scope).guid('shop')).toBe('a-guid')
    await carts(scope).begin('other', () => Promise.resolve('another-guid'))
    expect(pairsOf(scope.cookies.lines())).toEqual([[names.cart, expect.stringMatching(/./)], [names.former.cart, '']])
  })

  it('is begun once by the calls of one request, and not where its cookie would not arrive', async () => {
    let made = 0
    const create = () => Promise.resolve(`guid-${++made}`)
    const scope = fakeScope()
    expect(await Promise.all([carts(scope).begin('shop', create), carts(scope).begin('shop', create)])).toEqual(['guid-1', 'guid-1'])
    expect(await carts(fakeScope(undefined, { isInner: true })).begin('shop', create)).toBeUndefined()
    expect(made).toBe(1)
  })

  it('is forgotten by its guid only', async () => {
    const scope = await visitorWithCart()
    await carts(scope).drop('shop', 'another-guid')
    expect(scope.cookies.lines()).toEqual([])
    await carts(scope).drop('shop', 'a-guid')
    expect(pairsOf(scope.cookies.lines())).toEqual([[names.cart, '']])
  })
})
