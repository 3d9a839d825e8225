import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildFolder } from '../../scripts/lib/apps.ts'
import { startLeakyShop } from '../harness/leaky-shop.ts'
import type { LeakyShop } from '../harness/leaky-shop.ts'
import { Client } from '../harness/client.ts'
import { navigation, walkToCallback } from '../harness/redirect-login.ts'
import { SecretSearch } from '../harness/secret-search.ts'
import { startApp } from '../harness/server.ts'
import { SENT_TOKEN } from '../harness/recording-proxy.ts'

const PASSWORD = 'Password1!'

describe.each(['legacy', 'jdk21'] as const)('no secret leaves the server (%s)', (generation) => {
  let shop: LeakyShop
  let client: Client

  beforeAll(async () => {
    shop = await startLeakyShop({ generation }, env => startApp({ fixture: 'secrets', env: { ...env, NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } }))
  })

  afterAll(() => shop?.stop())

  beforeEach(() => {
    client = new Client(shop.app.url)
  })

  afterEach(() => shop.sap.clearFaults())

  /** Calls a method and looks through the answer. */
  async function call(operation: string, ...args: unknown[]): Promise<Response> {
    const response = await client.request(operation, args)
    expect(await shop.inResponse(response)).toEqual([])
    return response
  }

  /** Loads a page and looks through it. */
  async function page(path: string): Promise<string> {
    const { response, html } = await client.page(path, { redirect: 'manual' })
    const copy = new Response(html, { status: response.status, headers: response.headers })
    Object.defineProperty(copy, 'url', { value: new URL(path, shop.app.url).href })
    expect(await shop.inResponse(copy)).toEqual([])
    return html
  }

  async function signIn(): Promise<void> {
    expect((await call('signUserIn', { username: 'jane@example.com', password: PASSWORD })).status).toBe(200)
  }

  /** Everything a visitor does with a token that has to be renewed. */
  async function useExpiredSession(): Promise<void> {
    shop.sap.expireAccessTokens()
    await call('getUser', {})
    await page('/account')
    await page('/account-refreshing')
    shop.sap.expireAccessTokens()
    await page('/keeping')
    await page('/renewing')
    await page('/inspecting')
    await page('/streamed/account')
    await page('/failing')
    await call('refreshUserToken')
    const proxied = await client.fetch('/api/occ/electronics/users/current')
    expect(await shop.inResponse(proxied)).toEqual([])
  }

  it('while everything works', async () => {
    await call('createCartEntry', { orderEntry: { product: { code: '325234' }, quantity: 1 } })
    await page('/cart')
    await signIn()
    await call('getUser', {})
    await call('getSession')
    await call('getCart', {})
    await useExpiredSession()
    await page('/nowhere')
    await call('signUserOut')
    expect([...shop.search.secrets].sort()).toEqual(expect.arrayContaining(['access token', 'client secret', 'password', 'refresh token', 'session password']))
  })

  it('in the payload, although callbacks keep what they are given', async () => {
    await signIn()
    shop.sap.expireAccessTokens()
    const html = await page('/keeping')
    // The callback did get the tokens, and kept them.
    expect(html).toMatch(/id="has-tokens"[^>]*>\s*true/)
    for (const state of ['whole-response', 'copied-response', 'written-response', 'access-token', 'nested-tokens']) expect(html).toContain(`$s${state}`)
    expect(html).toContain('Bearer […]')
    shop.sap.expireAccessTokens()
    expect(await page('/renewing')).toContain('expires_in')
  })

  it('at the redirect login', async () => {
    expect(await shop.inResponse(await client.fetch('/api/sapcc/auth/login?returnTo=/account', navigation))).toEqual([])
    for (const fault of [{ status: 503 }, { status: 400, body: { error: 'invalid_grant', error_description: 'no' } }, undefined]) {
      const callback = await walkToCallback(client)
      shop.sap.clearFaults()
      if (fault) shop.sap.faults({ target: 'token', ...fault })
      // Twice: the second time it is late.
      for (const accept of ['text/html', 'application/json']) {
        const response = await client.fetch(`${callback.pathname}${callback.search}`, { ...navigation, headers: { ...navigation.headers, accept } })
        expect(await shop.inResponse(response)).toEqual([])
      }
    }
    expect([...shop.search.secrets]).toEqual(expect.arrayContaining(['authorization code', 'code verifier', 'state']))
  })

  it.each([
    ['a refusal', (refreshToken: string) => ({ status: 400, body: { error: 'invalid_grant', error_description: `Invalid refresh token: ${refreshToken}` } })],
    ['an empty 401', () => ({ status: 401 })],
    ['a 401 with a body', () => ({ status: 401, body: { error: 'invalid_client', error_description: 'storefront-secret' } })],
    ['an error', (refreshToken: string) => ({ status: 500, body: { error: 'server_error', error_description: refreshToken } })],
    ['a page', (refreshToken: string) => ({ status: 200, body: `<html>${refreshToken}</html>` })],
    ['half a token response', () => ({ status: 200, body: { access_token: 'half-an-access-token-0123456789', token_type: 'mac' } })],
    ['a broken token response', () => ({ status: 200, body: '{"access_token":"broken-access-token-0123456789","token_type":"Bearer"' })],
    ['a token that no header can carry', () => ({ status: 200, body: { access_token: 'unsendable\r\naccess-token-0123456789', token_type: 'Bearer', expires_in: 9 } })],
    ['a broken connection', () => ({ drop: 'before' as const })],
    ['silence', () => ({ delayMs: 1500 })],
  ])('when the authorization server answers with %s', async (_, faultWith) => {
    await signIn()
    const fault = faultWith(shop.last('refresh token'))
    shop.sap.expireAccessTokens()
    shop.sap.faults({ target: 'token', ...fault })
    for (const canary of ['half-an-access-token-0123456789', 'broken-access-token-0123456789', 'access-token-0123456789']) shop.know('access token', canary)
    await call('getUser', {})
    await call('refreshUserToken')
    await page('/keeping')
    await page('/renewing')
    await page('/inspecting')
    await page('/failing')
    await call('signUserIn', { username: 'john@example.com', password: PASSWORD })
    shop.sap.faults({ target: 'revoke', ...fault }, { target: 'login', ...fault }, { target: 'csrf', ...fault })
    await call('signUserIn', { username: 'john@example.com', password: PASSWORD })
    await call('signUserOut')
  })

  it.each([400, 401, 403, 404, 409, 500, 503])('when OCC answers %i and repeats the token', async (status) => {
    await signIn()
    const token = SENT_TOKEN
    const error = { type: 'InvalidTokenError', message: `Access token expired: ${token}`, reason: token, subject: token, subjectType: `bearer ${token}` }
    for (const body of [{ errors: [error, error] }, { error: 'invalid_token', error_description: token }, { error: token }, `<pre>${token}</pre>`]) {
      shop.sap.clearFaults()
      shop.sap.faults({ target: 'occ', status, body })
      await call('getUser', {})
      await page('/inspecting')
      await page('/failing')
      expect(await shop.inResponse(await client.fetch('/api/occ/electronics/users/current'))).toEqual([])
    }
  })

  it.each([
    ['is not there', { drop: 'before' as const }],
    ['breaks off', { drop: 'after' as const }],
    ['says nothing', { delayMs: 1500 }],
  ])('when OCC %s', async (_, fault) => {
    await signIn()
    shop.sap.faults({ target: 'occ', ...fault })
    await call('getUser', {})
    await page('/inspecting')
    await page('/failing')
    const proxied = await client.fetch('/api/occ/electronics/users/current').catch(() => undefined)
    if (proxied) expect(await shop.inResponse(proxied)).toEqual([])
  })

  it('to a client that sends invalid requests', async () => {
    await call('signUserIn', { username: 'jane@example.com', password: 'a wrong password' })
    shop.know('password', 'a wrong password')
    await signIn()
    await call('signUserIn', { username: { password: PASSWORD } })
    await call('signUserIn', PASSWORD)
    await call('getUsr', { userId: PASSWORD })
    await call('getUser', { userId: '../x' })
    for (const init of [{ body: `[{"password":"${PASSWORD}"` }, { headers: { 'content-type': 'text/plain' } }]) {
      expect(await shop.inResponse(await client.request('signUserIn', [], init))).toEqual([])
    }
    for (const path of ['/api/sapcc/auth/callback', '/api/sapcc/auth/callback?code=made-up-code-0123456789&state=made-up-state-0123456789', '/api/sapcc/auth/callback?error=access_denied', '/api/sapcc/auth/login?returnTo=//evil.example', '/api/occ/../x']) {
      expect(await shop.inResponse(await client.fetch(path, { redirect: 'manual' }))).toEqual([])
    }
  })

  // Last of all: everything above has been logged.
  it('in the log, at its highest level', async () => {
    await expect.poll(() => shop.app.logs()).toContain('created')
    await expect.poll(() => shop.app.logs()).toContain('not renewed')
    expect(shop.inLogs()).toEqual([])
  })
})

describe('a secret that does get out', () => {
  let shop: LeakyShop

  beforeAll(async () => {
    shop = await startLeakyShop({ generation: 'legacy' }, env => startApp({ fixture: 'secrets', env: { ...env, NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } }))
  })

  afterAll(() => shop?.stop())

  it('is found: in a page, its payload, a header and the log', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    expect(shop.inLogs()).toEqual([])
    const { response, html } = await client.page('/planted')
    const found = (text: string) => [...new Set(shop.search.find('', text).map(({ secret }) => secret))]
    expect(found(/<p>([^<]*)/.exec(html)?.[1] ?? '')).toEqual(['access token'])
    expect(found(/<script[^>]*id="__NUXT_DATA__"[^>]*>([^<]*)/.exec(html)?.[1] ?? '')).toEqual(['access token'])
    expect(found(response.headers.get('x-planted') ?? '')).toEqual(['access token'])
    await expect.poll(() => shop.inLogs().map(({ secret }) => secret)).toContain('access token')
  })
})

describe('the files that browsers load', () => {
  it('hold no secret, in code and source maps', async () => {
    const folder = join(buildFolder('secrets'), 'output', 'public')
    const search = new SecretSearch()
    search.add('client secret', 'storefront-secret')
    search.add('session password', 'only-the-tests-use-this-7Qk2vR9xLw4mZt8cYb1d')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /\.\w+$/.test(file))
    expect(files.filter(file => file.endsWith('.js.map')).length).toBeGreaterThan(3)
    expect(files.flatMap(file => search.find(file, readFileSync(join(folder, file))))).toEqual([])
    // The server's own files have them, or nothing was searched for.
    const server = join(buildFolder('secrets'), 'output', 'server', 'chunks', 'nitro', 'nitro.mjs')
    expect(search.find('server', readFileSync(server)).map(({ secret }) => secret)).toEqual(expect.arrayContaining(['client secret', 'session password']))
  })
})
