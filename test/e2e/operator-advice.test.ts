import { describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { navigation, walkToCallback } from '../harness/redirect-login.ts'
import { useShop } from '../harness/shop.ts'

describe.each(['legacy', 'jdk21'] as const)('a client with a wrong secret (%s)', (generation) => {
  const shop = useShop({ sap: { generation }, app: { env: { NUXT_SAPCC_OAUTH_CLIENT_SECRET: 'wrong' } } })

  it('is in the log only: visitors learn that they cannot sign in, and nothing else', async () => {
    const answers = [
      await new Client(shop.app.url).request('signUserIn', [{ username: 'jane@example.com', password: 'Password1!' }]),
      await redirectLogin(),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(502)
      expect(await answer.text()).not.toMatch(/NUXT_SAPCC_|Check /)
    }
    await expect.poll(() => shop.app.logs()).toContain('NUXT_SAPCC_OAUTH_CLIENT_SECRET')
    expect(shop.app.logs()).not.toContain('Password1!')
  })

  async function redirectLogin(): Promise<Response> {
    const client = new Client(shop.app.url)
    return await client.jar.fetch(await walkToCallback(client), navigation)
  }

  it('is logged once in a while, however many sign-ins fail', async () => {
    const said = () => shop.app.logs().match(/A sign-in failed\./g)?.length
    const before = said()
    await Promise.all(Array.from({ length: 20 }, () => new Client(shop.app.url).request('signUserIn', [{ username: 'john@example.com', password: 'Password1!' }])))
    expect(said()).toBe(before)
  })
})

describe('an error code that only the authorization server knows', () => {
  const shop = useShop({ sap: { generation: 'jdk21' }, app: { env: { NUXT_SAPCC_OAUTH_PKCE_SUPPORTED: 'true' } } })

  it('is in the log alone', async () => {
    shop.sap.faults({ target: 'token', status: 400, body: { error: 'jdbc_pool_exhausted', error_description: 'node-7.internal' } })
    const answer = await new Client(shop.app.url).request('signUserIn', [{ username: 'jane@example.com', password: 'Password1!' }])
    expect([answer.status, await answer.json()]).toMatchObject([502, { data: { type: 'AuthorizationServerError' } }])
    await expect.poll(() => shop.app.logs()).toContain('jdbc_pool_exhausted')
    expect(shop.app.logs()).not.toContain('node-7.internal')
  })
})
