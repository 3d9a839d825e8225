import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { setShopCookies, shopCookies } from '../harness/shop-cookies.ts'
import { useShop } from '../harness/shop.ts'

const OPEN = 'public, s-maxage=60'

const items = (html: string) => /<p id="items"[^>]*>\s*([^<]*)/.exec(html)?.[1]?.trim()
const cachingOf = ({ headers }: Response) => [headers.get('cache-control'), headers.get('cdn-cache-control')]

describe('what caches may keep of a visitor who is not signed in', () => {
  const shop = useShop()
  let visitor: Client

  beforeEach(async () => {
    visitor = new Client(shop.app.url)
    await visitor.call('createCartEntry', { orderEntry: { product: { code: '325234' }, quantity: 2 } })
    expect(shopCookies(visitor.jar, 'cart')).toHaveLength(1)
  })

  it('is no page that shows their cart, although the shop has said so', async () => {
    const { response, html } = await visitor.page('/open/cart')
    expect(items(html)).not.toBe('0')
    expect(cachingOf(response)).toEqual(['private, no-store', null])
    await expect.poll(() => shop.app.logs()).toContain('/open/cart allowed caches to store its response')
  })

  it('is a page that does not use their cart, where the shop has said so', async () => {
    const { response } = await visitor.page('/open/plain')
    expect(cachingOf(response)).toEqual([OPEN, 'max-age=60'])
  })

  it('is no page of which nothing is said, whether it uses their cart or not', async () => {
    for (const path of ['/cart', '/product']) {
      expect(cachingOf((await visitor.page(path)).response)).toEqual(['private, no-store', null])
    }
    expect((await new Client(shop.app.url).page('/product')).response.headers.get('cache-control')).toBeNull()
  })
})

describe('what caches in front of the shop may keep of the module\'s answers', () => {
  const shop = useShop({ app: { env: { SHOP_OPENS_ALL_TO_CDNS: '1', NUXT_SAPCC_API_PUBLIC_READS: '{"getProduct":60}' } } })
  const get = (client: Client, operation: string, params: object) => client.fetch(`/api/sapcc/${operation}?body=${encodeURIComponent(JSON.stringify([params]))}`)

  it('is nothing but public reads, whatever the shop says', async () => {
    const visitor = new Client(shop.app.url)
    const stranger = new Client(shop.app.url)
    await visitor.call('createCartEntry', { orderEntry: { product: { code: '325234' }, quantity: 1 } })
    for (const client of [visitor, stranger]) {
      const [cache, cdn] = cachingOf(await get(client, 'getCart', {}))
      expect([cache?.includes('no-store'), cdn]).toEqual([true, null])
    }
    expect(cachingOf(await stranger.fetch('/api/occ/electronics/products/325234'))).toEqual(['no-store', null])
    expect(cachingOf(await stranger.fetch('/api/sapcc/getSession'))).toEqual(['no-store', null])
    expect(cachingOf(await get(stranger, 'getProduct', { productCode: 'no-such-product' }))).toEqual(['no-store', null])
    expect(cachingOf(await get(stranger, 'getProduct', { productCode: '325234' }))).toEqual(['public, max-age=60', 'max-age=60'])
  })
})

describe('the page of an error on an address that caches may keep', () => {
  const shop = useShop({ sap: { generation: 'jdk21' } })

  it.each([['a route that fails', '/open/maintenance', 503], ['a page that fails', '/open/gone', 410]])('is not kept by caches when it shows a customer: %s', async (_, path, status) => {
    const jane = new Client(shop.app.url)
    await jane.signIn()
    const { response, html } = await jane.page(path)
    expect(response.status).toBe(status)
    expect(html).toContain('Jane')
    expect(cachingOf(response)).toEqual(['private, no-store', null])
    const stranger = await new Client(shop.app.url).page(path)
    expect([stranger.response.status, stranger.html.includes('Jane')]).toEqual([status, false])
    expect(stranger.html).toContain('error-status')
  })
})

describe('a handler that the shop caches itself', () => {
  const shop = useShop({ sap: { generation: 'jdk21' }, app: { env: { SHOP_GREETS_CUSTOMERS: '1' } } })

  it('knows no customer, and loses nothing of the refresh that was made before it', async () => {
    const jane = new Client(shop.app.url)
    await jane.signIn()
    shop.sap.expireAccessTokens()
    const response = await jane.fetch('/api/self-cached')
    expect(await response.json()).toEqual({ loggedIn: false })
    expect(shop.sap.grants('refresh_token')).toBe(1)
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    // The directives of the handler's cache for browsers stay; no other cache may keep the cookies.
    expect(response.headers.get('cache-control')).toBe('private, max-age=60')
    const again = await new Client(shop.app.url).fetch('/api/self-cached')
    expect(await again.json()).toEqual({ loggedIn: false })
    expect(again.headers.get('cache-control')).toMatch(/max-?age/)
  })
})

describe('a route that a page asks, and which begins a cart without awaiting it', () => {
  const shop = useShop()

  it('gives the page its cart', async () => {
    const visitor = new Client(shop.app.url)
    shop.sap.faults({ target: 'occ', operationId: 'createCart', delayMs: 300 })
    const { response, html } = await visitor.page('/careless-inner-add')
    expect(html).toContain('done')
    expect(setShopCookies(response, 'cart')).toHaveLength(1)
    expect(await visitor.call('getCart', {})).toMatchObject({ totalItems: 1 })
  })
})

describe('a page with the methods of a server elsewhere', () => {
  let elsewhere: Recorder
  let app: RunningApp

  beforeAll(async () => {
    elsewhere = await startRecorder()
    elsewhere.answer((req, res) => {
      const isNew = req.url?.includes('getCart') && req.headers.cookie === undefined
      res.writeHead(200, { 'content-type': 'application/json', ...(isNew ? { 'set-cookie': 'elsewhere=NEW; Path=/' } : {}) }).end('{"totalItems":77}')
    })
    app = await startApp({ env: { NUXT_PUBLIC_SAPCC_API_URL: `${elsewhere.url}/sapcc` } })
  })
  afterAll(async () => {
    await app?.stop()
    await elsewhere?.stop()
  })

  it.each(['/open/cart', '/cart'])('is kept by no cache when it is made with the visitor\'s cookies there: %s', async (path) => {
    const { response, html } = await new Client(app.url).page(path, { headers: { cookie: 'elsewhere=OLD' } })
    expect(items(html)).toBe('77')
    expect(cachingOf(response)).toEqual(['private, no-store', null])
  })

  it('is kept by no cache when the other server sets a cookie', async () => {
    const { response } = await new Client(app.url).page('/open/cart')
    expect(response.headers.getSetCookie()).toEqual([expect.stringContaining('elsewhere=NEW')])
    expect(cachingOf(response)).toEqual(['private, no-store', null])
  })

  it('stays as the shop made it when it asks nothing there', async () => {
    const { response } = await new Client(app.url).page('/open/plain', { headers: { cookie: 'elsewhere=OLD' } })
    expect(cachingOf(response)).toEqual([OPEN, 'max-age=60'])
  })
})

describe('a document of a customer\'s', () => {
  const shop = useShop({ sap: { generation: 'jdk21' } })

  it('does not run as a page of the shop', async () => {
    const jane = new Client(shop.app.url)
    await jane.signIn()
    shop.sap.faults({ target: 'occ', operationId: 'getTicketEventAttachment', status: 200, body: '<script>alert(document.domain)</script>', headers: { 'content-type': 'text/html', 'content-disposition': 'attachment; filename=x.html' } })
    const { response } = await jane.page(`/api/sapcc/getTicketEventAttachment?body=${encodeURIComponent(JSON.stringify([{ ticketId: '1', eventCode: '2', attachmentId: '3' }]))}`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': 'default-src \'none\'; sandbox', 'content-disposition': 'attachment; filename=x.html' })
  })
})
