import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { shopCookie, shopCookies } from '../harness/shop-cookies.ts'
import { startSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'
import { settledLogs } from '../harness/settled-logs.ts'

const address = { firstName: 'Gus', lastName: 'Guest', line1: 'Street 1', town: 'Berlin', postalCode: '10117', country: { isocode: 'DE' } }
const payment = { accountHolderName: 'Gus Guest', cardNumber: '4111111111111111', cardType: { code: 'visa' }, expiryMonth: '12', expiryYear: '2030', billingAddress: address }

interface Cart { guid: string, code: string, totalItems: number, entries: { quantity: number }[] }

describe.each(['legacy', 'jdk21'] as const)('the cart over HTTP (%s)', (generation) => {
  const shop = useShop({ sap: { generation } })

  beforeEach(() => shop.sap.reset())

  const entry = (code = '325234', quantity = 1) => ({ orderEntry: { product: { code }, quantity } })
  const writes = (operationId: string) => shop.sap.ledger().writes.filter(write => write.operationId === operationId)
  const cart = async (client: Client, params = {}) => await client.call('getCart', { fields: 'FULL', ...params }) as Cart
  const failure = async (response: Response) => ({ status: response.status, ...await response.json() as { message: string, data: Record<string, string> } })

  it('is made at the first add and kept in a cookie that no script sees', async () => {
    const client = new Client(shop.app.url)
    const response = await client.request('createCartEntry', [entry()])
    expect(response.status).toBe(200)
    const [cookie = '', ...others] = response.headers.getSetCookie()
    expect(others).toEqual([])
    expect(cookie).toMatch(/^__Host-sapcc-[\da-z]+-cart=1\./)
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=2592000']) expect(cookie).toContain(attribute)

    await client.call('createCartEntry', { cartId: 'current', ...entry('23355') })
    const { guid, totalItems } = await cart(client, { cartId: 'current' })
    expect(totalItems).toBe(2)
    expect(cookie).not.toContain(guid)
    expect(writes('createCart')).toHaveLength(1)
    const { html } = await client.page('/cart')
    expect(html).toMatch(/id="items">\s*2/)
    expect(html).not.toContain(guid)
    expect(await settledLogs(shop.app)).not.toContain(guid)
  })

  it('is one visitor\'s own', async () => {
    const [first, second] = [new Client(shop.app.url), new Client(shop.app.url)]
    await first.call('createCartEntry', entry())
    await second.call('createCartEntry', entry('23355', 3))
    expect((await cart(first)).guid).not.toBe((await cart(second)).guid)
    expect((await cart(second)).entries).toMatchObject([{ quantity: 3 }])
    second.jar.set(`${shopCookie(second.jar, 'cart')!.name}=1.dGFtcGVyZWQ; Path=/; Secure`, shop.app.url)
    expect(await second.call('getCart', {})).toEqual({})
  })

  it('is not asked for while there is none', async () => {
    const response = await new Client(shop.app.url).request('updateCartEntry', [{ entryNumber: 0, orderEntry: { quantity: 2 } }])
    expect(await failure(response)).toMatchObject({ status: 400, message: 'Cart not found.', data: { type: 'CartError', reason: 'notFound', subject: 'current' } })
    expect(shop.sap.requests()).toEqual([])
  })

  it('is one for all adds that a request makes at once', async () => {
    const client = new Client(shop.app.url)
    const response = await client.fetch('/api/two-adds', { method: 'POST' })
    expect(await response.json()).toEqual({ items: 2 })
    expect(writes('createCart')).toHaveLength(1)
    expect((await cart(client)).totalItems).toBe(2)
  })

  it('is not made for an add that is wrong', async () => {
    const client = new Client(shop.app.url)
    expect(await failure(await client.request('createCartEntry', [{}]))).toMatchObject({ status: 400, data: { subject: 'orderEntry' } })
    expect(writes('createCart')).toEqual([])
    expect(shopCookie(client.jar, 'cart')).toBeUndefined()
  })

  it('is the one the caller names, if it names one', async () => {
    const client = new Client(shop.app.url)
    const { guid } = await client.call('createCart', {}) as Cart
    expect(shopCookie(client.jar, 'cart')).toBeUndefined()
    await client.call('createCartEntry', { cartId: guid, ...entry() })
    expect((await cart(client, { cartId: guid })).totalItems).toBe(1)
    expect(shopCookie(client.jar, 'cart')).toBeUndefined()
  })

  it('is replaced by the next add when SAP no longer has it, by nothing else, and no error contains its guid', async () => {
    const client = new Client(shop.app.url)
    await client.call('createCartEntry', entry())
    const { guid } = await cart(client)
    const kept = shopCookie(client.jar, 'cart')?.value
    shop.sap.reset()
    const gone = await failure(await client.request('updateCartEntry', [{ entryNumber: 0, orderEntry: { quantity: 2 } }]))
    expect(gone).toMatchObject({ status: 400, data: { type: 'CartError', reason: 'notFound', subject: 'current' } })
    expect(JSON.stringify(gone)).not.toContain(guid)
    // A response that removes the cookie may arrive after that of an add in another tab.
    const read = await client.request('getCart', [{}])
    expect([await read.json(), read.headers.getSetCookie()]).toEqual([{}, []])
    expect((await client.page('/cart')).html).toMatch(/id="items">\s*0/)
    expect([kept, shopCookie(client.jar, 'cart')?.value]).toEqual([expect.any(String), kept])
    await client.call('createCartEntry', entry())
    expect(shopCookie(client.jar, 'cart')?.value).not.toBe(kept)
    expect((await cart(client)).totalItems).toBe(1)
  })

  it('survives every other error', async () => {
    const client = new Client(shop.app.url)
    await client.call('createCartEntry', entry())
    for (const status of [401, 403, 500, 503]) {
      shop.sap.faults({ target: 'occ', operationId: 'createCartEntry', status, count: 1 })
      expect((await client.request('createCartEntry', [entry()])).status).toBe(status)
    }
    shop.sap.faults({ target: 'occ', operationId: 'createCartEntry', drop: 'after', count: 1 })
    expect((await client.request('createCartEntry', [entry()])).status).toBe(502)
    // The one whose answer was lost counts, and once.
    expect((await cart(client)).entries).toMatchObject([{ quantity: 2 }])
  })

  it('is kept apart by base site', async () => {
    const client = new Client(shop.app.url)
    const apparel = { headers: { 'x-test-site': 'apparel' } }
    await client.call('createCartEntry', entry())
    expect((await client.request('createCartEntry', [entry('29531', 2)], apparel)).status).toBe(200)
    expect((await cart(client)).entries).toMatchObject([{ quantity: 1 }])
    expect(await (await client.request('getCart', [{ fields: 'FULL' }], apparel)).json()).toMatchObject({ entries: [{ quantity: 2 }] })
  })

  it('goes with the customer who signs in', async () => {
    const client = new Client(shop.app.url)
    await client.call('createCartEntry', entry('325234', 2))
    await client.signIn()
    expect(shopCookie(client.jar, 'cart')).toBeUndefined()
    expect((await cart(client)).entries).toMatchObject([{ quantity: 2 }])
    await client.call('signUserOut')
    expect([...shopCookies(client.jar, 'cart'), ...shopCookies(client.jar, 'content')]).toEqual([])

    // Now there is a customer's cart to merge with.
    await client.call('createCartEntry', entry('325234', 1))
    await client.signIn()
    expect((await cart(client)).entries).toMatchObject([{ quantity: 3 }])
  })

  it('never keeps a customer from signing in', async () => {
    const client = new Client(shop.app.url)
    await client.call('createCartEntry', entry())
    const { guid } = await cart(client)
    shop.sap.faults({ target: 'occ', operationId: 'createCart', status: 503, count: 1 })
    await client.signIn()
    // Nothing is known about the merge: the next sign-in tries again.
    expect(shopCookie(client.jar, 'cart')).toBeDefined()
    await client.signIn('jane@example.com')
    expect(shopCookie(client.jar, 'cart')).toBeUndefined()
    expect((await cart(client)).totalItems).toBe(1)
    await expect.poll(() => shop.app.logs()).toContain('The anonymous cart was not merged')
    expect(shop.app.logs()).not.toContain(guid)
  })

  const guestWith = async (...entries: ReturnType<typeof entry>[]) => {
    const client = new Client(shop.app.url)
    for (const added of entries) await client.call('createCartEntry', added)
    await client.call('createCartGuestUser', { sapGuestUserRequest: { email: 'gus@example.com' } })
    await client.call('createCartDeliveryAddress', { address })
    return client
  }
  const credentials = { username: 'jane@example.com', password: 'Password1!' }

  it('is carried over at the sign-in when it is a guest\'s, which SAP does not merge', async () => {
    const client = await guestWith(entry('325234', 2), entry('23355'))
    const { guid } = await cart(client)
    await client.fetch('/api/hooks')
    expect(await client.call('signUserIn', credentials)).not.toHaveProperty('cartEntriesNotAdded')
    expect(shopCookie(client.jar, 'cart')).toBeUndefined()
    expect((await cart(client)).entries).toMatchObject([{ quantity: 2 }, { quantity: 1 }])
    // The guest's own cart, with e-mail and address, is gone.
    expect(writes('removeCart')).toHaveLength(1)
    expect(await (await client.fetch('/api/hooks')).json()).toContainEqual({ name: 'cart-merged', path: '/api/sapcc/signUserIn', notAdded: [] })
    expect(await settledLogs(shop.app)).not.toContain(guid)
  })

  it('is carried over into the cart that the customer has, with what could not be added reported', async () => {
    const jane = new Client(shop.app.url)
    await jane.signIn()
    await jane.call('createCartEntry', entry('479956', 1))
    const client = await guestWith(entry('479956', 2), entry('325234'), entry('23355'))
    shop.sap.faults({ target: 'occ', operationId: 'createCartEntry', delayMs: 0, count: 1 }, { target: 'occ', operationId: 'createCartEntry', status: 503, count: 1 })
    await client.fetch('/api/hooks')
    const notAdded = [
      { baseSiteId: 'electronics', productCode: '479956', quantity: 2, quantityAdded: 1, reason: 'lowStock' },
      { baseSiteId: 'electronics', productCode: '325234', quantity: 1, quantityAdded: 0, reason: 'UnknownError' },
    ]
    expect(await client.call('signUserIn', credentials)).toMatchObject({ cartEntriesNotAdded: notAdded })
    expect((await cart(client)).entries).toMatchObject([{ quantity: 2 }, { quantity: 1, product: { code: '23355' } }])
    expect(await (await client.fetch('/api/hooks')).json()).toContainEqual({ name: 'cart-merged', path: '/api/sapcc/signUserIn', notAdded })
    // Nothing is sent a second time by the next sign-in.
    expect(shopCookie(client.jar, 'cart')).toBeUndefined()
    await expect.poll(() => shop.app.logs()).toContain('2 entries of the anonymous cart were not carried over at the sign-in: 479956 lowStock, 325234 UnknownError.')
  })

  it('of a guest stays for the next sign-in while it cannot be read', async () => {
    const client = await guestWith(entry())
    // The customer's own cart is asked for as `carts/current`, which is another operation of the stand-in.
    shop.sap.faults({ target: 'occ', operationId: 'getCart', status: 503, count: 1 })
    await client.signIn()
    expect(shopCookie(client.jar, 'cart')).toBeDefined()
    await client.signIn()
    expect((await cart(client)).totalItems).toBe(1)
  })

  it('takes a guest to an order, with the shop\'s own token where SAP wants one', async () => {
    const client = new Client(shop.app.url)
    await client.call('createCartEntry', entry())
    await client.call('createCartGuestUser', { sapGuestUserRequest: { email: 'gus@example.com' } })
    await client.call('createCartDeliveryAddress', { address })
    await client.call('replaceCartDeliveryMode', { deliveryModeId: 'standard-gross' })
    await client.call('createCartPaymentDetails', { paymentDetails: payment })
    const order = await client.call('placeOrder', { fields: 'FULL' }) as { guid: string, code: string }
    expect(shopCookie(client.jar, 'cart')).toBeUndefined()
    expect(shop.sap.grants('client_credentials')).toBe(1)
    expect(await client.call('getOrder', { code: order.guid })).toMatchObject({ code: order.code })
    // With the shop's token any order could be read by its number, so that it is not used.
    expect((await client.request('getOrder', [{ code: order.code }])).status).toBe(401)
    expect(shop.sap.requests('placeOrder')).toMatchObject([{ user: 'client:storefront' }])
    expect(shop.sap.requests('getCartDeliveryModes').concat(shop.sap.requests('createCartEntry')).every(({ user }) => user === 'anonymous')).toBe(true)
  })

  it('stays out of pages that are kept for everyone', async () => {
    const client = new Client(shop.app.url)
    await client.call('createCartEntry', entry())
    const before = client.jar.snapshot()
    const { html, response } = await client.page('/cached-cart')
    expect(html).toMatch(/id="items">\s*0/)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(client.jar.snapshot()).toEqual(before)
  })

  it('registers customers with the shop\'s own token, renewed once when SAP refuses it', async () => {
    const client = new Client(shop.app.url)
    const user = (uid: string) => ({ userSignUp: { uid, password: 'Password1!', firstName: 'New', lastName: 'Customer' } })
    await client.call('createUser', user('new1@example.com'))
    const before = shop.sap.grants('client_credentials')
    await client.call('createUser', user('new2@example.com'))
    expect(shop.sap.grants('client_credentials')).toBe(before)
    shop.sap.expireAccessTokens()
    await client.call('createUser', user('new3@example.com'))
    expect(shop.sap.grants('client_credentials')).toBe(before + 1)
    expect(shop.sap.requests().filter(({ path }) => path.endsWith('/users')).slice(-2).map(({ status }) => status)).toEqual([401, 201])
    await client.signIn('new2@example.com')
    // A customer's session is never mixed with it.
    const response = await client.request('createUser', [user('new4@example.com')])
    expect(shop.sap.requests('createUser').at(-1)).toMatchObject({ user: 'new2@example.com' })
    expect(response.status).toBe(generation === 'legacy' ? 401 : 200)
  })

  it('tells an authorization server that is down', async () => {
    shop.sap.faults({ target: 'token', status: 503 })
    shop.sap.expireAccessTokens()
    const response = await new Client(shop.app.url).request('createUser', [{ userSignUp: { uid: 'x@example.com', password: 'Password1!', firstName: 'X', lastName: 'Y' } }])
    expect(response.status).toBe(503)
  })
})

describe('without anonymous carts', () => {
  it('leaves carts to the shop', async () => {
    const sap = await startSap({ generation: 'jdk21' })
    const app = await startApp({ env: { ...sap.env, NUXT_SAPCC_CART_ANONYMOUS: 'false' } })
    try {
      const client = new Client(app.url)
      const response = await client.request('createCartEntry', [{ orderEntry: { product: { code: '325234' }, quantity: 1 } }])
      expect(await response.json()).toMatchObject({ status: 400, data: { type: 'MissingParameterError', subject: 'cartId' } })
      expect(client.jar.snapshot()).toEqual({})
    }
    finally {
      await app.stop()
      await sap.stop()
    }
  })
})

describe('the shop\'s own token, refused with no other to be had', () => {
  it('is not sent again', async () => {
    const sap = await startSap({ generation: 'jdk21' })
    const app = await startApp({ env: sap.env })
    try {
      const client = new Client(app.url)
      const user = (uid: string) => ({ userSignUp: { uid, password: 'Password1!', firstName: 'New', lastName: 'Customer' } })
      await client.call('createUser', user('new1@example.com'))
      sap.expireAccessTokens()
      sap.faults({ target: 'token', grant: 'client_credentials', status: 401, body: { error: 'invalid_client' } })
      await client.request('createUser', [user('new2@example.com')])
      expect(sap.requests().filter(({ path }) => path.endsWith('/users')).slice(-2).map(({ headers }) => headers.authorization)).toEqual([expect.stringMatching(/^Bearer /), undefined])
    }
    finally {
      await app.stop()
      await sap.stop()
    }
  })
})
