import { buildModule, initSDK, isSpecificSdkHttpError, middlewareModule, prepareConfig } from '@vue-storefront/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SapccMethods } from '../../src/runtime/sdk/module-options'
import { Client } from '../harness/client.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

// The published SDK with nothing of this package, as a second app or a script uses it.
describe('Alokai\'s public SDK against this server', () => {
  let sap: RunningSap
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21' })
    app = await startApp({ env: sap.env })
    client = new Client(app.url)
    await client.signIn()
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  const sdk = () => initSDK({
    sapcc: buildModule(middlewareModule<SapccMethods>, {
      apiUrl: `${app.url}/api/sapcc`,
      ssrApiUrl: `${app.url}/api/sapcc`,
      defaultRequestConfig: { headers: { Cookie: client.jar.header(app.url) ?? '' } },
      methodsRequestConfig: { getProduct: { method: 'GET' } },
    }),
  })

  it('calls by POST', async () => {
    const { products } = await sdk().sapcc.getProducts({ query: 'camera' })
    expect(products?.length).toBeGreaterThan(0)
    expect(await sdk().sapcc.getUser({ fields: 'FULL' })).toMatchObject({ uid: 'jane@example.com' })
  })

  it('calls by GET', async () => {
    expect(await sdk().sapcc.getProduct({ productCode: '325234' })).toMatchObject({ code: '325234' })
    // Its types give every method POST; the wire takes reads by either.
    const cart = sdk().sapcc.getUser as unknown as (params: object, config: unknown) => Promise<unknown>
    expect(await cart({}, prepareConfig({ method: 'GET' }))).toMatchObject({ uid: 'jane@example.com' })
  })

  it('sees status and message of an error', async () => {
    const error = await sdk().sapcc.getProduct({ productCode: 'no-such-product' }).catch((caught: unknown) => caught)
    expect(isSpecificSdkHttpError(error, { statusCode: 400 })).toBe(true)
    expect((error as Error).message).toContain('no-such-product')
  })

  it('has the session\'s methods', async () => {
    expect(await sdk().sapcc.getSession()).toMatchObject({ loggedIn: true })
    expect(await sdk().sapcc.refreshUserToken()).toMatchObject({ token_type: expect.stringMatching(/bearer/i) })
    // What Alokai's middleware calls it.
    const { OAuthUserTokenRefresh } = sdk().sapcc as unknown as Record<string, () => Promise<unknown>>
    expect(await OAuthUserTokenRefresh!()).toMatchObject({ token_type: expect.stringMatching(/bearer/i) })
    expect(await sdk().sapcc.signUserIn({ username: 'john@example.com', password: 'Password1!' })).toMatchObject({ expires_in: expect.any(Number) })
    const wrong = await sdk().sapcc.signUserIn({ username: 'john@example.com', password: 'no' }).catch((caught: unknown) => caught)
    expect(isSpecificSdkHttpError(wrong, { statusCode: 401 })).toBe(true)
  })
})
