import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { useShop } from '../harness/shop.ts'

/** Keys of the data in a page's payload. */
const keysOf = (html: string) => [...html.matchAll(/"(sapcc:get[^"]*)"/g)].map(([, key]) => key!)

describe('useSapccData while rendering', () => {
  const shop = useShop({ sap: { generation: 'jdk21' } })

  beforeEach(() => shop.sap.reset())

  it('asks once for what several components want, also one after another', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const { html } = await client.page('/data')
    expect(html).toMatch(/id="name"[^>]*>\s*Jane Doe/)
    expect(html).toMatch(/id="first-name"[^>]*>\s*Jane\s*</)
    expect(html).toMatch(/id="product"[^>]*>\s*SDXC Card 128 GB/)
    for (const operation of ['getUser', 'getProduct']) expect(shop.sap.requests(operation)).toHaveLength(1)
  })

  it('keeps it under keys that say what it is and whose, and nothing of what was asked for', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const { sessionKey } = await client.call('getSession') as { sessionKey: string }
    const keys = keysOf((await client.page('/data')).html)
    const [user, product, cart] = ['getUser', 'getProduct', 'getCart'].map(name => keys.find(key => key.startsWith(`sapcc:${name}:`)))
    expect(user).toMatch(new RegExp(`^sapcc:getUser:[\\w-]{43}:${sessionKey}$`))
    expect(cart).toMatch(new RegExp(`^sapcc:getCart:[\\w-]{43}:${sessionKey}$`))
    expect(product).toMatch(/^sapcc:getProduct:[\w-]{43}$/)
  })

  it('asks for nothing that is a customer\'s as long as there is none, and shows no error', async () => {
    const { html } = await new Client(shop.app.url).page('/data')
    expect(shop.sap.requests('getUser')).toEqual([])
    expect(html).toMatch(/id="user-status"[^>]*>\s*idle/)
    expect(html).toMatch(/id="error"[^>]*>\s*</)
    expect(html).toMatch(/id="product"[^>]*>\s*SDXC Card 128 GB/)
    expect(html).toMatch(/id="items"[^>]*>\s*0\s*</)
    expect(html).toMatch(/id="for"[^>]*>(?:<!--.*?-->|\s)*visitors/)
  })

  it('renders what is everyone\'s for a customer whose token has expired, and leaves the rest to the browser without an error', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    shop.sap.expireAccessTokens()
    const { html, response } = await client.page('/data')
    expect(html).toMatch(/id="product"[^>]*>\s*SDXC Card 128 GB/)
    expect(html).toMatch(/id="product-status"[^>]*>\s*success\s*</)
    expect(shop.sap.requests('getProduct').map(({ status }) => status)).toEqual([200])
    expect(html).toMatch(/id="status"[^>]*>\s*signed-in/)
    expect(html).toMatch(/id="user-status"[^>]*>\s*pending/)
    expect(html).toMatch(/id="error"[^>]*>\s*</)
    expect(html).toMatch(/id="name"[^>]*>\s*</)
    expect(html).toMatch(/id="items"[^>]*>\s*-1\s*</)
    expect(html).not.toContain('SapccError')
    expect(response.headers.getSetCookie()).toEqual([])
    expect(shop.sap.stats().token.byGrant.refresh_token?.success ?? 0).toBe(0)
    // As the browser's SDK does.
    await client.call('refreshUserToken')
    expect(await client.call('getUser', {})).toMatchObject({ name: 'Jane Doe' })
  })

  it('renders only what is everyone\'s on a page that is kept for everyone', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    const { html } = await client.page('/cached-data')
    expect(html).toMatch(/id="status"[^>]*>\s*unknown/)
    expect(html).toMatch(/id="product"[^>]*>\s*SDXC Card 128 GB/)
    expect(html).toMatch(/id="items"[^>]*>\s*-1\s*</)
    expect(html).toMatch(/id="for"[^>]*>(?:<!--.*?-->|\s)*everyone/)
    expect(html).not.toContain('Jane')
    expect(shop.sap.requests('getUser')).toEqual([])
    expect(shop.sap.requests('getCart')).toEqual([])
  })

  it('gives each language and currency its own key', async () => {
    const keyWith = async (cookie: string) => keysOf(await (await fetch(`${shop.app.url}/data`, { headers: { cookie, accept: 'text/html' } })).text()).find(key => key.includes('getProduct'))
    const keys = await Promise.all(['', 'vsf-currency=EUR', 'vsf-locale=de', 'vsf-locale=de; vsf-currency=EUR'].map(keyWith))
    expect(new Set(keys).size).toBe(4)
    expect(shop.sap.requests('getProduct').map(({ query }) => `${query.lang} ${query.curr}`).sort()).toEqual(expect.arrayContaining(['de EUR']))
  })
})

describe('useSapccSiteContext while rendering', () => {
  const shop = useShop({ sap: { generation: 'jdk21' }, app: { env: { NUXT_SAPCC_API_DEFAULT_LANGUAGE: 'en', NUXT_SAPCC_API_DEFAULT_CURRENCY: 'USD' } } })

  beforeEach(() => shop.sap.reset())

  const page = async (path: string, headers: Record<string, string> = {}) => await (await fetch(`${shop.app.url}${path}`, { headers: { ...headers, accept: 'text/html' } })).text()
  const textOf = (html: string, id: string) => new RegExp(`id="${id}"[^>]*>([^<]*)`).exec(html)?.[1]?.trim()

  it('knows site, language and currency, and what the store has, with one request for each list', async () => {
    const html = await page('/site', { cookie: 'vsf-locale=de-AT; vsf-currency=EUR' })
    expect(textOf(html, 'context')).toBe('electronics de EUR')
    expect(textOf(html, 'badge')).toBe('EUR')
    expect(textOf(html, 'languages')).toBe('en English, de Deutsch, ja 日本語')
    expect(textOf(html, 'currencies')).toBe('USD $, EUR €, JPY ¥')
    for (const operation of ['getLanguages', 'getCurrencies']) expect(shop.sap.requests(operation)).toHaveLength(1)
  })

  it('is what the shop\'s hook has decided', async () => {
    expect(textOf(await page('/site', { 'cookie': 'vsf-locale=de', 'x-test-site': 'apparel', 'x-test-language': 'ja' }), 'context')).toBe('apparel ja USD')
  })

  it('is not what the store does not have, as the calls', async () => {
    expect(textOf(await page('/site', { cookie: 'vsf-locale=fr; vsf-currency=GBP' }), 'context')).toBe('electronics default default')
  })

  it('is the default on a page that is kept for everyone, whoever has asked for it first', async () => {
    for (const cookie of ['vsf-locale=de; vsf-currency=EUR', '']) expect(textOf(await page('/cached-site', { cookie }), 'context')).toBe('electronics en USD')
  })

  it('is told to a page that was not rendered, unless the hook refuses the visitor', async () => {
    const response = await fetch(`${shop.app.url}/api/sapcc/site/context`, { headers: { 'cookie': 'vsf-locale=de', 'sec-fetch-site': 'same-origin' } })
    expect(await response.json()).toEqual({ baseSite: 'electronics', language: 'de', currency: 'USD' })
    expect(response.headers.get('cache-control')).toBe('no-store')
    const refused = await fetch(`${shop.app.url}/api/sapcc/site/context`, { headers: { 'x-test-refuse': '403', 'sec-fetch-site': 'same-origin' } })
    expect(refused.status).toBe(403)
  })
})
