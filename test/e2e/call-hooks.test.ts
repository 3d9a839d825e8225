import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { useShop } from '../harness/shop.ts'

/** A call as `sapcc:call:after` told of it. */
interface Call {
  path: string | null
  target: string
  operation?: string
  template?: string
  grantType?: string
  method: string
  host: string
  attempt: number
  status?: number
  duration: number
  isSameObject: boolean
}

describe('hooks around calls to SAP', () => {
  const shop = useShop({ app: { env: { SHOP_RECORDS_CALLS: '1' } } })
  const calls = async () => await (await fetch(`${shop.app.url}/api/hooks?of=sap-calls`)).json() as Call[]
  const CART = '/{baseSiteId}/users/{userId}/carts/{cartId}'
  let client: Client
  beforeEach(async () => {
    client = new Client(shop.app.url)
    await client.signIn()
    await calls()
  })

  it('tell of operations, refreshes and both attempts, with their requests and without ids', async () => {
    await client.call('createCart', {})
    await client.call('getCart', {})
    shop.sap.expireAccessTokens()
    expect((await client.fetch('/api/sapcc/getCart?body=[]')).status).toBe(200)
    const told = await calls()
    const host = new URL(shop.sap.env.NUXT_SAPCC_API_URI!).host
    const get = { target: 'occ', operation: 'getCart', template: CART, method: 'GET', host, isSameObject: true, duration: expect.any(Number) }
    expect(told.filter(({ operation }) => operation === 'getCart' || operation === 'token')).toEqual([
      { ...get, path: '/api/sapcc/getCart', attempt: 1, status: 200 },
      { ...get, path: '/api/sapcc/getCart?body=[]', attempt: 1, status: 401 },
      { path: '/api/sapcc/getCart?body=[]', target: 'authorization-server', operation: 'token', grantType: 'refresh_token', method: 'POST', host: expect.any(String), attempt: 1, status: 200, isSameObject: true, duration: expect.any(Number) },
      { ...get, path: '/api/sapcc/getCart?body=[]', attempt: 2, status: 200 },
    ])
    expect(told.every(({ duration }) => duration > 0)).toBe(true)
  })

  it('know calls of the raw proxy by their operation', async () => {
    expect((await client.fetch('/api/occ/electronics/users/current')).status).toBe(200)
    expect((await client.fetch('/api/occ/electronics/no/such/thing')).status).toBe(404)
    const [known, unknown] = await calls()
    expect(known).toMatchObject({ operation: 'getUser', template: '/{baseSiteId}/users/{userId}', status: 200 })
    expect(unknown).toMatchObject({ target: 'occ', status: 404 })
    expect(unknown).not.toHaveProperty('operation')
  })

  it('tell of a page\'s calls by the page', async () => {
    await client.page('/')
    await client.fetch('/api/me')
    expect((await calls()).map(({ path, operation }) => [path, operation])).toContainEqual(['/api/me', 'getUser'])
  })

  it('have listeners whose errors are logged and break nothing', async () => {
    await expect.poll(() => shop.app.logs()).toContain('A hook of sapcc:call:before threw an error.')
  })
})
