import { describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { setShopCookies, shopCookies } from '../harness/shop-cookies.ts'
import { useShop } from '../harness/shop.ts'

describe('a shop below a base path', () => {
  const shop = useShop({ app: { env: { NUXT_APP_BASE_URL: '/a/' } } })

  /** Calls a method below the base path. */
  const request = (client: Client, operation: string, args: unknown[] = []) => client.fetch(`/a/api/sapcc/${operation}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(args) })

  it('signs in with cookies that are limited to it, calls methods and the proxy, and signs out', async () => {
    const client = new Client(shop.app.url)
    const signIn = await request(client, 'signUserIn', [{ username: 'jane@example.com', password: 'Password1!' }])
    expect(signIn.status).toBe(200)
    for (const line of [...setShopCookies(signIn, 'pointer'), ...setShopCookies(signIn, 'content')]) expect(line).toMatch(/^__Secure-.*Path=\/a;/)
    expect(await (await request(client, 'getUser', [{}])).json()).toMatchObject({ uid: 'jane@example.com' })
    const proxied = await client.fetch('/a/api/occ/electronics/users/current')
    expect([proxied.status, await proxied.json()]).toMatchObject([200, { uid: 'jane@example.com' }])
    expect((await request(client, 'signUserOut')).status).toBe(204)
    expect(shopCookies(client.jar, 'content')).toEqual([])
  })
})
