import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { useRedis } from '../harness/use-redis.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { ONE_SHOP, startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

const SECRET = 'a secret that opens the purge in tests only'
const CACHE = { NUXT_SAPCC_CACHE_ENABLED: 'true', NUXT_SAPCC_CACHE_PURGE_SECRET: SECRET }

/** Requests of the page `/catalogue`, by operation; `getProduct` is called twice there. */
const READS = ['getProduct', 'getProductReviews', 'getProducts', 'getSuggestions', 'getPage', 'getLanguages', 'getCurrencies']

const purge = (url: string, body: unknown, secret = SECRET) => fetch(`${url}/api/sapcc/cache/purge`, {
  method: 'POST',
  headers: { 'authorization': `Bearer ${secret}`, 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** Does some work, a number of items at a time. */
async function inParallel(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let index = next++; index < count; index = next++) await work(index)
  }))
}

describe('answers that are the same for everybody, kept on the server', () => {
  const shop = useShop({ app: { env: { ...CACHE, NUXT_SAPCC_API_ALLOWED_BASE_SITES: 'apparel', NUXT_SAPCC_CACHE_EXCEPT_BASE_SITES: 'apparel' } } })
  const asked = (operationId = 'getProduct') => shop.sap.requests(operationId)
  const visitor = () => new Client(shop.app.url)

  beforeEach(async () => {
    shop.sap.reset()
    expect((await purge(shop.app.url, { everything: true })).status).toBe(204)
  })

  it('are requested once per read by 200 page views at once with an empty cache', async () => {
    shop.sap.faults({ target: 'occ', delayMs: 100 })
    const pages = await Promise.all(Array.from({ length: 200 }, () => visitor().page('/catalogue')))
    for (const { response, html } of pages) {
      expect(response.status).toBe(200)
      expect(html).toContain('Photosmart E317 Digital Camera Photosmart E317 Digital Camera')
    }
    expect(READS.map(name => asked(name).length)).toEqual(READS.map(() => 1))
  })

  it('are asked for at most at a twentieth of 1,000 page views', async () => {
    await inParallel(1000, 10, async () => {
      expect((await visitor().page('/catalogue')).response.status).toBe(200)
    })
    expect(asked(undefined).length).toBeLessThanOrEqual(8 * 1000 / 20)
    // Its lifetime may have ended once.
    expect(asked().length).toBeLessThanOrEqual(2)
  })

  it('are used by pages, the shop\'s own routes and the browser alike', async () => {
    const product = await visitor().call('getProduct', { productCode: '325234' })
    expect(product).toMatchObject({ code: '325234' })
    const other = await visitor().request('getProduct', [{ productCode: '325234' }])
    expect([other.headers.get('cache-control'), other.headers.get('content-type')]).toEqual(['no-store', expect.stringContaining('application/json')])
    expect(await other.json()).toEqual(product)
    expect((await visitor().page('/product')).html).toContain('24.99')
    expect((await fetch(`${shop.app.url}/api/two-products`)).status).toBe(200)
    expect(asked().map(({ path }) => path.split('/').at(-1)).sort()).toEqual(['23355', '325234'])
  })

  it('are kept by base site, language and currency', async () => {
    for (const params of [{}, { lang: 'de' }, { curr: 'EUR' }, { lang: 'de', curr: 'EUR' }, { lang: 'de' }]) await visitor().call('getProduct', { productCode: '300938', ...params })
    const german = visitor()
    german.jar.set('vsf-locale=de; Path=/', shop.app.url)
    expect(await german.call('getProduct', { productCode: '300938' })).toMatchObject({ summary: expect.stringContaining('Kompaktkamera') as string })
    expect(asked()).toHaveLength(4)
  })

  it('are not what a customer gets, nor what they got', async () => {
    const customer = visitor()
    await customer.signIn()
    const own = { code: '300938', name: 'canary of Jane', price: { formattedValue: '$ canary' } }
    shop.sap.faults({ target: 'occ', operationId: 'getProduct', status: 200, body: own, headers: { 'content-type': 'application/json' } })
    // First: what it brings must not be kept.
    expect(await customer.call('getProduct', { productCode: '300938' })).toEqual(own)
    expect((await customer.page('/catalogue')).html).toMatch(/canary of Jane.*\$ canary.*id="logged-in">\s*true/s)
    shop.sap.clearFaults()
    const strangers = [await visitor().request('getProduct', [{ productCode: '300938' }]).then(answer => answer.text()), (await visitor().page('/catalogue')).html]
    for (const text of strangers) expect(text).not.toContain('canary')
    // And the other way round: SAP is asked for the customer, although there is an answer for everybody.
    const before = asked().length
    await customer.call('getProduct', { productCode: '300938' })
    expect(asked().slice(before).map(({ user }) => user)).toEqual(['jane@example.com'])
  })

  it.each([
    ['with a consent header', { headers: { 'x-anonymous-consents': '%5B%5D' } }],
    ['with a personalization header', { headers: { 'occ-personalization-id': 'p1' } }],
    ['with a ticket of SmartEdit\'s', { params: { cmsTicketId: '1' } }],
    ['with a parameter of the shop\'s hook', { headers: { 'x-test-ticket': '1' } }],
    ['for a base site that is excepted', { params: { baseSiteId: 'apparel', productCode: '29533' } }],
  ] as [string, { headers?: Record<string, string>, params?: object }][])('are no answers to calls %s', async (_, { headers = {}, params = {} }) => {
    const call = async () => expect((await visitor().request('getProduct', [{ productCode: '300938', ...params }], { headers })).status).toBe(200)
    await visitor().call('getProduct', { productCode: '300938' })
    await call()
    await call()
    expect(asked()).toHaveLength(3)
  })

  it('are no errors', async () => {
    shop.sap.faults({ target: 'occ', operationId: 'getProduct', status: 500, count: 1 })
    expect((await visitor().request('getProduct', [{ productCode: '300938' }])).status).toBeGreaterThanOrEqual(500)
    expect(await visitor().call('getProduct', { productCode: '300938' })).toMatchObject({ code: '300938' })
    for (const _ of [1, 2]) expect((await visitor().request('getProduct', [{ productCode: 'no-such-product' }])).status).toBe(400)
    // The first one never arrived at what is written down there.
    expect(asked()).toHaveLength(3)
  })

  it('are no pages of a proxy that come with status 200', async () => {
    shop.sap.faults({ target: 'occ', operationId: 'getProduct', status: 200, body: '<html>Maintenance</html>', headers: { 'content-type': 'text/html' }, count: 1 })
    await visitor().request('getProduct', [{ productCode: '300938' }])
    expect(await visitor().call('getProduct', { productCode: '300938' })).toMatchObject({ code: '300938' })
  })

  it('are no carts, customers or what is about one user', async () => {
    const client = visitor()
    await client.call('createCartEntry', { orderEntry: { product: { code: '300938' }, quantity: 1 } })
    for (const _ of [1, 2]) await client.call('getCart', {})
    expect(asked('getCart')).toHaveLength(2)
  })

  it('are fetched although a client disconnects while others wait', async () => {
    shop.sap.faults({ target: 'occ', operationId: 'getProduct', delayMs: 300, count: 1 })
    const leaving = new AbortController()
    const first = visitor().request('getProduct', [{ productCode: '300938' }], { signal: leaving.signal })
    const second = visitor().call('getProduct', { productCode: '300938' })
    await new Promise(resolve => setTimeout(resolve, 100))
    leaving.abort()
    await expect(first).rejects.toThrow()
    expect(await second).toMatchObject({ code: '300938' })
    expect(asked()).toHaveLength(1)
  })

  it('are purged by operation, by product and by the shop\'s own code', async () => {
    const call = (productCode = '300938') => visitor().call('getProduct', { productCode })
    await call()
    expect((await purge(shop.app.url, { tags: ['productCode:300938'] })).status).toBe(204)
    await call()
    expect(asked()).toHaveLength(2)
    await purge(shop.app.url, { operations: ['getProduct'] })
    await call()
    expect(asked()).toHaveLength(3)
    expect((await visitor().fetch('/api/purge', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ tags: ['baseSiteId:electronics'] }) })).status).toBe(200)
    await call()
    expect(asked()).toHaveLength(4)
    await purge(shop.app.url, { tags: ['productCode:1'], operations: ['getProducts'] })
    await call()
    expect(asked()).toHaveLength(4)
  })

  it.each([
    ['a wrong secret', { everything: true }, `${SECRET}.`, 403],
    ['no secret', { everything: true }, '', 403],
    ['an operation that does not exist', { operations: ['getPoduct'] }, SECRET, 404],
    ['a tag without a value', { tags: ['300938'] }, SECRET, 400],
    ['a misspelt name', { everthing: true }, SECRET, 400],
    ['a list', [], SECRET, 400],
  ])('are not purged by %s', async (_, body, secret, status) => {
    await visitor().call('getProduct', { productCode: '300938' })
    expect((await purge(shop.app.url, body, secret)).status).toBe(status)
    await visitor().call('getProduct', { productCode: '300938' })
    expect(asked()).toHaveLength(1)
  })
})

describe('answers of which the shop says that they are the same for customers, and how long they live', () => {
  const shop = useShop({ app: { env: { ...CACHE, NUXT_SAPCC_CACHE_PURGE_SECRET: '', NUXT_SAPCC_CACHE_SAME_FOR_CUSTOMERS: 'getProduct,getPageWithUser', NUXT_SAPCC_CACHE_MAX_AGE: '{"getProduct":1,"getTitles":0}', NUXT_SAPCC_CACHE_STALE_MAX_AGE: '{"getProduct":1}' } } })
  const asked = (operationId = 'getProduct') => shop.sap.requests(operationId)

  beforeEach(() => shop.sap.reset())

  it('are the same for a customer, and asked for without their token', async () => {
    const customer = new Client(shop.app.url)
    await customer.signIn()
    await customer.call('getPageWithUser', { pageType: 'ContentPage', pageLabelOrId: 'homepage' })
    await new Client(shop.app.url).call('getPageWithUser', { pageType: 'ContentPage', pageLabelOrId: 'homepage' })
    expect(asked('getPageWithUser').map(({ path, headers }) => [path.includes('/users/anonymous/'), headers.authorization])).toEqual([[true, undefined]])
    // The call says for whom it is.
    await customer.call('getPageWithUser', { userId: 'current', pageType: 'ContentPage', pageLabelOrId: 'homepage' })
    expect(asked('getPageWithUser').at(-1)!.headers.authorization).toMatch(/^Bearer /i)
  })

  it('expire, and are given once more while new ones are fetched', async () => {
    const call = () => new Client(shop.app.url).call('getProduct', { productCode: '300938' })
    const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
    await call()
    await wait(1100)
    shop.sap.faults({ target: 'occ', operationId: 'getProduct', delayMs: 400, count: 1 })
    const started = performance.now()
    await call()
    expect(performance.now() - started).toBeLessThan(300)
    await expect.poll(() => asked().length).toBe(2)
    await wait(2600)
    await call()
    expect(asked()).toHaveLength(3)
  })

  it('are not kept at all with a lifetime of 0', async () => {
    for (const _ of [1, 2]) await new Client(shop.app.url).call('getTitles', {})
    expect(asked('getTitles')).toHaveLength(2)
  })

  it('cannot be purged by HTTP without a secret in the configuration', async () => {
    for (const secret of ['', SECRET]) expect((await purge(shop.app.url, { everything: true }, secret)).status).toBe(404)
  })
})

describe('answers that the server keeps of an SAP that tells who asks', () => {
  let occ: Recorder
  let app: RunningApp

  beforeAll(async () => {
    occ = await startRecorder()
    app = await startApp({
      env: {
        NUXT_SAPCC_API_URI: `${occ.url}/occ/v2`,
        NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
        NUXT_SAPCC_OAUTH_URI: `${occ.url}/authorizationserver`,
        NUXT_SAPCC_OAUTH_CLIENT_ID: 'shop',
        NUXT_SAPCC_API_REQUEST_HEADERS: '["X-Own"]',
        NUXT_SAPCC_API_RESPONSE_HEADERS: '["X-Theirs"]',
        ...CACHE,
      },
    })
  })
  afterAll(async () => {
    await app?.stop()
    await occ?.stop()
  })
  beforeEach(() => {
    occ.reset()
    occ.answer((req, res) => {
      res.writeHead(200, { 'content-type': 'application/json;charset=UTF-8', 'set-cookie': 'visitor=canary', 'x-theirs': 'canary', 'cache-control': 'private', 'x-anonymous-consents': 'canary' }).end(JSON.stringify({ asked: req.headers }))
    })
  })

  it('are asked for without anything of a visitor\'s, and carry none of SAP\'s headers', async () => {
    const client = new Client(app.url)
    client.jar.set('own-cookie=canary; Path=/', app.url)
    const ask = (headers: Record<string, string> = {}) => client.request('getProduct', [{ productCode: '1' }], { headers: { 'accept-language': 'canary', 'user-agent': 'canary', 'x-visitor': 'canary', 'authorization': 'Bearer canary', ...headers } })
    for (const answer of [await ask(), await ask()]) {
      expect(answer.headers.getSetCookie()).toEqual([])
      expect([...answer.headers].filter(([, value]) => value.includes('canary'))).toEqual([])
      expect(answer.headers.get('content-type')).toBe('application/json;charset=UTF-8')
      expect(await answer.text()).not.toContain('canary')
    }
    expect(occ.requests.map(({ method, headers }) => [method, Object.keys(headers).sort()])).toEqual([['GET', ['accept', 'connection', 'host', 'sapcc-hop']]])
    // A header that the shop passes on is the visitor's own, and so is the answer.
    expect(await (await ask({ 'x-own': 'canary' })).text()).toContain('canary')
    expect(await (await ask()).text()).not.toContain('canary')
    expect(occ.requests).toHaveLength(2)
  })

  it('are decoded, when SAP compresses although nothing was asked of it', async () => {
    occ.answer((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync('{"name":"Ü"}'))
    })
    for (const _ of [1, 2]) expect(await new Client(app.url).call('getProduct', { productCode: '2' })).toEqual({ name: 'Ü' })
    expect(occ.requests).toHaveLength(1)
  })
})

describe('answers of a shop that has not switched the cache on', () => {
  const shop = useShop()

  it('are asked for each time', async () => {
    for (const _ of [1, 2]) await new Client(shop.app.url).call('getProduct', { productCode: '300938' })
    expect(shop.sap.requests('getProduct')).toHaveLength(2)
  })
})

describe('answers that two processes share in Redis', () => {
  let sap: RunningSap
  const redis = useRedis()
  let apps: RunningApp[]

  beforeAll(async () => {
    sap = await startSap()
    apps = await Promise.all([1, 2].map(() => startApp({ env: { ...ONE_SHOP, ...sap.env, ...CACHE, SHOP_CACHE_REDIS_URL: redis.url } })))
  })

  afterAll(async () => {
    await Promise.all(apps?.map(app => app.stop()) ?? [])
    await sap?.stop()
  })

  const call = (index: number, productCode = '300938') => new Client(apps[index % 2]!.url).call('getProduct', { productCode })

  it('are asked for once, and purged in both', async () => {
    sap.faults({ target: 'occ', operationId: 'getProduct', delayMs: 200 })
    await Promise.all(Array.from({ length: 20 }, (_, index) => call(index)))
    expect(sap.requests('getProduct')).toHaveLength(1)
    expect((await purge(apps[0]!.url, { tags: ['productCode:300938'] })).status).toBe(204)
    await new Promise(resolve => setTimeout(resolve, 1100))
    await Promise.all([call(0), call(1)])
    expect(sap.requests('getProduct')).toHaveLength(2)
  })

  it('come from memory or from SAP while Redis is away', async () => {
    await call(0)
    await redis.stop()
    try {
      await Promise.all([call(0), call(1), call(0, '325234'), call(1, '325234')])
      expect((await purge(apps[0]!.url, { everything: true })).status).toBe(503)
    }
    finally {
      await redis.start()
    }
    await expect.poll(async () => (await purge(apps[0]!.url, { everything: true })).status, { timeout: 10_000 }).toBe(204)
  })
})
