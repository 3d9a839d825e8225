import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { findOperation } from '../../../src/runtime/server/occ/find-operation'
import type { AnonymousCart } from '../../../src/runtime/server/cart/anonymous-cart'
import type { MergeState } from '../../../src/runtime/server/cart/cart-notes'
import { cartOfCall, readsMissingCart } from '../../../src/runtime/server/cart/cart-of-call'
import type { CartCall } from '../../../src/runtime/server/cart/cart-of-call'

const GUID = '0b7d5a8e-2f7b-4a27-9f5c-1f0f6f0c2b11'

/** Carts in memory, by base site. */
function memoryCart(kept: Record<string, string> = {}) {
  const guids = new Map(Object.entries(kept))
  const merges = new Map<string, MergeState>()
  const cart: AnonymousCart = {
    guid: async site => guids.get(site),
    async begin(site, create, missing) {
      const known = guids.get(site)
      const guid = known === undefined || known === missing ? await create() : known
      guids.set(site, guid)
      return guid
    },
    takeReplacement: () => Promise.resolve(false),
    async drop(site, guid) {
      if (guids.get(site) === guid) guids.delete(site)
    },
    noteMerging: guid => !merges.has(guid) && !!merges.set(guid, 'merging'),
    noteMergeDone: guid => Promise.resolve(void merges.set(guid, 'done')),
    noteNotMerged: guid => void merges.delete(guid),
    moveEntries: (_guid, _options, move) => move(),
    mergeState: guid => Promise.resolve(merges.get(guid)),
    entries: async () => [...guids],
    clear: async () => guids.clear(),
  }
  return { cart, guids }
}

type Overrides = Partial<Omit<CartCall, 'cart'>> & { cart?: AnonymousCart }

function call(operationId: string, params: unknown, { cart = memoryCart().cart, ...overrides }: Overrides = {}): CartCall {
  const operation = findOperation(operationId)
  if (!operation) throw new Error(`no operation ${operationId}`)
  return { operationId, operation, params, userId: 'anonymous', baseSiteId: 'shop', cart: () => cart, enabled: true, createCart: async () => GUID, createCustomersCart: async () => '00001', ...overrides }
}

const cartError = (reason: string, subject?: string) => new SapccError(`Cart ${subject} not found.`, {
  status: 400,
  data: { type: 'CartError', reason, subjectType: 'cart', ...(subject === undefined ? {} : { subject }) },
})

describe('cartOfCall', () => {
  it.each([
    ['getCart', {}],
    ['getCart', { cartId: 'current' }],
    ['getCart', undefined],
    ['placeOrder', { cartId: null }],
  ])('fills in the visitor\'s cart: %s %j', async (operationId, params) => {
    const { cart } = memoryCart({ shop: GUID })
    expect((await cartOfCall(call(operationId, params, { cart }))).params).toEqual({ ...params, cartId: GUID })
  })

  it('keeps the carts of base sites apart', async () => {
    const { cart } = memoryCart({ shop: GUID })
    await expect(cartOfCall(call('getCart', { baseSiteId: 'other' }, { cart }))).rejects.toMatchObject({ data: { reason: 'notFound' } })
  })

  it('makes a customer\'s missing cart `current`', async () => {
    const { cart } = memoryCart({ shop: GUID })
    expect((await cartOfCall(call('getCart', {}, { cart, userId: 'current' }))).params).toEqual({ cartId: 'current' })
    expect((await cartOfCall(call('placeOrder', { fields: 'FULL' }, { cart, userId: 'current' }))).params).toEqual({ fields: 'FULL', cartId: 'current' })
    expect((await cartOfCall(call('getCart', { userId: 'anonymous' }, { cart, userId: 'current' }))).params).toMatchObject({ cartId: GUID })
  })

  it('leaves alone what names a cart, takes none, or is switched off', async () => {
    const { cart } = memoryCart({ shop: GUID })
    for (const [operationId, params, overrides] of [
      ['getCart', { cartId: 'other-guid' }, {}],
      ['getProduct', { productCode: '1' }, {}],
      ['getTextfieldConfigurationForSavedCartEntry', { entryNumber: 0 }, {}],
      ['createCart', {}, {}],
      ['getCart', {}, { enabled: false }],
      ['getCart', { userId: 'jane' }, {}],
      ['getCart', 'text', {}],
      ['getCart', [], {}],
    ] as [string, unknown, Overrides][]) {
      expect((await cartOfCall(call(operationId, params, { cart, ...overrides }))).params).toBe(params)
    }
  })

  it('makes a cart for what puts something in, and for nothing else', async () => {
    const createCart = vi.fn(async () => GUID)
    const { cart, guids } = memoryCart()
    await expect(cartOfCall(call('getCart', {}, { cart, createCart }))).rejects.toMatchObject({ status: 400, data: { type: 'CartError', reason: 'notFound', subject: 'current' } })
    await expect(cartOfCall(call('updateCartEntry', {}, { cart, createCart }))).rejects.toMatchObject({ data: { type: 'CartError' } })
    expect(createCart).not.toHaveBeenCalled()
    expect((await cartOfCall(call('createCartEntry', { orderEntry: {} }, { cart, createCart }))).params).toEqual({ orderEntry: {}, cartId: GUID })
    expect(createCart).toHaveBeenCalledWith('shop', { orderEntry: {} })
    expect([...guids]).toEqual([['shop', GUID]])
  })

  it('forgets a cart that was ordered or removed', async () => {
    for (const end of [
      async (cart: AnonymousCart) => (await cartOfCall(call('placeOrder', {}, { cart }))).succeeded?.(),
      async (cart: AnonymousCart) => (await cartOfCall(call('paymentAuthorizedOrderPlacement', { cartId: GUID }, { cart }))).succeeded?.(),
      async (cart: AnonymousCart) => (await cartOfCall(call('removeCart', {}, { cart }))).succeeded?.(),
    ]) {
      const { cart, guids } = memoryCart({ shop: GUID })
      await end(cart)
      expect(guids.size).toBe(0)
    }
  })

  it('keeps it in every other case', async () => {
    for (const end of [
      async (cart: AnonymousCart) => (await cartOfCall(call('getCart', {}, { cart }))).succeeded?.(),
      // A response that removes the cookie may arrive when another call has begun a new cart.
      async (cart: AnonymousCart) => (await cartOfCall(call('getCart', {}, { cart }))).failed(cartError('notFound', GUID)),
      async (cart: AnonymousCart) => (await cartOfCall(call('removeCart', {}, { cart }))).failed(cartError('notFound', GUID)),
      async (cart: AnonymousCart) => (await cartOfCall(call('placeOrder', {}, { cart }))).failed(cartError('notFound', '00001000')),
      async (cart: AnonymousCart) => (await cartOfCall(call('placeOrder', {}, { cart }))).failed(new SapccError('late', { status: 504, data: { type: 'UpstreamTimeoutError' } })),
      async (cart: AnonymousCart) => (await cartOfCall(call('getCart', { cartId: 'another-guid-of-some-length' }, { cart }))).failed(cartError('notFound', 'another-guid-of-some-length')),
      async (cart: AnonymousCart) => (await cartOfCall(call('removeCart', { cartId: 'another-guid-of-some-length' }, { cart }))).succeeded?.(),
    ]) {
      const { cart, guids } = memoryCart({ shop: GUID })
      await end(cart)
      expect(guids.get('shop')).toBe(GUID)
    }
  })

  it('begins another cart for what puts something in when SAP no longer has the one in use', async () => {
    const other = '5c1d1a36-9a0e-4f3c-8a53-7f2c2b0a9d44'
    const add = { orderEntry: {} }
    const { cart, guids } = memoryCart({ shop: GUID })
    const visitors = await cartOfCall(call('createCartEntry', add, { cart, createCart: async () => other }))
    const again = await visitors.retryWithNewCart(visitors.failed(cartError('notFound', GUID)))
    expect([again?.params, again?.guid, guids.get('shop')]).toEqual([{ ...add, cartId: other }, other, other])
    // Once: a new cart that is gone again is the caller's error.
    expect(await again!.retryWithNewCart(again!.failed(cartError('notFound', other)))).toBeUndefined()

    const customers = await cartOfCall(call('createCartEntry', { ...add, cartId: 'current' }, { userId: 'current' }))
    const theirs = await customers.retryWithNewCart(customers.failed(cartError('notFound', 'current')))
    expect(theirs?.params).toEqual({ ...add, cartId: '00001' })
    expect(await theirs!.retryWithNewCart(cartError('notFound', 'current'))).toBeUndefined()
  })

  it.each([['merging', GUID], ['done', undefined]] as const)('is refused while a sign-in merges the cart, which is forgotten only when that is done: %s', async (state, kept) => {
    const { cart, guids } = memoryCart({ shop: GUID })
    const add = await cartOfCall(call('createCartEntry', { orderEntry: {} }, { cart }))
    if (state === 'merging') cart.noteMerging(GUID)
    else await cart.noteMergeDone(GUID)
    await expect(add.assertNotMerged!()).rejects.toMatchObject({ status: 409, data: { type: 'SessionChangedError' } })
    expect(guids.get('shop')).toBe(kept)
  })

  it('begins no cart for an add whose cart a sign-in has made the customer\'s meanwhile', async () => {
    const { cart, guids } = memoryCart({ shop: GUID })
    const createCart = vi.fn()
    const add = await cartOfCall(call('createCartEntry', { orderEntry: {} }, { cart, createCart }))
    await add.assertNotMerged!()
    cart.noteMerging(GUID)
    await cart.drop('shop', GUID)
    const error = add.failed(cartError('notFound', GUID))
    await expect(add.retryWithNewCart(error)).rejects.toMatchObject({ status: 409, data: { type: 'SessionChangedError' } })
    await expect(add.assertNotMerged!()).rejects.toMatchObject({ status: 409, data: { type: 'SessionChangedError' } })
    expect([createCart.mock.calls, guids.size]).toEqual([[], 0])
    // The next one begins its own, should the sign-in's answer not have arrived.
    createCart.mockResolvedValue('new')
    expect((await cartOfCall(call('createCartEntry', { orderEntry: {} }, { cart, createCart }))).guid).toBe('new')
  })

  it('leaves a missing cart to the caller where it was named, of another kind, or only read', async () => {
    const { cart } = memoryCart({ shop: GUID })
    for (const [operationId, params, overrides, error] of [
      ['createCartEntry', { cartId: GUID }, { cart }, cartError('notFound', GUID)],
      ['createCartEntry', { cartId: '00009' }, { userId: 'current' }, cartError('notFound', '00009')],
      ['createCartEntry', {}, { userId: 'current' }, cartError('cannotRestore', 'current')],
      ['updateCartEntry', {}, { userId: 'current' }, cartError('notFound', 'current')],
      ['createCartEntry', {}, { userId: 'current' }, new SapccError('x', { status: 503, data: { type: 'UnknownError' } })],
    ] as [string, unknown, Overrides, SapccError][]) {
      const found = await cartOfCall(call(operationId, params, overrides))
      expect(await found.retryWithNewCart(found.failed(error))).toBeUndefined()
    }
  })

  it('tells a read of the cart in use, of which there is none, from other failures', () => {
    const missing = cartError('notFound', 'current')
    expect(['getCart', 'getCartEntries', 'getCurrentOrgCart'].map(name => readsMissingCart(name, undefined, missing))).toEqual([true, true, true])
    expect(readsMissingCart('getCart', { cartId: 'current', fields: 'FULL' }, missing)).toBe(true)
    expect(readsMissingCart('getCart', { cartId: '00009' }, cartError('notFound', '00009'))).toBe(false)
    expect(readsMissingCart('getCart', {}, cartError('cannotRestore', 'current'))).toBe(false)
    expect(readsMissingCart('getCartDeliveryModes', {}, missing)).toBe(false)
    expect(readsMissingCart('placeOrder', {}, missing)).toBe(false)
  })

  it('never shows a guid in an error', async () => {
    const { cart } = memoryCart({ shop: GUID })
    const kept = (await cartOfCall(call('getCart', {}, { cart }))).failed(cartError('notFound', GUID))
    expect(kept.data.subject).toBe('current')
    const several = new SapccError('x', { status: 400, data: { type: 'CartError', errors: [{ type: 'CartError', subject: GUID, message: `no ${GUID}` }] } })
    const errors = [
      kept,
      (await cartOfCall(call('getCart', { cartId: GUID }, { cart }))).failed(cartError('cannotRestore', GUID)),
      (await cartOfCall(call('createCart', { oldCartId: GUID }, { cart, userId: 'current' }))).failed(cartError('cannotRestore', GUID)),
      (await cartOfCall(call('getCart', {}, { cart: memoryCart({ shop: GUID }).cart }))).failed(several),
    ]
    for (const error of errors) {
      expect(error).toBeInstanceOf(SapccError)
      expect(JSON.stringify(error)).not.toContain(GUID)
    }
  })
})
