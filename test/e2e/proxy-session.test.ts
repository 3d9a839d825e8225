import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { setShopCookies, shopCookies } from '../harness/shop-cookies.ts'
import { readAll, startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'
import { settledLogs } from '../harness/settled-logs.ts'

describe.each(['legacy', 'jdk21'] as const)('the proxy in a session (%s)', (generation) => {
  // Tokens are made to expire at will here, more often than they would by themselves.
  const shop = useShop({ sap: { generation }, app: { env: { NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } } })

  beforeEach(() => shop.sap.reset())

  it('acts for the customer who is signed in only', async () => {
    const client = new Client(shop.app.url)
    expect((await client.fetch('/api/occ/electronics/users/current')).status).toBe(401)
    await client.signIn()
    const response = await client.fetch('/api/occ/electronics/users/current', { headers: { authorization: 'Bearer somebody-else' } })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ uid: 'jane@example.com' })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(shop.sap.requests().some(({ cookie }) => cookie)).toBe(false)
  })

  it('renews a token that SAP refuses, once for all calls, and repeats each of them', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    shop.sap.expireAccessTokens()
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.fetch('/api/occ/electronics/users/current')))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(shop.sap.grants('refresh_token')).toBe(1)
    // The new tokens are in the browser's cookie.
    expect((await client.fetch('/api/occ/electronics/users/current')).status).toBe(200)
    expect(shop.sap.grants('refresh_token')).toBe(1)
  })

  it('keeps the session while the authorization server is not available, and ends it when the server refuses', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    shop.sap.expireAccessTokens()
    shop.sap.faults({ target: 'token', status: 503 })
    const outage = await client.fetch('/api/occ/electronics/users/current')
    expect(outage.status).toBe(503)
    expect(await outage.json()).toMatchObject({ data: { type: 'TokenRefreshUnavailableError' } })
    shop.sap.clearFaults()
    expect((await client.fetch('/api/occ/electronics/users/current')).status).toBe(200)

    shop.sap.revokeSessions()
    const refused = await client.fetch('/api/occ/electronics/users/current')
    expect(refused.status).toBe(401)
    expect(await refused.json()).toMatchObject({ errors: [{ type: expect.stringMatching(/^Invalid(?:Bearer)?TokenError$/) }] })
    expect(shopCookies(client.jar, 'mark')).toHaveLength(1)
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
    expect((await client.fetch('/api/occ/electronics/products/search?query=camera')).status).toBe(200)
  })
})

describe('the proxy and the token', () => {
  let sap: RunningSap
  let occ: Recorder
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    sap = await startSap({ accessTokenTtl: 3600 })
    occ = await startRecorder()
    app = await startApp({ env: { ...sap.env, NUXT_SAPCC_API_URI: `${occ.url}/occ/v2` } })
  })

  afterAll(async () => {
    await app?.stop()
    await occ?.stop()
    await sap?.stop()
  })

  beforeEach(async () => {
    sap.reset()
    occ.reset()
    client = new Client(app.url)
    await client.signIn()
    occ.requests.length = 0
  })

  const tokens = () => occ.requests.map(({ headers }) => headers.authorization)

  function refuse(res: ServerResponse, type: string | undefined, message = 'no', headers: Record<string, string> = {}): void {
    res.writeHead(401, { 'content-type': 'application/json', ...headers }).end(type && JSON.stringify({ errors: [{ type, message }] }))
  }

  /** Refuses the first token it sees, with the answer given, and takes every other one. */
  function refuseFirstToken(refusal: (req: IncomingMessage, res: ServerResponse) => void): { bodies: Buffer[] } {
    const bodies: Buffer[] = []
    let spent: string | undefined
    occ.answer(async (req, res) => {
      spent ??= req.headers.authorization
      bodies.push(await readAll(req))
      if (req.headers.authorization === spent) refusal(req, res)
      else res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
    })
    return { bodies }
  }

  it.each(['InvalidTokenError', 'InvalidBearerTokenError', 'SomethingElse', undefined])('renews after a 401 of type %s and repeats a small body', async (type) => {
    const { bodies } = refuseFirstToken((_req, res) => refuse(res, type))
    const response = await client.fetch('/api/occ/electronics/users/current/carts', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' })
    expect([response.status, await response.json()]).toEqual([200, { ok: true }])
    expect(bodies.map(String)).toEqual(['{"a":1}', '{"a":1}'])
    expect(new Set(tokens()).size).toBe(2)
    expect(setShopCookies(response, 'content')).toHaveLength(1)
    expect(sap.grants('refresh_token')).toBe(1)
  })

  it.each(['AccessDeniedError', 'AuthorizationDeniedError', 'InsufficientAuthenticationError', 'UnauthorizedError'])('passes a 401 of type %s on as it is', async (type) => {
    for (const encoding of ['identity', 'gzip']) {
      const body = JSON.stringify({ errors: [{ type, message: 'Access is denied' }] })
      occ.answer((_req, res) => {
        res.writeHead(401, { 'content-type': 'application/json', 'content-encoding': encoding }).end(encoding === 'gzip' ? gzipSync(body) : body)
      })
      const response = await client.fetch('/api/occ/electronics/users/current')
      expect([response.status, await response.text()]).toEqual([401, body])
    }
    expect(occ.requests).toHaveLength(2)
    expect(sap.grants('refresh_token')).toBe(0)
  })

  it('reads errors that came as XML', async () => {
    occ.answer((_req, res) => {
      res.writeHead(401, { 'content-type': 'application/xml' }).end('<errors><error><message>no</message><type>AuthorizationDeniedError</type></error></errors>')
    })
    expect((await client.fetch('/api/occ/electronics/users/current', { headers: { accept: 'application/xml' } })).status).toBe(401)
    expect(sap.grants('refresh_token')).toBe(0)
  })

  it('never tries more than twice', async () => {
    occ.answer((_req, res) => refuse(res, 'InvalidTokenError'))
    expect((await client.fetch('/api/occ/electronics/users/current')).status).toBe(401)
    expect(occ.requests).toHaveLength(2)
    expect(sap.grants('refresh_token')).toBe(1)
  })

  it.each([
    ['as it is', (body: string) => Buffer.from(body), 'identity'],
    ['compressed', (body: string) => gzipSync(body), 'gzip'],
    ['compressed in a way that cannot be read here', (body: string) => brotliCompressSync(body), 'br'],
    ['far behind other text', (body: string) => Buffer.from(body.replace('no:', `${'x'.repeat(100_000)}:`)), 'identity'],
  ])('takes the token out of SAP\'s message: %s', async (_, encode, encoding) => {
    occ.answer((req, res) => {
      const token = req.headers.authorization?.slice('Bearer '.length) ?? ''
      const body = JSON.stringify({ errors: [{ type: 'InvalidTokenError', message: `no: ${token}` }] })
      res.writeHead(401, { 'content-type': 'application/json', 'content-encoding': encoding, 'www-authenticate': `Bearer error_description="${token}"`, 'x-debug': token }).end(encode(body))
    })
    const response = await client.fetch('/api/occ/electronics/users/current')
    const seen = `${await response.text()} ${JSON.stringify([...response.headers])}`
    expect(response.status).toBe(401)
    expect(tokens()).toHaveLength(2)
    for (const token of tokens()) expect(seen).not.toContain(token?.slice('Bearer '.length))
    expect(await settledLogs(app)).not.toContain(tokens()[0]?.slice('Bearer '.length))
  })

  it('does not repeat a large upload, but renews the token for the client\'s own attempt', async () => {
    const { bodies } = refuseFirstToken((_req, res) => refuse(res, 'InvalidTokenError'))
    const upload = randomBytes(200_000)
    const send = () => client.fetch('/api/occ/electronics/upload', { method: 'POST', body: upload })
    expect((await send()).status).toBe(401)
    expect(bodies).toHaveLength(1)
    expect((await send()).status).toBe(200)
    const hash = (bytes: Buffer | undefined) => createHash('sha256').update(bytes ?? '').digest('hex')
    expect(bodies.map(hash)).toEqual([hash(upload), hash(upload)])
    expect(sap.grants('refresh_token')).toBe(1)
  })
})

describe('a token that has run out', () => {
  it('is renewed before the call, so that also an upload arrives at once', async () => {
    const sap = await startSap({ accessTokenTtl: 1 })
    const occ = await startRecorder()
    const app = await startApp({ env: { ...sap.env, NUXT_SAPCC_API_URI: `${occ.url}/occ/v2` } })
    try {
      const client = new Client(app.url)
      await client.signIn()
      await new Promise(resolve => setTimeout(resolve, 1100))
      occ.reset()
      occ.answer(async (req, res) => {
        res.writeHead(200).end(String((await readAll(req)).length))
      })
      const response = await client.fetch('/api/occ/electronics/upload', { method: 'POST', body: randomBytes(200_000) })
      expect([response.status, await response.text()]).toEqual([200, '200000'])
      expect(occ.requests).toHaveLength(1)
      expect(sap.grants('refresh_token')).toBe(1)
      expect(setShopCookies(response, 'content')).toHaveLength(1)
    }
    finally {
      await app.stop()
      await occ.stop()
      await sap.stop()
    }
  })
})
