import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client'
import { useRedis } from '../harness/use-redis'
import { startSap } from '../harness/sap'
import type { RunningSap } from '../harness/sap'
import { ONE_SHOP, startApp } from '../harness/server'
import type { RunningApp } from '../harness/server'
import { useShop } from '../harness/shop'

const PRODUCTS = ['325234', '23355', '358639', '300938', '1934793', '1981415'] as const

interface Cart { code?: string, guid?: string, totalItems?: number, entries?: { quantity: number, product: { code: string } }[] }

const entry = (code: string = PRODUCTS[0], quantity = 1) => ({ orderEntry: { product: { code }, quantity } })
const cartOf = async (client: Client, params = {}) => await client.call('getCart', { fields: 'FULL', ...params }) as Cart

/** How far apart the stand-in received the last adds, in milliseconds. */
function distances(sap: RunningSap): number[] {
  const times = sap.requests('createCartEntry').map(({ time }) => Date.parse(time))
  return times.slice(1).map((time, index) => time - times[index]!).slice(-PRODUCTS.length + 1)
}

/** Products in the order in which SAP added them. */
const added = (sap: RunningSap) => sap.ledger().writes.filter(({ operationId }) => operationId === 'createCartEntry').map(({ product }) => product)

describe.each(['legacy', 'jdk21'] as const)('a customer\'s cart (%s)', (generation) => {
  const shop = useShop({ sap: { generation } })
  const writes = (operationId: string) => shop.sap.ledger().writes.filter(write => write.operationId === operationId)
  let client: Client

  beforeEach(async () => {
    shop.sap.reset()
    client = new Client(shop.app.url)
    await client.signIn()
  })

  it.each([{}, { cartId: 'current' }])('is made by the first add when there is none: %j', async (named) => {
    expect(await client.call('createCartEntry', { ...named, ...entry() })).toMatchObject({ quantityAdded: 1 })
    await client.call('createCartEntry', { ...named, ...entry(PRODUCTS[1], 2) })
    expect((await cartOf(client)).entries).toMatchObject([{ quantity: 1 }, { quantity: 2 }])
    expect(writes('createCart')).toHaveLength(1)
  })

  it('is made again by the next add when the old one has been ordered or removed', async () => {
    await client.call('createCartEntry', entry())
    await client.call('removeCart', {})
    await client.call('createCartEntry', entry(PRODUCTS[1]))
    expect((await cartOf(client)).entries).toMatchObject([{ product: { code: PRODUCTS[1] } }])
  })

  it('is one for all adds that arrive at once while there is none', async () => {
    await Promise.all(PRODUCTS.map(code => client.call('createCartEntry', entry(code))))
    expect(writes('createCart')).toHaveLength(1)
    expect((await cartOf(client)).totalItems).toBe(PRODUCTS.length)
  })

  it('is not made for a wrong id, for an add that is wrong, and by what adds nothing', async () => {
    const wrongId = await client.request('createCartEntry', [{ cartId: '00009999', ...entry() }])
    expect([wrongId.status, (await wrongId.json() as { data: object }).data]).toMatchObject([400, { type: 'CartError', reason: 'notFound' }])
    const update = await client.request('updateCartEntry', [{ entryNumber: 0, orderEntry: { quantity: 2 } }])
    expect((await update.json() as { data: object }).data).toMatchObject({ type: 'CartError', reason: 'notFound' })
    expect((await client.request('createCartEntry', [{}])).status).toBe(400)
    expect(writes('createCart')).toEqual([])
  })

  it('that does not exist is read as an empty one, without an exception', async () => {
    expect(await client.call('getCart', {})).toEqual({})
    expect(await client.call('getCart', { cartId: 'current', fields: 'FULL' })).toEqual({})
    expect(await client.call('getCartEntries', {})).toEqual({})
    expect((await client.request('getCart', [{ cartId: '00009999' }])).status).toBe(400)
    // The example of docs/getting-started.md.
    expect(await (await client.fetch('/api/cart-count')).json()).toEqual({ count: 0 })
    // One that is there has its code, also when it is empty.
    await client.call('createCart', {})
    expect(await client.call('getCart', {})).toMatchObject({ code: expect.any(String) as string })
    await client.call('createCartEntry', entry())
    expect(await (await client.fetch('/api/cart-count')).json()).toEqual({ count: 1 })
  })
})

describe('a visitor\'s cart', () => {
  const shop = useShop({ sap: { generation: 'jdk21' } })
  beforeEach(() => shop.sap.reset())

  it('that does not exist is read as an empty one, without a call to SAP', async () => {
    const client = new Client(shop.app.url)
    expect(await client.call('getCart', {})).toEqual({})
    expect(await client.call('getCartEntries', { cartId: 'current' })).toEqual({})
    expect(shop.sap.requests()).toEqual([])
    const { html } = await client.page('/cart')
    expect(html).toMatch(/id="items">\s*0/)
  })

  it('is made again by the next add when SAP no longer has the old one', async () => {
    const client = new Client(shop.app.url)
    await client.call('createCartEntry', entry())
    const { guid } = await cartOf(client)
    shop.sap.reset()
    expect(await client.call('getCart', {})).toEqual({})
    await client.call('createCartEntry', entry())
    shop.sap.reset()
    await client.call('createCartEntry', entry(PRODUCTS[1], 2))
    const again = await cartOf(client)
    expect(again.entries).toMatchObject([{ quantity: 2 }])
    expect(again.guid).not.toBe(guid)
    // A guid that the caller names is not replaced by another cart.
    const named = await client.request('createCartEntry', [{ cartId: guid, ...entry() }])
    expect(named.status).toBe(400)
  })

  it.each(['/api/careless-add', '/careless-add'])('is not lost when its first add is started without being awaited: %s', async (path) => {
    shop.sap.faults({ target: 'occ', operationId: 'createCart', delayMs: 400, count: 1 })
    const client = new Client(shop.app.url)
    const response = await client.fetch(path)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('done')
    await expect.poll(async () => (await cartOf(client)).totalItems).toBe(1)
    expect(writesOf('createCart')).toHaveLength(1)
  })

  const writesOf = (operationId: string) => shop.sap.ledger().writes.filter(write => write.operationId === operationId)
})

describe('changes to one cart that arrive together', () => {
  const shop = useShop({ sap: { generation: 'jdk21' } })
  beforeEach(() => shop.sap.reset())

  async function client(kind: string): Promise<Client> {
    const made = new Client(shop.app.url)
    if (kind === 'customer') await made.signIn()
    await made.call('createCartEntry', entry('3755211'))
    return made
  }

  it.each(['customer', 'visitor'])('are sent to SAP one after another, in their order: a %s\'s adds', async (kind) => {
    const shopper = await client(kind)
    shop.sap.faults({ target: 'occ', operationId: 'createCartEntry', delayMs: 100 })
    const sent = PRODUCTS.map(async (code, index) => {
      await new Promise(resolve => setTimeout(resolve, index * 10))
      return await shopper.call('createCartEntry', entry(code))
    })
    expect(await Promise.all(sent)).toHaveLength(PRODUCTS.length)
    expect(added(shop.sap)).toEqual(['3755211', ...PRODUCTS])
    expect(Math.min(...distances(shop.sap))).toBeGreaterThanOrEqual(95)
  })

  it('are sent one after another also when they are of different kinds, and reads do not wait for them', async () => {
    const shopper = await client('customer')
    shop.sap.faults({ target: 'occ', operationId: 'createCartEntry', delayMs: 500, count: 1 })
    const started = Date.now()
    const add = shopper.call('createCartEntry', entry())
    await new Promise(resolve => setTimeout(resolve, 50))
    const voucher = shopper.request('applyCartVoucher', [{ sapVoucherRequest: { voucherId: 'nope' } }]).then(() => Date.now() - started)
    await shopper.call('getCart', {})
    expect(Date.now() - started).toBeLessThan(400)
    await add
    expect(await voucher).toBeGreaterThanOrEqual(495)
  })

  it('go on after one that failed', async () => {
    const shopper = await client('visitor')
    shop.sap.faults({ target: 'occ', operationId: 'createCartEntry', status: 500, delayMs: 100, count: 1 })
    const [first, second] = await Promise.all([shopper.request('createCartEntry', [entry()]), shopper.request('createCartEntry', [entry(PRODUCTS[1])])])
    expect([first.status, second.status].sort()).toEqual([200, 500])
    expect(added(shop.sap)).toHaveLength(2)
  })

  it('of two customers do not wait for each other', async () => {
    const [jane, john] = [await client('customer'), new Client(shop.app.url)]
    await john.signIn('john@example.com')
    shop.sap.faults({ target: 'occ', operationId: 'createCartEntry', delayMs: 500, count: 1 })
    const slow = jane.call('createCartEntry', entry())
    await new Promise(resolve => setTimeout(resolve, 50))
    const started = Date.now()
    await john.call('createCartEntry', entry())
    expect(Date.now() - started).toBeLessThan(400)
    await slow
  })
})

describe('changes to one cart that wait too long', () => {
  const shop = useShop({ sap: { generation: 'jdk21' }, app: { env: { NUXT_SAPCC_API_TIMEOUT: '1000', NUXT_SAPCC_API_WAITING_CALLS_PER_SESSION: '2' } } })

  it('are refused without being sent, and so are too many', async () => {
    const shopper = new Client(shop.app.url)
    await shopper.signIn()
    await shopper.call('createCartEntry', entry())
    shop.sap.faults({ target: 'occ', operationId: 'createCartEntry', delayMs: 900 })
    const responses = await Promise.all(Array.from({ length: 4 }, async (_, index) => {
      await new Promise(resolve => setTimeout(resolve, index * 20))
      return await shopper.request('createCartEntry', [entry(PRODUCTS[index])])
    }))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 503, 429])
    expect(await responses[2]!.json()).toMatchObject({ data: { type: 'CartBusyError', retryAfter: 1 } })
    expect(responses[2]!.headers.get('retry-after')).toBe('1')
    expect(added(shop.sap)).toEqual([PRODUCTS[0], PRODUCTS[0], PRODUCTS[1]])
  })
})

describe('changes to one cart that reach several processes', () => {
  const redis = useRedis()
  let sap: RunningSap
  let apps: RunningApp[] = []

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21' })
    apps = await Promise.all([1, 2, 3].map(() => startApp({ env: { ...ONE_SHOP, ...sap.env, SHOP_REDIS_URL: redis.url } })))
  })

  afterAll(async () => {
    await Promise.all(apps.map(app => app.stop()))
    await sap?.stop()
  })

  it.each(['customer', 'visitor'])('are sent to SAP one after another, in their order: a %s\'s adds', async (kind) => {
    sap.reset()
    const first = new Client(apps[0]!.url)
    if (kind === 'customer') await first.signIn()
    await first.call('createCartEntry', entry('3755211'))
    const processes = apps.map(app => new Client(app.url, first.jar))
    // A process's first call takes longer than the distance of two adds here.
    await Promise.all(processes.map(process => process.call('createCartEntry', entry('3755211'))))
    sap.faults({ target: 'occ', operationId: 'createCartEntry', delayMs: 300 })
    await Promise.all(PRODUCTS.map(async (code, index) => {
      await new Promise(resolve => setTimeout(resolve, index * 150))
      return await processes[index % 3]!.call('createCartEntry', entry(code))
    }))
    expect(added(sap).slice(-PRODUCTS.length)).toEqual(PRODUCTS)
    expect(Math.min(...distances(sap))).toBeGreaterThanOrEqual(295)
  })

  it('begin one cart when a page is left while its first adds are under way', async () => {
    sap.reset()
    sap.faults({ target: 'occ', operationId: 'createCart', delayMs: 300, count: 1 })
    const headers = { 'sapcc-cart-burst': '1a2b3c-4d5e6f-7a8b9c' }
    const clients = apps.map(app => new Client(app.url))
    const responses = await Promise.all(clients.map((client, index) => client.request('createCartEntry', [entry(PRODUCTS[index])], { headers })))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(sap.requests('createCart')).toHaveLength(1)
    expect((await cartOf(clients[2]!)).totalItems).toBe(3)
  })

  it('are refused when a sign-in at another process has merged the cart meanwhile', async () => {
    sap.reset()
    const first = new Client(apps[0]!.url)
    await first.call('createCartEntry', entry())
    const before = first.jar.clone()
    sap.faults({ target: 'occ', operationId: 'createCart', delayMs: 600, count: 1 })
    const signedIn = first.signIn()
    await expect.poll(() => sap.requests('createCart').length).toBe(2)
    const late = await new Client(apps[1]!.url, before).request('createCartEntry', [entry(PRODUCTS[1])])
    await signedIn
    expect([late.status, await late.json()]).toMatchObject([409, { data: { type: 'SessionChangedError' } }])
    expect(added(sap)).toEqual([PRODUCTS[0]])
    expect((await cartOf(first)).totalItems).toBe(1)
  })

  it('do not wait for a process that was killed', async () => {
    sap.reset()
    const first = new Client(apps[0]!.url)
    await first.signIn()
    await first.call('createCartEntry', entry('3755211'))
    sap.faults({ target: 'occ', operationId: 'createCartEntry', delayMs: 1500, count: 1 })
    const lost = first.request('createCartEntry', [entry()]).catch(() => undefined)
    await new Promise(resolve => setTimeout(resolve, 300))
    await apps.shift()!.stop('SIGKILL')
    await lost
    const started = Date.now()
    await new Client(apps[0]!.url, first.jar).call('createCartEntry', entry(PRODUCTS[1]))
    expect(Date.now() - started).toBeLessThan(6000)
  })

  it('go on while the storage is not available', async () => {
    sap.reset()
    const visitor = new Client(apps[0]!.url)
    await visitor.call('createCartEntry', entry())
    await redis.stop()
    await visitor.call('createCartEntry', entry(PRODUCTS[1]))
    expect((await cartOf(visitor)).totalItems).toBe(2)
    await redis.start()
  })
})
