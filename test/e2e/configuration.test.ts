import { afterEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { settledLogs } from '../harness/settled-logs.ts'

const SECRET = 'a-client-secret-nobody-may-see'
const COMPLETE = {
  NUXT_SAPCC_API_URI: 'https://sap.example.com/occ/v2',
  NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
  NUXT_SAPCC_OAUTH_URI: 'https://sap.example.com/authorizationserver',
  NUXT_SAPCC_OAUTH_CLIENT_ID: 'storefront',
  NUXT_SAPCC_OAUTH_CLIENT_SECRET: SECRET,
}

describe('a configuration that is missing or wrong', () => {
  let app: RunningApp

  afterEach(async () => {
    await app?.stop()
  })

  it.each([
    ['nothing', { NUXT_SAPCC_SESSION_PASSWORD: '', NUXT_SAPCC_PUBLIC_URL: '' }, ['NUXT_SAPCC_API_URI', 'NUXT_SAPCC_API_BASE_SITE_ID', 'NUXT_SAPCC_OAUTH_URI', 'NUXT_SAPCC_OAUTH_CLIENT_ID', 'NUXT_SAPCC_SESSION_PASSWORD', 'NUXT_SAPCC_PUBLIC_URL']],
    ['a session password of 31 characters', { ...COMPLETE, NUXT_SAPCC_SESSION_PASSWORD: 'only-thirty-one-characters-long' }, ['NUXT_SAPCC_SESSION_PASSWORD']],
    ['no session password', { ...COMPLETE, NUXT_SAPCC_SESSION_PASSWORD: '' }, ['NUXT_SAPCC_SESSION_PASSWORD']],
    ['addresses that are none', { ...COMPLETE, NUXT_SAPCC_API_URI: 'sap.example.com/occ/v2', NUXT_SAPCC_OAUTH_URI: 'http://sap.example.com/authorizationserver' }, ['NUXT_SAPCC_API_URI', 'NUXT_SAPCC_OAUTH_URI']],
  ] as [string, Record<string, string>, string[]][])('is named at start: %s', async (_, env, variables) => {
    app = await startApp({ env })
    expect([...new Set((await settledLogs(app)).match(/NUXT_SAPCC_\w+/g))].sort()).toEqual([...variables].sort())

    const client = new Client(app.url)
    const response = await client.request('getProduct', [{ productCode: '1' }])
    expect(response.status).toBe(500)
    // What a health check asks.
    expect((await fetch(`${app.url}/api/sapcc/getSession`)).status).toBe(500)
    const answers = [await response.text(), (await client.page('/product')).html, await (await client.fetch('/api/me')).text()]
    expect(JSON.parse(answers[0]!)).toMatchObject({ status: 500, data: { type: 'ConfigurationError' } })
    for (const answer of answers) {
      expect(answer).toContain('not set up completely')
      expect(answer).not.toContain('NUXT_SAPCC')
    }
    // Neither the log nor an answer has a value in it, and the log says it once.
    const values = Object.values(env).filter(value => value.length > 20 && value !== COMPLETE.NUXT_SAPCC_OAUTH_URI)
    for (const value of values) expect(app.logs() + answers.join()).not.toContain(value)
    expect(app.logs().match(/configuration is incomplete or wrong/g)).toHaveLength(1)
  })

  it('does not affect pages that make no call', async () => {
    app = await startApp({ env: COMPLETE })
    expect(await settledLogs(app)).not.toMatch(/NUXT_SAPCC|ERROR/)
    const health = await fetch(`${app.url}/api/sapcc/getSession`)
    expect([health.status, await health.json()]).toEqual([200, { loggedIn: false }])
  })
})

describe('what is needed for the sign-in', () => {
  let app: RunningApp

  afterEach(async () => {
    await app?.stop()
  })

  it('is named at start, and each failure has one line in the log with its reason', async () => {
    app = await startApp({ env: { ...COMPLETE, NUXT_SAPCC_PUBLIC_URL: '', NUXT_SAPCC_API_URI: 'http://127.0.0.1:9/occ/v2' } })
    await expect.poll(() => app.logs()).toContain('NUXT_SAPCC_PUBLIC_URL is missing: customers can sign in only by password, on the legacy generation')
    const client = new Client(app.url)
    const before = app.logs().length
    const login = await client.fetch('/api/sapcc/auth/login', { redirect: 'manual' })
    expect(login.status).toBe(500)
    for (let attempt = 0; attempt < 3; attempt++) expect((await client.request('getProduct', [{ productCode: '1' }])).status).toBe(502)
    const lines = app.logs().slice(before).split('\n').filter(line => line.includes('was answered with'))
    expect(lines).toEqual([
      expect.stringMatching(/The login by redirect was answered with 500 ConfigurationError: NUXT_SAPCC_PUBLIC_URL is missing/),
      expect.stringMatching(/getProduct was answered with 502 UpstreamUnreachableError: .*ECONNREFUSED/),
    ])
    expect(app.logs()).not.toContain(SECRET)
  })

  it('is not needed on the legacy generation, where a login by password has no redirect', async () => {
    app = await startApp({ env: { ...COMPLETE, NUXT_SAPCC_PUBLIC_URL: '', NUXT_SAPCC_OAUTH_PKCE_SUPPORTED: 'false' } })
    expect(await settledLogs(app)).not.toContain('NUXT_SAPCC')
  })
})

describe('a setting that cannot be what it was meant for', () => {
  let app: RunningApp

  afterEach(async () => {
    await app?.stop()
  })

  it('is named beside the error that it explains', async () => {
    const { NUXT_SAPCC_API_BASE_SITE_ID: site, ...others } = COMPLETE
    app = await startApp({ env: { ...others, NUXT_SAPCC_API_BASESITE_ID: site } })
    await expect.poll(() => app.logs()).toContain('NUXT_SAPCC_API_BASE_SITE_ID is missing')
    await expect.poll(() => app.logs()).toContain('NUXT_SAPCC_API_BASESITE_ID is not a setting of this module; did you mean NUXT_SAPCC_API_BASE_SITE_ID?')
  })

  it('is refused where it is fixed by the build: the path of the routes', async () => {
    app = await startApp({ env: { ...COMPLETE, NUXT_PUBLIC_SAPCC_API_PATH: '/api/other' } })
    await expect.poll(() => app.logs()).toMatch(/NUXT_PUBLIC_SAPCC_API_PATH is \/api\/other, but the shop was built with its routes at \/api\/sapcc/)
    const response = await new Client(app.url).request('getProduct', [{ productCode: '1' }])
    expect([response.status, (await response.json() as { data: object }).data]).toMatchObject([500, { type: 'ConfigurationError' }])
  })
})
