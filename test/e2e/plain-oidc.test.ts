import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { shopCookies } from '../harness/shop-cookies.ts'
import { startProvider } from '../harness/oidc-provider.ts'
import type { PlainProvider } from '../harness/oidc-provider.ts'
import { startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { freePort, startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

const navigation = { headers: { 'accept': 'text/html', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, redirect: 'manual' as const }

describe.each(['confidential', 'public'])('configured by environment alone, as a %s client of a plain OpenID provider', (kind) => {
  let provider: PlainProvider
  let occ: Recorder
  let app: RunningApp
  /** The access tokens that OCC was called with. */
  const tokens: string[] = []

  beforeAll(async () => {
    const port = await freePort()
    provider = await startProvider([`http://127.0.0.1:${port}/api/sapcc/auth/callback`])
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
      },
    })
  })

  afterAll(async () => {
    await app?.stop()
    await occ?.stop()
    await provider?.close()
  })

  it('logs in, refreshes and logs out', async () => {
    const client = new Client(app.url)
    let response = await client.fetch('/api/sapcc/auth/login?returnTo=/account', navigation)
    for (let hops = 0; hops < 10 && response.headers.get('location')?.startsWith(app.url) !== true; hops++) {
      response = await client.jar.fetch(new URL(response.headers.get('location')!, provider.issuer), { redirect: 'manual' })
    }
    const done = await client.jar.fetch(response.headers.get('location')!, navigation)
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
})
