import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { navigation, walkToCallback } from '../harness/redirect-login.ts'
import { useSpring, useSpringShop } from './harness/shop.ts'
import type { SpringClient } from './harness/shop.ts'
import type { SpringKind } from './harness/server.ts'

const kinds: SpringKind[] = ['plain', 'sap']
const clients: SpringClient[] = ['storefront', 'storefront_public']

describe.each(kinds)('Spring Authorization Server (%s)', (kind) => {
  const shared = useSpring({ kind })

  describe.each(clients)('the client %s', (client) => {
    describe.each([undefined, 'true'])('with pkceSupported %s', (pkceSupported) => {
      const shop = useSpringShop(shared, { client, env: pkceSupported === undefined ? {} : { NUXT_SAPCC_OAUTH_PKCE_SUPPORTED: pkceSupported } })
      let browser: Client

      beforeEach(() => {
        browser = new Client(shop.app.url)
      })

      const failedSignIn = async (username: string, password: string) => {
        const response = await browser.request('signUserIn', [{ username, password }])
        return { status: response.status, body: await response.json() as { message: string, data: { type: string } } }
      }

      it('knows a wrong password, and a customer who is disabled', async () => {
        for (const [name, password] of [['jane@example.com', 'wrong'], ['disabled@example.com', 'Password1!']] as const) {
          expect(await failedSignIn(name, password)).toMatchObject({ status: 401, body: { data: { type: 'BadCredentialsError' } } })
        }
      })

      it('signs in with name and password', async () => {
        await browser.signIn()
        expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
        const other = new Client(shop.app.url)
        await other.signIn('john@example.com')
        expect(await other.call('getUser', {})).toEqual({ uid: 'john@example.com' })
        expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
      })

      it('signs in by redirect', async () => {
        const done = await browser.jar.fetch(await walkToCallback(browser, '/account?tab=orders'), navigation)
        expect(done.headers.get('location')).toBe('/account?tab=orders')
        expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
      })
    })
  })
})

describe('a client with a login page in the shop', () => {
  const shop = useSpringShop(useSpring({ kind: 'sap' }), { client: 'storefront_custom' })

  it('signs in with name and password', async () => {
    const browser = new Client(shop.app.url)
    await browser.signIn()
    expect(await browser.call('getUser', {})).toEqual({ uid: 'jane@example.com' })
  })

  it('knows a wrong password', async () => {
    const response = await new Client(shop.app.url).request('signUserIn', [{ username: 'jane@example.com', password: 'wrong' }])
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ data: { type: 'BadCredentialsError' } })
  })
})
