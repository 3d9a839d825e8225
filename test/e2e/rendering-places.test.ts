import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { setShopCookies } from '../harness/shop-cookies.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

const NAME = 'Jane Doe'
const text = (html: string, id: string) => new RegExp(`<p id="${id}"[^>]*>([^<]*)</p>`).exec(html)?.[1]?.trim()

// Every place of a Nuxt app from which the SDK is called while a page is rendered, each with an expired token.
describe('where a page may call from', () => {
  let sap: RunningSap
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    sap = await startSap()
    app = await startApp({ fixture: 'layered', env: sap.env })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  beforeEach(async () => {
    sap.reset()
    client = new Client(app.url)
    await client.signIn()
    sap.expireAccessTokens()
  })

  const refreshes = () => sap.stats().token.byGrant.refresh_token ?? { success: 0, invalid_grant: 0, error: 0 }

  /** The browser's next call works, and needs no further refresh. */
  async function expectGoodCookies(): Promise<void> {
    const before = sap.grants('refresh_token')
    expect(await client.call('getUser', {})).toMatchObject({ name: NAME })
    expect(sap.grants('refresh_token')).toBe(before)
  }

  it.each(['/guarded', '/call-once', '/account-refreshing'])('refreshes once on %s', async (path) => {
    const { html, response } = await client.page(path)
    expect(response.status).toBe(200)
    expect(text(html, 'name')).toBe(NAME)
    expect(refreshes()).toMatchObject({ success: 1 })
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    await expectGoodCookies()
  })

  it('lets onTokenRefreshed call the SDK itself', async () => {
    const { html } = await client.page('/callback')
    expect(text(html, 'name')).toBe(NAME)
    expect(text(html, 'in-callback')).toBe(NAME)
    expect(refreshes()).toMatchObject({ success: 1 })
    await expectGoodCookies()
  })

  it('refreshes once in a local fetch, on behalf of its page', async () => {
    const { html, response } = await client.page('/local-fetch')
    expect(text(html, 'before')).toBe(NAME)
    expect(text(html, 'name')).toBe(NAME)
    expect(text(html, 'after')).toBe(NAME)
    expect(refreshes()).toMatchObject({ success: 1, invalid_grant: 0 })
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    await expectGoodCookies()
  })

  it('never refreshes in an island inside a page', async () => {
    const before = client.jar.snapshot()
    const { html, response } = await client.page('/island')
    expect(response.status).toBe(200)
    expect(text(html, 'island')).toBe('401')
    expect(refreshes()).toMatchObject({ success: 0 })
    expect(client.jar.snapshot()).toEqual(before)
  })

  it('gives an island the tokens that its page has renewed', async () => {
    const { html } = await client.page('/island-and-page')
    expect(text(html, 'name')).toBe(NAME)
    expect(text(html, 'island')).toBe(NAME)
    expect(refreshes()).toMatchObject({ success: 1 })
    await expectGoodCookies()
  })

  it('never shows a visitor another one\'s data', async () => {
    const visitors = await Promise.all(Array.from({ length: 50 }, async (_, index) => {
      const who = index % 2 ? { uid: 'jane@example.com', name: NAME } : { uid: 'john@example.com', name: 'John Smith' }
      const visitor = new Client(app.url)
      await visitor.signIn(who.uid)
      return { ...who, visitor }
    }))
    const names = new Map(await Promise.all(visitors.map(async ({ uid, visitor }) => [uid, (await visitor.call('getUser', {}) as { name: string }).name] as const)))
    expect(new Set(names.values()).size).toBe(2)
    sap.expireAccessTokens()
    const pages = await Promise.all(visitors.map(async ({ uid, visitor }) => ({ uid, visitor, ...await visitor.page('/account-refreshing') })))
    for (const { uid, html } of pages) {
      expect(text(html, 'name')).toBe(names.get(uid))
      for (const [other, name] of names) if (other !== uid) expect(html).not.toContain(name)
    }
    for (const { uid, visitor } of pages) expect(await visitor.call('getUser', {})).toMatchObject({ uid })
  })
})

describe('pages that fail', () => {
  let sap: RunningSap
  let app: RunningApp

  beforeAll(async () => {
    sap = await startSap()
    app = await startApp({ fixture: 'layered', env: sap.env })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  it('have SAP\'s status', async () => {
    const { html, response } = await new Client(app.url).page('/throwing?operation=getProduct')
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(text(html, 'error-status')).toBe('400')
    expect(text(html, 'error-message')).toContain('no-such-product')
  })

  it('have status 401 when rendering may not refresh, and change nothing', async () => {
    const client = new Client(app.url)
    await client.signIn()
    sap.expireAccessTokens()
    const { html, response } = await client.page('/throwing?operation=getUser')
    expect(response.status).toBe(401)
    expect(text(html, 'error-status')).toBe('401')
    expect(response.headers.getSetCookie()).toEqual([])
    expect(sap.grants('refresh_token')).toBe(0)
  })

  it('answer programs with JSON of SAP\'s status, without a stack', async () => {
    const revoked = new Client(app.url)
    await revoked.signIn()
    sap.revokeSessions()
    sap.expireAccessTokens()
    for (const [client, path, status] of [[new Client(app.url), '/throwing?operation=getProduct', 400], [revoked, '/api/me', 401]] as const) {
      const response = await client.fetch(path, { headers: { accept: 'application/json' } })
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toContain('application/json')
      const body = await response.text()
      expect(JSON.parse(body)).toMatchObject({ statusCode: status, data: { type: expect.any(String) } })
      expect(body).not.toContain('.mjs')
    }
  })
})

describe('an app without pages', () => {
  it('refreshes while rendering, too', async () => {
    const sap = await startSap()
    const app = await startApp({ fixture: 'customApi', env: { ...sap.env, NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true' } })
    try {
      const client = new Client(app.url)
      await client.signIn()
      sap.expireAccessTokens()
      const { response } = await client.page('/')
      expect(response.status).toBe(200)
      expect(sap.grants('refresh_token')).toBe(1)
      expect(setShopCookies(response, 'content')).toHaveLength(1)
    }
    finally {
      await app.stop()
      await sap.stop()
    }
  })
})

describe('pages that are streamed', () => {
  let sap: RunningSap
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    sap = await startSap()
    // Tokens are made to expire at will here, more often than they would by themselves.
    app = await startApp({ fixture: 'layered', env: { ...sap.env, NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  beforeEach(async () => {
    sap.reset()
    client = new Client(app.url)
    await client.signIn()
    sap.expireAccessTokens()
  })

  it('never refresh after their headers are out: the browser does', async () => {
    // SAP answers after the first bytes of the page are sent.
    sap.faults({ target: 'occ', delayMs: 300, count: 10 })
    const before = client.jar.snapshot()
    const { html, response } = await client.page('/streamed/account')
    sap.clearFaults()
    expect(response.status).toBe(200)
    expect(html).toContain('Your account')
    expect(text(html, 'name')).toBe('')
    expect(text(html, 'error')).toMatch(/^true 401 /)
    expect(html).toContain('"retry"')
    expect(sap.grants('refresh_token')).toBe(0)
    expect(client.jar.snapshot()).toEqual(before)
    expect(html.trimEnd()).toMatch(/<\/html>$/)
  })

  it('refresh before that, in route middleware', async () => {
    const { html, response } = await client.page('/streamed/guarded')
    expect(text(html, 'name')).toBe(NAME)
    expect(sap.grants('refresh_token')).toBe(1)
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    expect(await client.call('getUser', {})).toMatchObject({ name: NAME })
    expect(sap.grants('refresh_token')).toBe(1)
  })
  it('wait with their headers for a refresh that has begun, and carry its cookie', async () => {
    sap.faults({ target: 'token', delayMs: 400 })
    const { html, response } = await client.page('/streamed/loose')
    sap.clearFaults()
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    expect(html.trimEnd()).toMatch(/<\/html>$/)
    expect(sap.grants('refresh_token')).toBe(1)
    expect(text(html, 'name')).toBe(NAME)
    expect(await client.call('getUser', {})).toMatchObject({ name: NAME })
    expect(sap.grants('refresh_token')).toBe(1)
  })

  it('lose no cookie, whichever comes first', async () => {
    for (let round = 0; round < 10; round++) {
      sap.expireAccessTokens()
      const { html } = await client.page('/streamed/account')
      expect(html.trimEnd()).toMatch(/<\/html>$/)
      const renewed = await client.request('refreshUserToken')
      expect(renewed.status).toBe(200)
      expect(await client.call('getUser', {})).toMatchObject({ name: NAME })
    }
    expect(sap.stats().token.byGrant.refresh_token).toMatchObject({ invalid_grant: 0 })
  })
})

describe('a token that is about to expire', () => {
  let sap: RunningSap
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    // In its last seconds from the beginning, and still accepted by SAP.
    sap = await startSap({ accessTokenTtl: 4 })
    app = await startApp({ fixture: 'layered', env: sap.env })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  beforeEach(async () => {
    sap.reset()
    client = new Client(app.url)
    await client.signIn()
    // More than half of its life.
    await new Promise(resolve => setTimeout(resolve, 2200))
  })

  it('is renewed ahead of a page\'s calls, and its callback runs once', async () => {
    sap.faults({ target: 'token', delayMs: 100 })
    const { html, response } = await client.page('/account-refreshing')
    sap.clearFaults()
    expect(text(html, 'name')).toBe(NAME)
    expect(text(html, 'refreshed')).toBe('expires_in,scope,token_type')
    expect(sap.grants('refresh_token')).toBe(1)
    expect(sap.stats().occ.byStatus[401] ?? 0).toBe(0)
    expect(setShopCookies(response, 'content')).toHaveLength(1)
  })

  it('is left alone where rendering may not refresh', async () => {
    const before = client.jar.snapshot()
    const { html } = await client.page('/account')
    expect(text(html, 'name')).toBe(NAME)
    expect(text(html, 'refreshed')).toBe('')
    expect(sap.grants('refresh_token')).toBe(0)
    expect(client.jar.snapshot()).toEqual(before)
  })
})
