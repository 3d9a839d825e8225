import { afterEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

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
    ['nothing', { NUXT_SAPCC_SESSION_PASSWORD: '', NUXT_SAPCC_PUBLIC_URL: '' }, ['NUXT_SAPCC_API_URI', 'NUXT_SAPCC_API_BASE_SITE_ID', 'NUXT_SAPCC_OAUTH_URI', 'NUXT_SAPCC_OAUTH_CLIENT_ID', 'NUXT_SAPCC_SESSION_PASSWORD']],
    ['a session password of 31 characters', { ...COMPLETE, NUXT_SAPCC_SESSION_PASSWORD: 'only-thirty-one-characters-long' }, ['NUXT_SAPCC_SESSION_PASSWORD']],
    ['no session password', { ...COMPLETE, NUXT_SAPCC_SESSION_PASSWORD: '' }, ['NUXT_SAPCC_SESSION_PASSWORD']],
    ['addresses that are none', { ...COMPLETE, NUXT_SAPCC_API_URI: 'sap.example.com/occ/v2', NUXT_SAPCC_OAUTH_URI: 'http://sap.example.com/authorizationserver' }, ['NUXT_SAPCC_API_URI', 'NUXT_SAPCC_OAUTH_URI']],
  ] as [string, Record<string, string>, string[]][])('is named at start: %s', async (_, env, variables) => {
    app = await startApp({ env })
    const named = [...new Set(app.logs().match(/NUXT_SAPCC_\w+/g))].sort()
    expect(named).toEqual([...variables].sort())

    const client = new Client(app.url)
    const response = await client.request('getProduct', [{ productCode: '1' }])
    expect(response.status).toBe(500)
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

  it('is no matter of pages that ask for nothing', async () => {
    app = await startApp({ env: COMPLETE })
    expect(app.logs()).not.toMatch(/NUXT_SAPCC|ERROR/)
  })
})
