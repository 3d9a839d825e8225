import { beforeEach, describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/run.ts'
import { CLIENTS } from '../../packages/stand-in/src/auth/clients.ts'
import { Client } from '../harness/client.ts'
import { navigation, walkToCallback } from '../harness/redirect-login.ts'
import { useShop } from '../harness/shop.ts'
import type { Shop } from '../harness/shop.ts'

/** What the stand-in answers where a real server would name its own surroundings. */
const INNER_TEXT = 'I/O error on GET to http://solr.internal:8983/solr: /opt/hybris/data/lock is held'

const credentials = { username: 'jane@example.com', password: 'Password1!' }

/** A way to fail: the answers that a visitor got, each with the type of error that it is. */
type Failure = [type: string, fail: (client: Client, shop: Shop) => Promise<Response>]

/** Checks that an error tells a visitor nothing of the shop's surroundings. */
async function expectNothingInner(response: Response, type: string, { sap, app }: Shop): Promise<void> {
  const text = await response.text()
  const all = [text, ...[...response.headers].filter(([name]) => name !== 'set-cookie').map(header => header.join(': '))].join('\n')
  const own = all.replaceAll(app.url, '')
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(all).toContain(type)
  for (const inner of [sap.url, new URL(sap.url).host, 'solr', '/opt/', root, 'file:', 'node_modules', '.mjs', 'NUXT_SAPCC', 'NUXT_PUBLIC', ...SETTINGS]) expect(own).not.toContain(inner)
}

/** Settings and options that messages for the operator name. */
const SETTINGS = ['publicUrl', 'cookieBudget', 'session.store', 'storage"', 'allowCrossSite', 'clientSecret', 'pkceSupported', 'redirectUri', 'Check ']

function check(shop: Shop, failures: readonly Failure[]): void {
  beforeEach(() => shop.sap.reset())

  it.each(failures)('%s', async (type, fail) => {
    await expectNothingInner(await fail(new Client(shop.app.url), shop), type, shop)
  })
}

describe('an error of a shop that is set up', () => {
  const failing = (fault: object, operation = 'getProduct', args: unknown = { productCode: '1' }) => async (client: Client, { sap }: Shop) => {
    sap.faults(fault as Parameters<typeof sap.faults>[0])
    return await client.request(operation, [args])
  }
  check(useShop({ app: { env: { NUXT_SAPCC_API_TIMEOUT: '300' } } }), [
    ['ResourceAccessError', failing({ target: 'occ', status: 500, body: { errors: [{ type: 'ResourceAccessError', message: INNER_TEXT, subject: 'solr.internal' }, { type: 'Other', message: INNER_TEXT }] } })],
    ['UnknownError', failing({ target: 'occ', status: 502, body: `<html>${INNER_TEXT}</html>` })],
    ['UpstreamUnreachableError', failing({ target: 'occ', drop: 'before' })],
    ['UpstreamTimeoutError', failing({ target: 'occ', delayMs: 2000 })],
    ['AuthorizationServerUnavailableError', failing({ target: 'token', status: 503, body: INNER_TEXT }, 'signUserIn', credentials)],
    ['AuthorizationServerUnavailableError', failing({ target: 'token', drop: 'before' }, 'signUserIn', credentials)],
    ['AuthorizationServerError', failing({ target: 'token', status: 404, body: INNER_TEXT }, 'signUserIn', credentials)],
    ['AuthorizationServerError', failing({ target: 'token', status: 400, body: { error: 'jdbc_error', error_description: INNER_TEXT } }, 'signUserIn', credentials)],
    ['BadCredentialsError', client => client.request('signUserIn', [{ ...credentials, password: 'wrong' }])],
    ['UnknownOperationError', client => client.request('getEverything', [])],
    ['ForbiddenParameterError', client => client.request('getProduct', [{ productCode: '1', baseSiteId: 'elsewhere' }])],
    ['MissingParameterError', client => client.request('getProduct', [{}])],
    ['CrossSiteRequestError', client => client.fetch('/api/hand-over', { method: 'POST', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' }, body: '{"access_token":"x"}' })],
    ['InvalidTokensError', client => client.fetch('/api/hand-over', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"access_token":7}' })],
    ['NotSupportedError', async (client) => {
      await client.signIn()
      return await client.fetch('/api/my-sessions')
    }],
    ['LoginExpiredError', client => client.fetch('/api/sapcc/auth/callback?code=1&state=2', navigation)],
    ['TokenRefreshUnavailableError', async (client, { sap }) => {
      await client.signIn()
      sap.expireAccessTokens()
      sap.faults({ target: 'token', status: 500, body: INNER_TEXT })
      return await client.request('refreshUserToken', [])
    }],
  ])
})

describe('an error of a shop whose client is not accepted', () => {
  check(useShop({ sap: { generation: 'jdk21' }, app: { env: { NUXT_SAPCC_OAUTH_CLIENT_ID: CLIENTS.confidential.id, NUXT_SAPCC_OAUTH_CLIENT_SECRET: 'wrong' } } }), [
    ['invalid_client', client => client.request('signUserIn', [credentials])],
    ['invalid_client', async client => await client.jar.fetch(await walkToCallback(client), navigation)],
  ])
})

describe('an error of a shop whose address is not known', () => {
  check(useShop({ sap: { generation: 'jdk21' }, app: { env: { NUXT_SAPCC_PUBLIC_URL: '' } } }), [
    ['ConfigurationError', client => client.request('signUserIn', [credentials])],
    ['ConfigurationError', client => client.fetch('/api/sapcc/auth/login', { ...navigation, headers: { ...navigation.headers, accept: 'application/json' } })],
  ])
})

describe('an error of a shop whose sessions do not fit into cookies', () => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_SESSION_COOKIE_BUDGET: '300' } } })
  check(shop, [['SessionTooLargeError', client => client.request('signUserIn', [credentials])]])

  it('is in the log only', async () => {
    await new Client(shop.app.url).request('signUserIn', [credentials])
    await expect.poll(() => shop.app.logs()).toMatch(/SessionTooLargeError: .* NUXT_SAPCC_SESSION_COOKIE_BUDGET allows 300/)
  })
})

describe('an error of a shop whose pages cannot reach the other server', () => {
  const shop = useShop({ app: { env: { NUXT_PUBLIC_SAPCC_API_URL: '/elsewhere' } } })

  it('is in the log only', async () => {
    const { response, html } = await new Client(shop.app.url).page('/product')
    expect(response.status).toBe(500)
    expect(html).not.toMatch(/NUXT_PUBLIC|elsewhere is no/)
    await expect.poll(() => shop.app.logs()).toContain('NUXT_PUBLIC_SAPCC_SSR_API_URL')
  })
})
