import { describe, expect, it } from 'vitest'
import { createAnonymousCarts } from '../../../src/runtime/server/cart/anonymous-cart'
import type { RequestScope } from '../../../src/runtime/server/http/request-scope'
import { defineOperations } from '../../../src/runtime/server/occ/operation'
import { publicMaxAge } from '../../../src/runtime/server/operations/http-cached-read'
import { fakeScope, names, pairsOf } from '../fake-request'
import { sealer } from '../session/tokens'

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
  it('makes the response one that no cache may keep when it is used, and not before', async () => {
    const scope = await visitorWithCart()
    const cart = carts(scope)
    expect(scope.isPersonalResponse).toBe(false)
    await cart.guid('shop')
    expect(scope.isPersonalResponse).toBe(true)
    const without = fakeScope()
    await carts(without).guid('shop')
    expect(without.isPersonalResponse).toBe(false)
  })

  it('is the visitor\'s', async () => {
    expect(await carts(await visitorWithCart()).guid('shop')).toBe('a-guid')
  })

  it.each([false, true])('is not in a response for all visitors; read before: %s', async (isLookedAt) => {
    const scope = await visitorWithCart()
    if (isLookedAt) await carts(scope).guid('shop')
    scope.markPublicResponse()
    expect(await carts(scope).guid('shop')).toBeUndefined()
    expect(await carts(scope).entries()).toEqual([])
  })

  it('is not used by a read that is opened to caches', () => {
    const publicReads = { getSuggestions: 60, getSuggestionsForCart: 60 }
    expect(publicMaxAge('GET', 'getSuggestions', operations.getSuggestions, { publicReads })).toBe(60)
    expect(publicMaxAge('POST', 'getSuggestions', operations.getSuggestions, { publicReads })).toBeUndefined()
    expect(publicMaxAge('GET', 'getSuggestionsForCart', operations.getSuggestionsForCart, { publicReads })).toBeUndefined()
  })

  it('of version 0.1 is read, and moves to the shop\'s own name when it changes', async () => {
    const scope = await visitorWithCart(names.version01.cart)
    expect(await carts(scope).guid('shop')).toBe('a-guid')
    await carts(scope).begin('other', () => Promise.resolve('another-guid'))
    expect(pairsOf(scope.cookies.lines())).toEqual([[names.cart, expect.stringMatching(/./)], [names.version01.cart, '']])
  })

  it('is begun once by the calls of one request, and not where its cookie would not arrive', async () => {
    let made = 0
    const create = () => Promise.resolve(`guid-${++made}`)
    const scope = fakeScope()
    expect(await Promise.all([carts(scope).begin('shop', create), carts(scope).begin('shop', create)])).toEqual(['guid-1', 'guid-1'])
    expect(await carts(fakeScope(undefined, { isInner: true })).begin('shop', create)).toBeUndefined()
    expect(made).toBe(1)
  })

  describe('that requests of one page begin at once', () => {
    const BURST = '1a2b3c-4d5e6f-7a8b9c'
    const inBurst = (burst = BURST) => fakeScope(undefined, { headers: { 'sapcc-cart-burst': burst } })

    it('is one, and every response brings its cookie', async () => {
      let made = 0
      const create = async () => {
        await Promise.resolve()
        return `guid-${++made}`
      }
      const scopes = [inBurst(), inBurst(), inBurst()]
      expect(await Promise.all(scopes.map(scope => carts(scope).begin('shop', create)))).toEqual(['guid-1', 'guid-1', 'guid-1'])
      for (const scope of scopes) expect(pairsOf(scope.cookies.lines()).map(([name]) => name)).toContain(names.cart)
      expect(await carts(inBurst()).begin('other', create)).toBe('guid-2')
      expect(await carts(inBurst('1a2b3c-4d5e6f-0000000')).begin('shop', create)).toBe('guid-3')
      // One that could be guessed counts for nothing.
      expect(await carts(inBurst('1')).begin('shop', create)).toBe('guid-4')
      expect(await carts(inBurst('1')).begin('shop', create)).toBe('guid-5')
    })

    it('is made again when it could not be made, or does not exist any more', async () => {
      await expect(carts(inBurst('failed-failed-failed')).begin('shop', () => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer')
      const scope = inBurst('failed-failed-failed')
      expect(await carts(scope).begin('shop', () => Promise.resolve('first'))).toBe('first')
      await carts(scope).drop('shop', 'first')
      expect(await carts(inBurst('failed-failed-failed')).begin('shop', () => Promise.resolve('second'))).toBe('second')
    })
  })

  it('is forgotten by its guid only', async () => {
    const scope = await visitorWithCart()
    await carts(scope).drop('shop', 'another-guid')
    expect(scope.cookies.lines()).toEqual([])
    await carts(scope).drop('shop', 'a-guid')
    expect(pairsOf(scope.cookies.lines())).toEqual([[names.cart, '']])
  })
})
