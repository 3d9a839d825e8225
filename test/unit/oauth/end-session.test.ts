import { describe, expect, it, vi } from 'vitest'
import { caught, configFor, createOAuthClient, send, serve } from './support'

const BACK = { postLogoutRedirectUri: 'https://shop.example/api/sapcc/auth/logout' }

/** A server whose metadata says what it is given. */
async function provider(metadata: (issuer: string) => object | number) {
  const { url, requests } = await serve((request, response) => {
    const answer = metadata(`http://${request.headers.host}`)
    send(response, typeof answer === 'number' ? { status: answer, body: {} } : { body: answer })
  })
  return { url, requests, client: createOAuthClient(configFor(url, { logoutEndpoint: 'discover' })) }
}

describe('the logout address', () => {
  it('is the endpoint that is configured, with what OpenID Connect RP-Initiated Logout sends', async () => {
    const client = createOAuthClient(configFor('https://sap.example/as', { logoutEndpoint: 'https://sap.example/as/logout?site=electronics' }))
    expect(await client.hasLogout()).toBe(true)
    const url = new URL(await client.logoutUrl({ ...BACK, idToken: 'the.id.token' }) ?? '')
    expect(url.origin + url.pathname).toBe('https://sap.example/as/logout')
    expect(Object.fromEntries(url.searchParams)).toEqual({ site: 'electronics', id_token_hint: 'the.id.token', client_id: 'storefront', post_logout_redirect_uri: BACK.postLogoutRedirectUri })
    expect(new URL(await client.logoutUrl(BACK) ?? '').searchParams.has('id_token_hint')).toBe(false)
    expect(new URL(await client.logoutUrl({}) ?? '').searchParams.has('post_logout_redirect_uri')).toBe(false)
  })

  it('is none where there is none', async () => {
    const client = createOAuthClient(configFor('https://sap.example/as'))
    expect([await client.hasLogout(), await client.logoutUrl(BACK)]).toEqual([false, undefined])
  })

  it('is discovered once for all that ask', async () => {
    const { client, requests } = await provider(issuer => ({ issuer, end_session_endpoint: `${issuer}/connect/logout` }))
    const known = await Promise.all([client.hasLogout(), client.hasLogout(), client.logoutUrl(BACK)])
    expect(known).toEqual([true, true, expect.stringContaining('/connect/logout?client_id=storefront')])
    await client.hasLogout()
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /.well-known/openid-configuration'])
  })

  it.each<[string, (issuer: string) => object | number]>([
    ['the server has no such endpoint', issuer => ({ issuer })],
    ['the metadata is another issuer\'s', () => ({ issuer: 'https://evil.example', end_session_endpoint: 'https://evil.example/logout' })],
    ['secrets must not travel there', issuer => ({ issuer, end_session_endpoint: 'http://sap.example/logout' })],
    ['it is no address', issuer => ({ issuer, end_session_endpoint: 'javascript:alert(1)' })],
    ['there is no metadata', () => 404],
    ['the server is down', () => 503],
  ])('is none when %s', async (_, metadata) => {
    const { client } = await provider(metadata)
    expect([await client.hasLogout(), await client.logoutUrl(BACK)]).toEqual([false, undefined])
  })

  it('is asked for again a minute after a failure', async () => {
    let isUp = false
    const { client, requests } = await provider(issuer => isUp ? { issuer, end_session_endpoint: `${issuer}/logout` } : 503)
    const now = vi.spyOn(performance, 'now').mockReturnValue(0)
    try {
      expect(await client.hasLogout()).toBe(false)
      isUp = true
      expect(await client.hasLogout()).toBe(false)
      now.mockReturnValue(60_001)
      expect(await client.hasLogout()).toBe(true)
      expect(requests).toHaveLength(2)
    }
    finally {
      now.mockRestore()
    }
  })

  it('must be one that secrets may travel to, also when it is configured', async () => {
    const client = createOAuthClient(configFor('https://sap.example/as', { logoutEndpoint: 'http://sap.example/logout' }))
    expect(await caught(client.logoutUrl(BACK))).toMatchObject({ status: 500, data: { type: 'ConfigurationError' }, cause: { message: expect.stringContaining('NUXT_SAPCC_OAUTH_LOGOUT_ENDPOINT') } })
  })
})
