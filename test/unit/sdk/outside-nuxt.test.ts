import { buildModule, initSDK } from '@vue-storefront/sdk'
import { ofetch } from 'ofetch'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { sapccModule } from '../../../src/runtime/sdk/index'
import { startAlokai } from '../../harness/alokai'
import type { Alokai } from '../../harness/alokai'

describe('sapccModule outside Nuxt, at an Alokai middleware that has `OAuthUserTokenRefresh` only', () => {
  let alokai: Alokai

  beforeAll(async () => {
    alokai = await startAlokai()
  })

  afterAll(async () => {
    await alokai?.stop()
  })

  beforeEach(() => {
    alokai.reset()
    // A module refreshes by itself in browsers only.
    vi.stubGlobal('window', {})
  })

  afterEach(() => {
    vi.unstubAllGlobals()
  })

  /** An instance of ofetch that keeps cookies, as a browser does. */
  function browserFetch(cookie: string) {
    let current = cookie
    return ofetch.create({
      onRequest: ({ options }) => options.headers.set('cookie', current),
      onResponse: ({ response }) => {
        current = response.headers.getSetCookie()[0]?.split(';')[0] ?? current
      },
    })
  }

  it('refreshes and repeats', async () => {
    const fetch = browserFetch(alokai.signIn())
    const sdk = initSDK({ sapcc: buildModule(sapccModule, { apiUrl: alokai.url, fetch }) })
    alokai.expire()
    expect(await Promise.all([sdk.sapcc.getUser({}), sdk.sapcc.getAddresses({})])).toEqual([{ name: 'Jane Doe' }, { addresses: [{}] }])
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
    alokai.expire()
    await sdk.sapcc.getUser({})
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(2)
    // The name that it does not have is tried once.
    expect(alokai.count('refreshUserToken')).toBe(1)
  })
})
