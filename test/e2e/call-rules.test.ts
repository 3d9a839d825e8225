import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { rawRequest } from '../harness/raw-request.ts'
import { startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { settledLogs } from '../harness/settled-logs.ts'
import { useShop } from '../harness/shop.ts'

const HERE = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
const PRODUCT = { method: 'POST', headers: HERE, body: '[{"productCode":"1"}]' }

const shopAt = (recorder: Recorder, env: Record<string, string> = {}) => startApp({
  env: {
    NUXT_SAPCC_API_URI: `${recorder.url}/occ/v2`,
    NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
    NUXT_SAPCC_OAUTH_URI: `${recorder.url}/authorizationserver`,
    NUXT_SAPCC_OAUTH_CLIENT_ID: 'shop',
    ...env,
  },
})

describe('calls to an SAP that only answers', () => {
  let occ: Recorder
  let app: RunningApp

  beforeAll(async () => {
    occ = await startRecorder()
    app = await shopAt(occ, { NUXT_SAPCC_API_REQUEST_HEADERS: '["X-Own"]', NUXT_SAPCC_API_RESPONSE_HEADERS: '["X-Theirs"]' })
  })
  afterAll(async () => {
    await app?.stop()
    await occ?.stop()
  })
  beforeEach(() => occ.reset())

  it.each(['/api/sapcc/getProduct', '/api/occ/electronics/products/1', '/api/me'])('the hook sapcc:site-context refuses with its own status, and SAP is not asked: %s', async (path) => {
    const response = await fetch(`${app.url}${path}`, { ...(path.includes('sapcc') ? PRODUCT : {}), headers: { ...HERE, 'x-test-refuse': '403' } })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ statusCode: 403, message: 'Not for this brand.' })
    expect(occ.requests).toEqual([])
  })

  it.each(['/api/sapcc/getProduct', '/api/occ/electronics/products/1', '/api/me', '/product'])('a defect in the hook sapcc:site-context is in the log, and in no answer: %s', async (path) => {
    const before = app.logs().length
    const response = await fetch(`${app.url}${path}`, { ...(path.includes('sapcc') ? PRODUCT : {}), headers: { ...HERE, 'x-test-defect': path } })
    const text = await response.text()
    expect(text).toContain('InternalError')
    expect(text).not.toContain('a text from inside the shop')
    expect(occ.requests).toEqual([])
    const name = path.includes('/api/occ/') ? 'A call of the raw proxy' : path === '/api/me' ? 'getUser' : 'getProduct'
    await expect.poll(() => app.logs().slice(before)).toContain(`${name} failed with an unexpected error`)
    await expect.poll(() => app.logs().slice(before)).toContain('a text from inside the shop')
  })

  it.each([429, 503])('SAP says when to ask again, in an answer with status %d', async (status) => {
    occ.answer((_req, res) => {
      res.writeHead(status, { 'content-type': 'application/json', 'retry-after': '33' }).end('{"errors":[{"type":"BusyError","message":"Busy."}]}')
    })
    for (const [path, init] of [['/api/sapcc/getProduct', PRODUCT], ['/api/occ/electronics/products/1', { headers: HERE }]] as const) {
      const response = await fetch(`${app.url}${path}`, init)
      expect([response.status, response.headers.get('retry-after')]).toEqual([status, '33'])
    }
  })

  it.each(['/api/sapcc/getProduct', '/api/occ/electronics/products/1'])('the hook sapcc:site-context adds a query to every call of a request: %s', async (path) => {
    await fetch(`${app.url}${path}`, { ...(path.includes('sapcc') ? PRODUCT : {}), headers: { ...HERE, 'x-test-ticket': 'ticket 1' } })
    expect(occ.requests.map(({ url }) => new URL(url, occ.url).searchParams.get('cmsTicketId'))).toEqual(['ticket 1'])
  })

  describe.each([['gzip', gzipSync], ['br', brotliCompressSync], ['deflate', deflateRawSync]] as const)('an answer that comes compressed unasked: %s', (encoding, compress) => {
    const json = JSON.stringify({ code: '1', name: 'Ü' })
    beforeEach(() => occ.answer((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(compress(json))
    }))

    it.each(['/api/sapcc/getProduct', '/api/occ/electronics/products/1'])('is decoded for a client that does not accept it, and passed on compressed to one that does: %s', async (path) => {
      const init = path.includes('sapcc') ? { method: 'POST', headers: HERE, body: PRODUCT.body } : { headers: HERE }
      const plain = await rawRequest(app.url, path, init)
      expect([plain.headers['content-encoding'], String(plain.body)]).toEqual([undefined, json])
      const passed = await rawRequest(app.url, path, { ...init, headers: { ...HERE, 'accept-encoding': encoding } })
      expect(passed.headers['content-encoding']).toBe(encoding)
      expect(Buffer.from(passed.body).equals(compress(json))).toBe(true)
    })

    it('is decoded for the shop\'s own code', async () => {
      const response = await fetch(`${app.url}/api/product`, { headers: HERE })
      expect(response.status).toBe(200)
      // A short text is in its compressed form as it is.
      expect(await response.json()).toEqual({ code: '1', name: 'Ü' })
    })

    it('is understood when it is an error', async () => {
      occ.answer((_req, res) => {
        res.writeHead(400, { 'content-type': 'application/json', 'content-encoding': encoding }).end(compress('{"errors":[{"type":"UnknownIdentifierError","message":"No such product"}]}'))
      })
      const response = await fetch(`${app.url}/api/sapcc/getProduct`, PRODUCT)
      expect(await response.json()).toMatchObject({ status: 400, message: 'No such product', data: { type: 'UnknownIdentifierError' } })
    })
  })

  it.each<[what: string, type: string, headers: Record<string, string>, body: string, reads: string[]]>([
    ['is called gzip and is none', 'UpstreamFormatError', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, '{"code":"1"}', ['/api/sapcc/getProduct', '/api/occ/electronics/products/1']],
    ['is a page', 'UpstreamFormatError', { 'content-type': 'text/html' }, '<html>Maintenance</html>', ['/api/sapcc/getProduct']],
    ['ends early', 'UpstreamUnreachableError', { 'content-type': 'application/json', 'content-length': '99' }, '{"code":"1"', ['/api/sapcc/getProduct']],
  ])('an answer with status 200 that %s is a 502, with a line in the log', async (_, type, headers, body, paths) => {
    occ.answer((_req, res) => {
      res.writeHead(200, headers).write(body, () => setTimeout(() => 'content-length' in headers ? res.destroy() : res.end(), 20))
    })
    for (const path of paths) {
      const response = await rawRequest(app.url, path, path.includes('sapcc') ? { method: 'POST', headers: HERE, body: PRODUCT.body } : { headers: HERE })
      expect([response.status, JSON.parse(String(response.body))]).toMatchObject([502, { data: { type } }])
    }
    // Equal lines within ten seconds are only counted.
    await expect.poll(() => app.logs()).toContain(`was answered with 502 ${type}`)
  })

  it('an empty answer that is called gzip is an empty answer', async () => {
    occ.answer((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end()
    })
    for (const path of ['/api/sapcc/getProduct', '/api/occ/electronics/products/1']) {
      const response = await rawRequest(app.url, path, path.includes('sapcc') ? { method: 'POST', headers: HERE, body: PRODUCT.body } : { headers: HERE })
      expect([response.status, String(response.body)]).toEqual([200, ''])
    }
  })

  it('headers of an operation reach SAP by an allow-list, and SAP\'s reach the caller by another one', async () => {
    occ.answer((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'x-anonymous-consents': 'theirs', 'occ-personalization-id': 'p1', 'x-theirs': 'yes', 'x-internal': 'no', 'set-cookie': 'JSESSIONID=1' }).end('{}')
    })
    const own = { 'x-anonymous-consents': '%5B%5D', 'occ-personalization-id': 'p0', 'occ-personalization-time': '7', 'sap-commerce-cloud-captcha-token': 'captcha', 'x-own': 'own' }
    const foreign = { 'x-remote-user': 'admin', 'x-ssl-client-cert': 'x', 'x-original-forwarded-for': '1.2.3.4', 'cookie': 'a=1', 'x-theirs': 'x' }
    const response = await fetch(`${app.url}/api/sapcc/getProduct`, { ...PRODUCT, headers: { ...HERE, ...own, ...foreign } })
    expect(occ.requests[0]?.headers).toMatchObject(own)
    for (const name of Object.keys(foreign)) expect(occ.requests[0]?.headers).not.toHaveProperty(name)
    const headers = Object.fromEntries(response.headers)
    expect(headers).toMatchObject({ 'x-anonymous-consents': 'theirs', 'occ-personalization-id': 'p1', 'x-theirs': 'yes' })
    expect(headers).not.toHaveProperty('x-internal')
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('a call that comes back to the shop is noticed at the second hop', async () => {
    occ.answer(async (req, res) => {
      const again = await fetch(`${app.url}/api/occ/electronics/products/1`, { headers: { 'sapcc-hop': String(req.headers['sapcc-hop']) } })
      res.writeHead(again.status, { 'content-type': 'application/json' }).end(await again.text())
    })
    const response = await fetch(`${app.url}/api/sapcc/getProduct`, PRODUCT)
    expect(response.status).toBe(508)
    expect(occ.requests).toHaveLength(1)
  })

  it('a base address that is the shop\'s own is refused at start', async () => {
    const broken = await startApp({ env: { NUXT_SAPCC_API_BASE_SITE_ID: 'electronics', NUXT_SAPCC_OAUTH_URI: occ.url, NUXT_SAPCC_OAUTH_CLIENT_ID: 'shop', NUXT_SAPCC_API_URI: 'http://127.0.0.1:4321/api/occ', NUXT_SAPCC_PUBLIC_URL: 'http://localhost:4321' } })
    try {
      await expect.poll(() => broken.logs()).toContain('NUXT_SAPCC_API_URI is the address of the shop itself')
      expect((await fetch(`${broken.url}/api/sapcc/getProduct`, PRODUCT)).status).toBe(500)
    }
    finally {
      await broken.stop()
    }
  })
})

describe('consents and personalization that the server keeps', () => {
  const CONSENTS = encodeURIComponent(JSON.stringify([{ templateCode: 'MARKETING_NEWSLETTER', templateVersion: 0, consentState: 'GIVEN' }]))
  let occ: Recorder
  let app: RunningApp

  beforeAll(async () => {
    occ = await startRecorder()
    app = await shopAt(occ, { NUXT_SAPCC_VISITOR_KEEP_CONSENTS: 'true', NUXT_SAPCC_VISITOR_KEEP_PERSONALIZATION: 'true', NUXT_SAPCC_OAUTH_PKCE_SUPPORTED: 'false' })
  })
  afterAll(async () => {
    await app?.stop()
    await occ?.stop()
  })

  it('are sent with the next call, cannot be read by scripts, and are given to the customer at the sign-in', async () => {
    occ.answer((req, res) => {
      if (req.url?.startsWith('/authorizationserver')) return void res.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"token","token_type":"bearer","expires_in":300,"scope":"basic"}')
      res.writeHead(200, { 'content-type': 'application/json', 'x-anonymous-consents': CONSENTS, 'occ-personalization-id': 'p1' }).end('{}')
    })
    const client = new Client(app.url)
    const response = await client.request('getProduct', [{ productCode: '1' }])
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/-visitor=.*HttpOnly/i)])
    expect(Object.values(client.jar.snapshot()).join()).not.toContain('MARKETING')

    await client.call('getProduct', { productCode: '1' })
    expect(occ.requests.at(-1)?.headers).toMatchObject({ 'x-anonymous-consents': CONSENTS, 'occ-personalization-id': 'p1' })
    // The same again needs no other cookie.
    expect((await client.request('getProduct', [{ productCode: '1' }])).headers.getSetCookie()).toEqual([])

    occ.answer((req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).end(req.url?.startsWith('/authorizationserver') ? '{"access_token":"token","token_type":"bearer","expires_in":300,"scope":"basic"}' : '{}')
    })
    occ.requests.length = 0
    await client.signIn()
    const given = occ.requests.find(({ method, url }) => method === 'POST' && url.includes('/users/current/consents'))
    expect(given?.url).toContain('consentTemplateId=MARKETING_NEWSLETTER&consentTemplateVersion=0')
    expect(given?.headers.authorization).toBe('Bearer token')
    await client.call('getProduct', { productCode: '1' })
    expect(occ.requests.at(-1)?.headers).toMatchObject({ 'occ-personalization-id': 'p1' })
    expect(occ.requests.at(-1)?.headers).not.toHaveProperty('x-anonymous-consents')
  })
})

describe.each(['legacy', 'jdk21'] as const)('calls to SAP (%s)', (generation) => {
  const shop = useShop({ sap: { generation } })

  beforeEach(() => shop.sap.reset())

  it('a default language and currency that the base store lacks are left out: repeated once, remembered, one warning', async () => {
    const ask = (params: object = {}) => fetch(`${shop.app.url}/api/sapcc/getProduct`, { method: 'POST', headers: { ...HERE, cookie: 'vsf-locale=fr; vsf-currency=GBP' }, body: JSON.stringify([{ productCode: '325234', ...params }]) })
    expect((await ask()).status).toBe(200)
    const asked = shop.sap.requests('getProduct').map(({ query }) => [query.lang, query.curr])
    expect(asked).toEqual([['fr', 'GBP'], [undefined, 'GBP'], [undefined, undefined]])
    expect((await ask()).status).toBe(200)
    expect(shop.sap.requests('getProduct')).toHaveLength(4)
    expect((await settledLogs(shop.app)).match(/does not have the language fr/g)).toHaveLength(1)
    // The caller's own value stays, and so does its error.
    const response = await ask({ lang: 'fr' })
    expect([response.status, await response.json()]).toMatchObject([400, { data: { type: 'UnsupportedLanguageError' } }])
    // The app's locale is a default.
    expect((await ask({ sapccLocale: 'fr-FR' })).status).toBe(200)
    expect((await ask({ sapccLocale: 'de-DE' })).status).toBe(200)
    expect(shop.sap.requests('getProduct').at(-1)?.query.lang).toBe('de')
  })

  it('an add of a visitor whose language and currency the base store lacks is repeated without them, and done once', async () => {
    const client = new Client(shop.app.url)
    const add = () => client.request('createCartEntry', [{ orderEntry: { quantity: 1, product: { code: '325234' } } }])
    expect((await add()).status).toBe(200)
    // Codes that nothing before has asked for: the server remembers those that were refused.
    for (const line of ['vsf-locale=it; Path=/', 'vsf-currency=CHF; Path=/']) client.jar.set(line, shop.app.url)
    const known = shop.sap.requests('createCartEntry').length
    expect((await add()).status).toBe(200)
    const asked = shop.sap.requests('createCartEntry').slice(known)
    expect(asked.map(({ query, status }) => [query.lang, query.curr, status])).toEqual([['it', 'CHF', 400], [undefined, 'CHF', 400], [undefined, undefined, 200]])
    expect(await client.call('getCart', {})).toMatchObject({ entries: [{ quantity: 2 }] })
  })

  it('public metadata goes without the customer\'s token, also when that has expired', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    shop.sap.expireAccessTokens()
    const known = shop.sap.requests().length
    expect(await client.call('getBaseSites', {})).toBeTruthy()
    expect(await client.call('getLanguages', {})).toBeTruthy()
    expect((await client.fetch('/api/occ/basesites')).status).toBe(200)
    expect((await client.fetch('/api/occ/electronics/currencies')).status).toBe(200)
    const asked = shop.sap.requests().slice(known)
    expect(asked).toHaveLength(4)
    for (const { headers } of asked) expect(headers).not.toHaveProperty('authorization')
    expect(shop.sap.grants('refresh_token')).toBe(0)
  })

  it('a plain GET without the SDK renews an expired token', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    shop.sap.expireAccessTokens()
    const response = await client.fetch('/api/sapcc/getUser?body=%5B%7B%7D%5D')
    expect([response.status, await response.json()]).toMatchObject([200, { name: 'Jane Doe' }])
    expect(shop.sap.grants('refresh_token')).toBe(1)
  })

  it('a plain GET during an outage of the authorization server is a 503 with Retry-After, not SAP\'s 401', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    shop.sap.expireAccessTokens()
    shop.sap.faults({ target: 'token', status: 503 })
    for (let index = 0; index < 2; index++) {
      const response = await client.fetch('/api/sapcc/getUser?body=%5B%7B%7D%5D')
      expect(response.status).toBe(503)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await response.json()).toMatchObject({ data: { type: 'TokenRefreshUnavailableError' } })
    }
    // So do the shop's own route, and a page that gives up.
    for (const path of ['/api/me', '/failing']) {
      const { status, headers } = await client.fetch(path)
      expect([path, status, Number(headers.get('retry-after')) > 0]).toEqual([path, 503, true])
    }
    // The SDK is told of the 401, which it renews by itself.
    expect((await client.fetch('/api/sapcc/getUser?body=%5B%7B%7D%5D', { headers: { 'sapcc-sdk': '1' } })).status).toBe(401)
    shop.sap.clearFaults()
  })
})
