import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { useShop } from '../harness/shop.ts'

describe('an answer of the module\'s own', () => {
  const shop = useShop()
  let client: Client

  beforeEach(() => {
    shop.sap.reset()
    client = new Client(shop.app.url)
  })

  const json = { 'content-type': 'application/json' }

  it.each<[what: string, path: string, init: RequestInit, status: number]>([
    ['a read', '/api/sapcc/getProduct', { method: 'POST', headers: json, body: '[{"productCode":"325234"}]' }, 200],
    ['a read by GET', '/api/sapcc/getProduct?body=%5B%7B%22productCode%22%3A%22325234%22%7D%5D', {}, 200],
    ['the session', '/api/sapcc/getSession', {}, 200],
    ['an error of SAP\'s', '/api/sapcc/getProduct', { method: 'POST', headers: json, body: '[{"productCode":"no-such-product"}]' }, 400],
    ['a method that does not exist', '/api/sapcc/getNothing', { method: 'POST', headers: json, body: '[]' }, 404],
    ['a refusal', '/api/sapcc/getUser', { method: 'POST', headers: { ...json, 'sec-fetch-site': 'cross-site' }, body: '[]' }, 403],
    ['a wrong password', '/api/sapcc/signUserIn', { method: 'POST', headers: json, body: '[{"username":"jane@example.com","password":"x"}]' }, 401],
    ['the proxy', '/api/occ/electronics/products/325234', {}, 200],
    ['an error of the proxy\'s', '/api/occ/apparel/products/325234', {}, 400],
    ['the way to the login', '/api/sapcc/auth/login', { redirect: 'manual' }, 302],
    ['a callback that does nothing', '/api/sapcc/auth/callback?state=x', {}, 400],
  ])('is never kept by a cache: %s', async (_, path, init, status) => {
    const response = await client.fetch(path, init)
    expect(response.status).toBe(status)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it.each([
    ['text', { 'content-type': 'text/plain' }],
    ['text that says it is something else, too', { 'content-type': 'text/plain; application/json' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['bytes', { 'content-type': '' }],
    ['a form that asks for another method', { 'content-type': 'application/x-www-form-urlencoded', 'x-http-method-override': 'PUT' }],
  ])('is refused when a form could send it: %s', async (_, headers) => {
    // No sign of where it comes from: old browsers send none along with a form.
    const response = await client.jar.fetch(`${shop.app.url}/api/sapcc/createCartEntry`, { method: 'POST', headers, body: '[{"orderEntry":{"product":{"code":"325234"}}}]' })
    expect(response.status).toBe(415)
    expect(await response.json()).toMatchObject({ data: { type: 'UnsupportedMediaTypeError' } })
    expect(shop.sap.requests()).toEqual([])
  })
})
