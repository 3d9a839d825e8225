import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { rawRequest } from '../harness/raw-request.ts'
import { startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

describe('no cache keeps an answer of the module\'s routes', () => {
  let upstream: Recorder
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    upstream = await startRecorder()
    // SAP allows it for its own answers, which have no customer's name in the address.
    upstream.answer((req, res) => {
      const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600', 'expires': new Date(Date.now() + 3_600_000).toUTCString(), 'vary': 'accept' }
      const body = req.url?.includes('missing') ? '{"errors":[{"type":"UnknownIdentifierError"}]}' : '{}'
      res.writeHead(req.url?.includes('missing') ? 400 : req.url?.includes('empty') ? 204 : 200, headers).end(req.url?.includes('empty') ? undefined : body)
    })
    app = await startApp({
      env: {
        NUXT_SAPCC_API_URI: `${upstream.url}/occ/v2`,
        NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
        NUXT_SAPCC_API_BODY_LIMIT: '1000',
        NUXT_SAPCC_OAUTH_URI: `${upstream.url}/authorizationserver`,
        NUXT_SAPCC_OAUTH_CLIENT_ID: 'shop',
      },
    })
    client = new Client(app.url)
  })

  afterAll(async () => {
    await app?.stop()
    await upstream?.stop()
  })

  const json = (body: string, headers: Record<string, string> = {}) => ({ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
  const product = encodeURIComponent('[{"productCode":"1"}]')

  it.each<[string, string, RequestInit, number]>([
    ['an operation', '/api/sapcc/getProduct', json('[{"productCode":"1"}]'), 200],
    ['an operation by GET', `/api/sapcc/getProduct?body=${product}`, {}, 200],
    ['an operation by HEAD', `/api/sapcc/getProduct?body=${product}`, { method: 'HEAD' }, 200],
    ['an operation that SAP refuses', '/api/sapcc/getProduct', json('[{"productCode":"missing"}]'), 400],
    ['an operation without a result', '/api/sapcc/signUserOut', json('[]'), 204],
    ['the session', '/api/sapcc/getSession', {}, 200],
    ['a refresh without a session', '/api/sapcc/refreshUserToken', json('[]'), 401],
    ['a sign-in that lacks something', '/api/sapcc/signUserIn', json('[{}]'), 400],
    ['an operation that does not exist', '/api/sapcc/getNothing', json('[]'), 404],
    ['a write by GET', '/api/sapcc/createCart', {}, 405],
    ['a write by HEAD', '/api/sapcc/createCart', { method: 'HEAD' }, 405],
    ['OPTIONS', '/api/sapcc/getProduct', { method: 'OPTIONS' }, 405],
    ['too much', '/api/sapcc/getProduct', json(`["${'x'.repeat(2000)}"]`), 413],
    ['another type', '/api/sapcc/getProduct', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '[]' }, 415],
    ['nonsense', '/api/sapcc/getProduct', json('nonsense'), 400],
    ['another site', '/api/sapcc/getProduct', json('[]', { 'sec-fetch-site': 'cross-site' }), 403],
    ['the login', '/api/sapcc/auth/login?returnTo=/account', { redirect: 'manual' }, 302],
    ['a callback without a pending login', '/api/sapcc/auth/callback?state=x&code=y', {}, 400],
    ['the proxy', '/api/occ/electronics/products/1', {}, 200],
    ['the proxy by HEAD', '/api/occ/electronics/products/1', { method: 'HEAD' }, 200],
    ['the proxy without a body', '/api/occ/electronics/empty', {}, 204],
    ['the proxy where SAP refuses', '/api/occ/electronics/products/missing', {}, 400],
    ['the proxy out of OCC', '/api/occ/other/products/1', {}, 400],
    ['the proxy for another site', '/api/occ/electronics/carts', json('{}', { 'sec-fetch-site': 'cross-site' }), 403],
  ])('%s', async (_, path, init, status) => {
    const response = await client.fetch(path, init as Parameters<Client['fetch']>[1])
    expect(response.status).toBe(status)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('expires')).toBeNull()
    expect(response.headers.has('allow')).toBe(status === 405)
  })

  it('a method the proxy does not know', async () => {
    const { status, headers } = await rawRequest(app.url, '/api/occ/electronics/products/1', { method: 'TRACE' })
    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE')
    expect(headers['cache-control']).toBe('no-store')
  })
})
