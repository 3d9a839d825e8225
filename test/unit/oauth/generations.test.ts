import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SapccOAuthConfig } from '../../../src/runtime/server/config/types'
import { describeForOperator, isDefiniteRefusal } from '../../../src/runtime/server/oauth'
import { startSap } from '../../../packages/stand-in/src/index.ts'
import type { SapStandIn } from '../../../packages/stand-in/src/index.ts'
import { REDIRECT_URI, configFor, createOAuthClient } from './support'

const jane = { username: 'jane@example.com', password: 'Password1!', redirectUri: () => REDIRECT_URI }

function configOf(sap: SapStandIn, changes: Partial<SapccOAuthConfig> = {}): SapccOAuthConfig {
  return configFor(`${sap.url}/authorizationserver`, changes)
}

describe.each(['legacy', 'jdk21'] as const)('createOAuthClient (%s)', (generation) => {
  let sap: SapStandIn

  beforeAll(async () => {
    sap = await startSap({ port: 0, generation })
  })

  afterAll(async () => {
    await sap.close()
  })

  beforeEach(() => {
    sap.reset()
  })

  async function user(accessToken: string): Promise<number> {
    const response = await fetch(`${sap.url}/occ/v2/electronics/users/current`, { headers: { authorization: `Bearer ${accessToken}` } })
    return response.status
  }

  it('signs in, finding out the generation once', async () => {
    const client = createOAuthClient(configOf(sap))
    const tokens = await client.signIn(jane)
    expect(tokens).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String), token_type: 'bearer', scope: 'basic' })
    expect(await user(tokens.access_token)).toBe(200)
    const attempts = () => Object.entries(sap.stats().token.byGrant).map(([grant, counts]) => [grant, Object.values(counts).reduce((sum, count) => sum + count, 0)])
    const before = Object.fromEntries(attempts()) as Record<string, number>
    await client.signIn(jane)
    const after = Object.fromEntries(attempts()) as Record<string, number>
    // The second time there is nothing left to find out.
    expect((after.password ?? 0) - (before.password ?? 0)).toBe(generation === 'legacy' ? 1 : 0)
  })

  it.each([true, false])('follows the setting (pkceSupported: %s)', async (pkceSupported) => {
    const client = createOAuthClient(configOf(sap, { pkceSupported }))
    const works = generation === 'legacy' || pkceSupported
    if (works) expect(await user((await client.signIn(jane)).access_token)).toBe(200)
    else await expect(client.signIn(jane)).rejects.toMatchObject({ status: 502, data: { type: 'unsupported_grant_type' } })
  })

  it('distinguishes wrong credentials from a server that is down', async () => {
    const client = createOAuthClient(configOf(sap))
    await expect(client.signIn({ ...jane, password: 'wrong' })).rejects.toMatchObject({ status: 401, data: { type: 'BadCredentialsError' } })
    await expect(client.signIn({ ...jane, username: 'nobody@example.com' })).rejects.toMatchObject({ status: 401, data: { type: 'BadCredentialsError' } })
    sap.faults({ target: 'token', status: 503 })
    await expect(client.signIn(jane)).rejects.toMatchObject({ status: 503, data: { type: 'AuthorizationServerUnavailableError' } })
  })

  it('refreshes, and knows a refusal', async () => {
    const client = createOAuthClient(configOf(sap))
    const first = await client.signIn(jane)
    const second = await client.refresh(first.refresh_token!)
    expect(await user(second.access_token)).toBe(200)
    const refused = await client.refresh(first.refresh_token!).catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
    expect(isDefiniteRefusal(refused)).toBe(true)
    expect(JSON.stringify(refused) + String((refused as Error).stack)).not.toContain(first.refresh_token)
  })

  it('revokes both tokens', async () => {
    const client = createOAuthClient(configOf(sap))
    const tokens = await client.signIn(jane)
    expect(await client.revoke({ accessToken: tokens.access_token, refreshToken: tokens.refresh_token! })).toEqual({ revoked: true, errors: [] })
    expect(await user(tokens.access_token)).toBe(401)
    await expect(client.refresh(tokens.refresh_token!)).rejects.toMatchObject({ status: 401 })
  })

  it('reports a revocation that did not work, without throwing', async () => {
    const client = createOAuthClient(configOf(sap, { tokenRevokeEndpoint: 'http://127.0.0.1:1/revoke' }))
    expect(await client.revoke({ accessToken: 'a', refreshToken: 'b' })).toMatchObject({ revoked: false, errors: [{ status: 503 }, { status: 503 }] })
  })

  it('gets the application\'s own token', async () => {
    const tokens = await createOAuthClient(configOf(sap)).clientCredentials()
    expect(tokens.refresh_token).toBeUndefined()
  })

  it('says what to check when the client is wrong', async () => {
    const client = createOAuthClient(configOf(sap, { clientSecret: 'wrong' }))
    const error = await client.clientCredentials().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ status: 502, data: { type: 'invalid_client' } })
    expect(describeForOperator(error as Error)).toContain('NUXT_SAPCC_OAUTH_CLIENT_SECRET')
    expect(JSON.stringify(error)).not.toContain('NUXT_')
    expect(isDefiniteRefusal(error)).toBe(false)
  })
})

describe('a public client on jdk21', () => {
  it('signs in and refreshes with its id alone', async () => {
    const sap = await startSap({ port: 0, generation: 'jdk21' })
    try {
      const { clientSecret: _, ...config } = configOf(sap, { clientId: 'storefront_public', pkceSupported: true })
      const client = createOAuthClient(config)
      const tokens = await client.signIn(jane)
      await expect(client.refresh(tokens.refresh_token!)).resolves.toMatchObject({ access_token: expect.any(String) })
    }
    finally {
      await sap.close()
    }
  })
})
