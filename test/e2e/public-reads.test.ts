import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { useShop } from '../harness/shop.ts'

const READS = { getProduct: 60, countProducts: 60, getUser: 60, getCart: 60, createCart: 60 }

describe('reads that the shop opens to caches', () => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_API_PUBLIC_READS: JSON.stringify(READS) } } })
  let customer: Client

  beforeEach(async () => {
    shop.sap.reset()
    customer = new Client(shop.app.url)
    await customer.signIn()
  })

  const get = (client: Client, operation: string, params: object) => client.fetch(`/api/sapcc/${operation}?body=${encodeURIComponent(JSON.stringify([params]))}`)

  it('are the same for a customer and an anonymous visitor, and set no cookie', async () => {
    // The token has expired: anything that reads the session would renew it.
    shop.sap.expireAccessTokens()
    customer.jar.set('vsf-locale=de; Path=/', shop.app.url)
    const answers = await Promise.all([customer, new Client(shop.app.url)].map(client => get(client, 'getProduct', { productCode: '300938' })))
    const [own, strangers] = await Promise.all(answers.map(answer => answer.text()))
    expect(own).toBe(strangers)
    for (const answer of answers) {
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('public, max-age=60')
      expect(answer.headers.getSetCookie()).toEqual([])
      expect([...answer.headers.keys()].filter(name => name.startsWith('sapcc'))).toEqual([])
    }
    for (const { headers, query } of shop.sap.requests('getProduct')) {
      expect(headers.authorization).toBeUndefined()
      expect(query.lang).not.toBe('de')
    }
    expect(shop.sap.grants('refresh_token')).toBe(0)
  })

  it('are never kept when they fail', async () => {
    const answer = await get(customer, 'getProduct', { productCode: 'no-such-product' })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it.each(['getUser', 'getCart'])('are not what belongs to a user, whatever the configuration says: %s', async (operation) => {
    const answer = await get(customer, operation, {})
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('are answered to HEAD with the same head, and without a body', async () => {
    const path = `/api/sapcc/getProduct?body=${encodeURIComponent(JSON.stringify([{ productCode: '300938' }]))}`
    const [byGet, byHead] = await Promise.all([customer.fetch(path), customer.fetch(path, { method: 'HEAD' })])
    expect([byGet.status, byHead.status]).toEqual([200, 200])
    for (const name of ['cache-control', 'content-type', 'set-cookie']) expect(byHead.headers.get(name), name).toBe(byGet.headers.get(name))
    expect(await byHead.text()).toBe('')
    expect(await byGet.text()).not.toBe('')
  })

  it('name the methods by which they can be called', async () => {
    const refused = await customer.fetch('/api/sapcc/getProduct', { method: 'PUT' })
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
    expect((await get(customer, 'createCart', {})).headers.get('allow')).toBe('POST')
  })

  it('are calls by GET only, and only of what reads', async () => {
    const posted = await customer.request('getProduct', [{ productCode: '300938' }])
    expect(posted.headers.get('cache-control')).toBe('no-store')
    expect((await get(customer, 'createCart', {})).status).toBe(405)
  })
})

describe('public reads, although a middleware of the shop reads the session', () => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_API_PUBLIC_READS: JSON.stringify(READS), SHOP_READS_SESSION: '1' } } })
  const getProduct = (client: Client) => client.fetch(`/api/sapcc/getProduct?body=${encodeURIComponent(JSON.stringify([{ productCode: '300938' }]))}`)
  const asked = () => shop.sap.requests('getProduct').at(-1)

  it('are made without the session that it has read', async () => {
    const customer = new Client(shop.app.url)
    await customer.signIn()
    customer.jar.set('vsf-locale=de; Path=/', shop.app.url)
    const answer = await getProduct(customer)
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.getSetCookie()]).toEqual([200, 'public, max-age=60', []])
    expect(asked()?.headers.authorization).toBeUndefined()
    expect(asked()?.query.lang).not.toBe('de')
  })

  it('are made without the session that another request has renewed', async () => {
    const customer = new Client(shop.app.url)
    await customer.signIn()
    const late = new Client(shop.app.url, customer.jar.clone())
    await customer.call('refreshUserToken')
    const answer = await getProduct(late)
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.getSetCookie()]).toEqual([200, 'public, max-age=60', []])
    expect(asked()?.headers.authorization).toBeUndefined()
  })
})

describe('reads that the shop opens to caches, although it sets a cookie late', () => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_API_PUBLIC_READS: JSON.stringify(READS), SHOP_SETS_LATE_COOKIES: '1' } } })
  const ask = (method: 'GET' | 'POST', operation: string) => {
    const client = new Client(shop.app.url)
    const params = [{ query: 'camera', productCode: '300938' }]
    return method === 'POST' ? client.request(operation, params) : client.fetch(`/api/sapcc/${operation}?body=${encodeURIComponent(JSON.stringify(params))}`)
  }

  it.each(['countProducts', 'getProduct'])('are without it when they may be kept: %s', async (operation) => {
    const answer = await ask('GET', operation)
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('content-type'), answer.headers.getSetCookie()]).toEqual([200, 'public, max-age=60', expect.stringContaining('application/json'), []])
    expect(await answer.json()).toEqual(operation === 'countProducts' ? { totalCount: expect.any(Number) as number } : expect.objectContaining({ code: '300938' }))
  })

  it('may carry it when they may not', async () => {
    const answer = await ask('POST', 'countProducts')
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.getSetCookie()]).toEqual([200, 'no-store', [expect.stringContaining('visitor=v1')]])
  })
})
