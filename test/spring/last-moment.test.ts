import { expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { useSpring, useSpringShop } from './harness/shop.ts'

const shop = useSpringShop(useSpring({ kind: 'sap', accessTokenTtl: 1, refreshTokenTtl: 1 }), { client: 'storefront_public' })

/** Most sessions end between two steps of such a request: the old token is still good when it is checked, and none is left to give. */
it('the authorization server refuses the last refresh of a public client with invalid_grant, whenever it comes', async () => {
  for (let session = 0; session < 10; session++) {
    shop.token.exchanges.length = 0
    await new Client(shop.app.url).signIn()
    let refreshToken = shop.token.of('authorization_code')[0]!.refreshToken!
    let response: Response
    let answer: { refresh_token: string, error?: string }
    do {
      response = await fetch(`${shop.spring.url}/oauth/token`, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: 'storefront_public' }),
      })
      answer = await response.json() as typeof answer
      refreshToken = answer.refresh_token
    } while (response.ok)
    expect([response.status, answer.error]).toEqual([400, 'invalid_grant'])
  }
})
