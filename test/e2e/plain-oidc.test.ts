import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { shopCookies } from '../harness/shop-cookies.ts'
import { startProvider } from '../harness/oidc-provider.ts'
import type { PlainProvider } from '../harness/oidc-provider.ts'
import { startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

const navigation = { headers: { 'accept': 'text/html', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, redirect: 'manual' as const }

describe.each([['confidential', 'cookie'], ['public', 'storage']])('configured by environment alone, as a %s client of a plain OpenID provider, sessions in %s', (kind, store) => {
  let provider: PlainProvider
  let occ: Recorder
  let app: RunningApp
  /** Where logout was not configured, nothing about it is registered with the client either. */
  const knowsTheWayBack = kind === 'confidential'
  /** The access tokens that OCC was called with. */
  const tokens: string[] = []

  beforeAll(async () => {
    const port = await freePort()
    provider = await startProvider([`http://127.0.0.1:${port}/api/sapcc/auth/callback`], knowsTheWayBack ? [`http://127.0.0.1:${port}/api/sapcc/auth/logout`] : [])
    occ = await startRecorder()
    occ.answer(async (request, response) => {
      const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
      const active = await provider.isActive(token)
      tokens.push(token)
      response.writeHead(active ? 200 : 401, { 'content-type': 'application/json' })
      response.end(JSON.stringify(active ? { uid: 'jane' } : { errors: [{ type: 'InvalidTokenError', message: 'Not active' }] }))
    })
    app = await startApp({
      port,
      env: {
        NUXT_SAPCC_API_URI: `${occ.url}/occ/v2`,
        NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
        NUXT_SAPCC_OAUTH_URI: provider.issuer,
        NUXT_SAPCC_OAUTH_ISSUER: provider.issuer,
        NUXT_SAPCC_OAUTH_CLIENT_ID: kind,
        NUXT_SAPCC_OAUTH_CLIENT_SECRET: kind === 'confidential' ? 'confidential-secret' : '',
        NUXT_SAPCC_OAUTH_SCOPE: 'openid offline_access basic',
        NUXT_SAPCC_OAUTH_AUTHORIZATION_PARAMS: '{"prompt":"consent"}',
        NUXT_SAPCC_OAUTH_AUTHORIZATION_ENDPOINT: '/auth',
        NUXT_SAPCC_OAUTH_TOKEN_ENDPOINT: `${provider.issuer}/token`,
        NUXT_SAPCC_OAUTH_TOKEN_REVOKE_ENDPOINT: '/token/revocation',
        NUXT_SAPCC_SESSION_STORE: store,
        NUXT_SAPCC_OAUTH_LOGOUT_ENDPOINT: knowsTheWayBack ? 'discover' : '',
      },
    })
  })

  afterAll(async () => {
    await app?.stop()
    await occ?.stop()
    await provider?.close()
  })

  /** Goes through the provider's redirects; it asks nothing. @returns the last answer of the shop's. */
  async function logIn(client: Client): Promise<Response> {
    let response = await client.fetch('/api/sapcc/auth/login?returnTo=/account', navigation)
    for (let hops = 0; hops < 10 && response.headers.get('location')?.startsWith(app.url) !== true; hops++) {
      response = await client.jar.fetch(new URL(response.headers.get('location')!, provider.issuer), { redirect: 'manual' })
    }
    return await client.jar.fetch(response.headers.get('location')!, navigation)
  }

  it('logs in, refreshes and logs out', async () => {
    const client = new Client(app.url)
    const done = await logIn(client)
    expect(done.status).toBe(302)
    expect(done.headers.get('location')).toBe('/account')

    expect(await client.call('getUser', {})).toEqual({ uid: 'jane' })
    await client.call('refreshUserToken')
    expect(await client.call('getUser', {})).toEqual({ uid: 'jane' })
    const [first, second] = tokens
    expect(second).not.toBe(first)

    await client.call('signUserOut')
    expect(await provider.isActive(second!)).toBe(false)
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
    expect(shopCookies(client.jar, 'content')).toEqual([])
  })

  it.each([0, 2])('ends the provider\'s own session at the sign-out, where the provider says that it can, with the newest ID token after %d refreshes', async (refreshes) => {
    const client = new Client(app.url)
    await logIn(client)
    for (let count = 0; count < refreshes; count++) await client.call('refreshUserToken')
    const result = await client.call('signUserOut', { returnTo: '/goodbye' })
    expect(result).toEqual({ logoutUrl: '/api/sapcc/auth/logout' })

    const leaving = await client.fetch('/api/sapcc/auth/logout', navigation)
    const address = new URL(leaving.headers.get('location')!)
    expect(address.origin).toBe(provider.issuer)
    const { id_token_hint: idToken, ...parameters } = Object.fromEntries(address.searchParams)
    expect(idToken?.split('.')).toHaveLength(3)
    expect(parameters).toEqual({ client_id: kind, ...(knowsTheWayBack ? { post_logout_redirect_uri: `${app.url}/api/sapcc/auth/logout` } : {}) })
    expect(leaving.headers.get('cache-control')).toBe('no-store')
    expect(Object.keys(client.jar.snapshot()).filter(name => /-id(?:-|$)/.test(name))).toEqual([])

    // The provider asks whether the customer really wants to leave.
    const question = await client.jar.fetch(address, navigation)
    const html = await question.text()
    const [, action] = /action="([^"]+)"/.exec(html)!
    const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(html)!
    const confirmed = await client.jar.fetch(action!, { method: 'POST', body: new URLSearchParams({ xsrf: xsrf!, logout: 'yes' }), redirect: 'manual' })
    // Without an address to come back to, the session ends as well: on the provider's own page, without an error.
    expect(confirmed.headers.get('location')).toBe(knowsTheWayBack ? `${app.url}/api/sapcc/auth/logout` : `${provider.issuer}/session/end/success`)
    const back = await client.fetch('/api/sapcc/auth/logout', navigation)
    expect(back.headers.get('location')).toBe(knowsTheWayBack ? '/goodbye' : '/')

    const logins = provider.logins()
    await logIn(client)
    expect(provider.logins()).toBe(logins + 1)
  })

  it('asks for a login after a sign-out that did not end the provider\'s session', async () => {
    const client = new Client(app.url)
    await logIn(client)
    const logins = provider.logins()
    await logIn(client)
    expect(provider.logins()).toBe(logins)
    expect(await client.call('signUserOut', { everywhere: false })).toBeUndefined()
    await logIn(client)
    expect(provider.logins()).toBe(logins + 1)
  })
})
