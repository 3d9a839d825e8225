import { beforeEach, describe, expect, it } from 'vitest'
import { CLIENTS } from '../../packages/stand-in/src/auth/clients.ts'
import { Client } from '../harness/client.ts'
import { useShop } from '../harness/shop.ts'

describe.each(['cookie', 'storage'])('one request of the shop\'s own for two customers, sessions in %s', (store) => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_SESSION_STORE: store } } })
  let client: Client

  beforeEach(async () => {
    shop.sap.reset()
    client = new Client(shop.app.url)
    await client.signIn('jane@example.com')
    await client.call('createCart', {})
  })

  /** Asks the authorization server as another part of the shop does. */
  async function tokensOf(username: string): Promise<unknown> {
    const body = new URLSearchParams({ client_id: CLIENTS.confidential.id, client_secret: CLIENTS.confidential.secret, grant_type: 'password', username, password: 'Password1!' })
    return await (await fetch(`${shop.sap.url}/authorizationserver/oauth/token`, { method: 'POST', body })).json()
  }

  async function writeAndBegin(body: Record<string, unknown>): Promise<unknown> {
    const response = await client.fetch('/api/two-customers', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    expect(response.status).toBe(200)
    return await response.json()
  }

  const ways: Record<string, () => Promise<Record<string, unknown>>> = {
    'signs in': () => Promise.resolve({ username: 'john@example.com', password: 'Password1!' }),
    'takes over tokens of': async () => ({ tokens: await tokensOf('john@example.com') }),
  }

  it.each(Object.entries(ways))('does not repeat the write of the first when it %s the second in the middle', async (_, way) => {
    const body = await way()
    await shop.sap.expireAccessTokens('jane@example.com')
    // Its 401 arrives after the other session has begun.
    shop.sap.faults({ target: 'occ', operationId: 'createCartEntry', delayMs: 1000, count: 1 })
    expect(await writeAndBegin(body)).toEqual({ write: 'SessionChangedError', user: 'john@example.com' })
    expect(await client.call('getCart', {})).not.toMatchObject({ totalItems: 1 })
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
  })
})
