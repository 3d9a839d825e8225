import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { rawRequest } from '../harness/raw-request.ts'
import { readAll, startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

let sap: RunningSap
let occ: Recorder
let app: RunningApp

beforeAll(async () => {
  sap = await startSap()
  occ = await startRecorder()
  app = await startApp({ env: { ...sap.env, NUXT_SAPCC_API_URI: `${occ.url}/occ/v2`, NUXT_SAPCC_API_TIMEOUT: '1500' } })
})

afterAll(async () => {
  await app?.stop()
  await occ?.stop()
  await sap?.stop()
})

beforeEach(() => occ.reset())

const fromHere = { 'sec-fetch-site': 'same-origin' }

describe('what reaches SAP', () => {
  it('is the method, the path byte by byte, the query and the body', async () => {
    let body = ''
    occ.answer(async (req, res) => {
      body = String(await readAll(req))
      res.writeHead(201, { 'content-type': 'application/json' }).end('{"code":"1"}')
    })
    const path = '/electronics/users/anonymous/carts/a%20b%2Bc%C3%A4/entries?fields=DEFAULT(a,b)&x=a/b%2Fc&x=2'
    const response = await rawRequest(app.url, `/api/occ${path}`, { method: 'PATCH', headers: { ...fromHere, 'content-type': 'application/json' }, body: '{"quantity":2}' })
    expect([response.status, String(response.body)]).toEqual([201, '{"code":"1"}'])
    expect(occ.requests).toMatchObject([{ method: 'PATCH', url: `/occ/v2${path}`, headers: { 'content-type': 'application/json', 'content-length': '14' } }])
    expect(body).toBe('{"quantity":2}')
  })

  it('is no header of the browser, the shop and the proxies between', async () => {
    await rawRequest(app.url, '/api/occ/electronics/products/1', {
      method: 'POST',
      headers: {
        ...fromHere,
        'connection': 'x-private', 'x-private': '1', 'te': 'trailers', 'origin': app.url, 'referer': `${app.url}/cart`, 'cookie': 'a=b', 'authorization': 'Bearer stolen', 'proxy-authorization': 'Basic x',
        'forwarded': 'for=1.2.3.4', 'x-forwarded-for': '1.2.3.4', 'x-forwarded-host': 'evil.example', 'sec-ch-ua': 'x', 'x-sapcc': '1', 'accept': 'text/plain', 'if-none-match': '"1"', 'user-agent': 'test',
      },
    })
    expect(occ.requests).toHaveLength(1)
    const { connection, ...headers } = occ.requests[0]?.headers ?? {}
    expect(connection).toBe('keep-alive')
    expect(headers).toEqual({ 'host': new URL(occ.url).host, 'accept': 'text/plain', 'if-none-match': '"1"', 'user-agent': 'test', 'content-length': '0', 'sapcc-hop': expect.any(String) as string })
  })

  it.each([
    '/electronics/../basesites', '/electronics/%2e%2e/x', '/electronics/%252e%252e/x', '/electronics/..%2fx', '/electronics/..%5cx', '/electronics/..;/x', '/electronics//x', '/electronics/%00', '/electronics/a%0d%0ab', '/powertools/products/1',
    '/electronics/users/jane@example.com/carts', '/electronics/%75sers/jane', '//evil.example/x', '/electronics/products?access_token=x', '/',
  ])('is not %s', async (path) => {
    const response = await rawRequest(app.url, `/api/occ${path}`)
    expect(response.status).toBe(400)
    expect(response.headers['cache-control']).toBe('no-store')
    expect(JSON.parse(String(response.body))).toMatchObject({ name: 'SapccError', statusCode: 400 })
    expect(occ.requests).toEqual([])
  })

  it.each(['/api/%6fcc/electronics/x', '/api/./occ/electronics/x', 'http://evil.example/api/occ/electronics/x'])('is not %s, which is not the proxy\'s address', async (path) => {
    const response = await rawRequest(app.url, path)
    expect(response.status).toBeGreaterThanOrEqual(400)
    // The page that says so may have asked for something itself.
    expect(occ.requests.filter(({ url }) => url.includes('/electronics/x'))).toEqual([])
  })

  it('is no body of a request that has none by its method', async () => {
    const response = await rawRequest(app.url, '/api/occ/electronics/x', { headers: { 'content-length': '5' }, body: 'smug!' })
    expect(response.status).toBe(200)
    expect(occ.requests).toHaveLength(1)
    expect(occ.requests[0]?.headers).not.toHaveProperty('content-length')
    expect(occ.requests[0]?.headers).not.toHaveProperty('transfer-encoding')
  })

  it('is no method whose answer repeats the token, and none that a header overrides', async () => {
    expect((await rawRequest(app.url, '/api/occ/electronics/x', { method: 'TRACE', headers: fromHere })).status).toBe(405)
    expect((await rawRequest(app.url, '/api/occ/electronics/x', { method: 'PROPFIND', headers: fromHere })).status).toBe(405)
    expect((await rawRequest(app.url, '/api/occ/electronics/x', { headers: { 'x-http-method-override': 'DELETE' } })).status).toBe(400)
    expect(occ.requests).toEqual([])
  })

  it.each([
    ['POST', {}, 403],
    ['POST', { 'content-type': 'application/json' }, 403],
    ['DELETE', { 'sec-fetch-site': 'none' }, 403],
    ['POST', { 'sec-fetch-site': 'cross-site' }, 403],
    ['POST', { 'sec-fetch-site': 'same-site', 'x-sapcc': '1' }, 403],
    ['POST', { 'origin': 'https://evil.example', 'x-sapcc': '1' }, 403],
    ['GET', { 'sec-fetch-site': 'cross-site' }, 403],
    ['OPTIONS', { 'sec-fetch-site': 'cross-site', 'origin': 'https://evil.example', 'access-control-request-method': 'POST' }, 403],
    ['POST', { 'sec-fetch-site': 'same-origin' }, 200],
    ['POST', { 'x-sapcc': '1' }, 200],
    ['POST', { origin: 'shop' }, 200],
    ['GET', {}, 200],
  ])('from elsewhere is nothing: %s %j → %i', async (method, signs: Record<string, string>, status) => {
    const headers = signs.origin === 'shop' ? { origin: app.url } : signs
    const response = await rawRequest(app.url, '/api/occ/electronics/x', { method, headers })
    expect(response.status).toBe(status)
    expect(response.headers['access-control-allow-origin']).toBeUndefined()
    expect(occ.requests).toHaveLength(status === 200 ? 1 : 0)
  })
})

describe('what reaches the client', () => {
  it('is SAP\'s status and body, and no header that acts on the shop\'s origin', async () => {
    const body = '{"errors":[{"type":"UnknownIdentifierError","message":"Product with code \\"x\\" not found!"}]}'
    occ.answer((_req, res) => {
      res.writeHead(400, {
        'content-type': 'application/json;charset=UTF-8', 'content-length': Buffer.byteLength(body), 'etag': '"7"', 'x-total-count': '3', 'x-several': ['1', '2'],
        'set-cookie': ['JSESSIONID=1', 'ROUTE=2'], 'access-control-allow-origin': '*', 'strict-transport-security': 'max-age=1', 'cache-control': 'public, max-age=600', 'cdn-cache-control': 'max-age=600',
        'connection': 'x-internal', 'x-internal': '1', 'www-authenticate': 'Basic', 'clear-site-data': '"*"',
      }).end(body)
    })
    const response = await rawRequest(app.url, '/api/occ/electronics/products/x')
    expect(response.status).toBe(400)
    expect(String(response.body)).toBe(body)
    const { date, connection, 'keep-alive': _, ...headers } = response.headers
    expect([typeof date, typeof connection]).toEqual(['string', 'string'])
    expect(headers).toEqual({
      'content-type': 'application/json;charset=UTF-8', 'content-length': String(Buffer.byteLength(body)), 'etag': '"7"', 'x-total-count': '3', 'x-several': '1, 2',
      'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
    })
  })

  it('is the headers of a HEAD, a range and an unchanged answer', async () => {
    occ.answer((req, res) => {
      if (req.method === 'HEAD') res.writeHead(200, { 'x-total-count': '42', 'content-length': '17' }).end()
      else if (req.headers.range === 'bytes=2-4') res.writeHead(206, { 'content-range': 'bytes 2-4/10', 'accept-ranges': 'bytes', 'content-length': 3 }).end('cde')
      else if (req.headers['if-none-match'] === '"7"') res.writeHead(304, { etag: '"7"' }).end()
    })
    const head = await rawRequest(app.url, '/api/occ/electronics/users/current/orders', { method: 'HEAD' })
    expect([head.status, head.headers['x-total-count'], head.headers['content-length'], head.body.length]).toEqual([200, '42', '17', 0])
    const range = await rawRequest(app.url, '/api/occ/electronics/media/1', { headers: { range: 'bytes=2-4' } })
    expect([range.status, range.headers['content-range'], String(range.body)]).toEqual([206, 'bytes 2-4/10', 'cde'])
    const unchanged = await rawRequest(app.url, '/api/occ/electronics/products/1', { headers: { 'if-none-match': '"7"' } })
    expect([unchanged.status, unchanged.headers.etag, unchanged.body.length]).toEqual([304, '"7"', 0])
  })

  it.each(['204 No Content', '205 Reset Content', '304 Not Modified'])('says nothing of a body where there is none: %s', async (status) => {
    // Not by `res`: Node would leave out the length.
    occ.answer(req => void req.socket.write(`HTTP/1.1 ${status}\r\netag: "7"\r\ncontent-length: 10\r\n\r\n`))
    const answer = await rawRequest(app.url, '/api/occ/electronics/products/1')
    expect([answer.status, answer.headers.etag, answer.headers['content-length']]).toEqual([Number(status.slice(0, 3)), '"7"', undefined])
  })

  it('is the compressed bytes as SAP sent them', async () => {
    const bytes = gzipSync('{"name":"Kamera"}')
    occ.answer((req, res) => {
      expect(req.headers['accept-encoding']).toBe('gzip, br')
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': bytes.length }).end(bytes)
    })
    const response = await rawRequest(app.url, '/api/occ/electronics/products/1', { headers: { 'accept-encoding': 'gzip, br' } })
    expect(response.headers['content-encoding']).toBe('gzip')
    expect(response.body.equals(bytes)).toBe(true)
    expect(String(gunzipSync(response.body))).toBe('{"name":"Kamera"}')
    expect(await (await fetch(`${app.url}/api/occ/electronics/products/1`, { headers: { 'accept-encoding': 'gzip, br' } })).json()).toEqual({ name: 'Kamera' })
  })

  it('is a redirect within OCC at the proxy\'s address, and none to elsewhere', async () => {
    let location = `${occ.url}/occ/v2/electronics/products/2?fields=FULL`
    let status = 302
    occ.answer((_req, res) => {
      res.writeHead(status, { location, 'content-type': 'text/html' }).end('moved')
    })
    const within = await rawRequest(app.url, '/api/occ/electronics/products/1')
    expect([within.status, within.headers.location]).toEqual([302, '/api/occ/electronics/products/2?fields=FULL'])

    location = `${sap.url}/occ/v2/electronics/products/search`
    const elsewhere = await rawRequest(app.url, '/api/occ/electronics/products/1')
    expect([elsewhere.status, elsewhere.headers.location]).toEqual([502, undefined])
    expect(JSON.parse(String(elsewhere.body))).toMatchObject({ data: { type: 'UpstreamRedirectError' } })

    status = 201
    const created = await rawRequest(app.url, '/api/occ/electronics/products/1')
    expect([created.status, created.headers.location]).toEqual([201, undefined])
    // None of them was followed.
    expect(occ.requests).toHaveLength(3)
    expect(sap.requests()).toEqual([])
  })

  it('is a page in a sandbox', async () => {
    occ.answer((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/html' }).end('<script>alert(document.cookie)</script>')
    })
    const { headers } = await rawRequest(app.url, '/api/occ/electronics/attachment')
    expect(headers).toMatchObject({ 'content-security-policy': 'default-src \'none\'; sandbox', 'x-content-type-options': 'nosniff' })
  })

  it('is a 504 when SAP does not answer, and nothing is sent twice', async () => {
    occ.answer(() => {})
    const response = await rawRequest(app.url, '/api/occ/electronics/users/anonymous/carts', { method: 'POST', headers: fromHere })
    expect(response.status).toBe(504)
    expect(JSON.parse(String(response.body))).toMatchObject({ data: { type: 'UpstreamTimeoutError' } })
    expect(response.headers['cache-control']).toBe('no-store')
    expect(occ.requests).toHaveLength(1)
  })

  it('is a 502 when the connection breaks before an answer', async () => {
    occ.answer((_req, res) => {
      res.destroy()
    })
    const response = await rawRequest(app.url, '/api/occ/electronics/products/1')
    expect(response.status).toBe(502)
    expect(JSON.parse(String(response.body))).toMatchObject({ data: { type: 'UpstreamUnreachableError' } })
  })

  it('is a broken connection when SAP\'s breaks in the middle', async () => {
    occ.answer((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/plain' }).write('half of it')
      setTimeout(() => res.destroy(), 50)
    })
    await expect(rawRequest(app.url, '/api/occ/electronics/products/1')).rejects.toThrow('aborted')
    await vi.waitUntil(() => app.logs().includes('A call of the raw proxy: the response was cut off after it had begun (UpstreamUnreachableError)'))
    // The server goes on working.
    occ.reset()
    expect((await rawRequest(app.url, '/api/occ/electronics/products/1')).status).toBe(200)
  })

  it('is an early answer to an upload that SAP does not want to read, on a connection that goes on', async () => {
    occ.answer((_req, res) => {
      res.writeHead(413).end('too large')
    })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const upload = { method: 'POST', headers: fromHere, body: Buffer.alloc(8 * 1024 * 1024), agent }
    const started = Date.now()
    for (let round = 0; round < 3; round++) {
      const response = await rawRequest(app.url, '/api/occ/electronics/upload', upload)
      expect([response.status, String(response.body)]).toEqual([413, 'too large'])
    }
    agent.destroy()
    // An upload that is not read would hold the connection until the server's timeout of several seconds.
    expect(Date.now() - started).toBeLessThan(4000)
  })
})

describe('a client that disconnects', () => {
  /** Whether SAP's side of the connection was closed before its answer was complete. */
  function watchAbort(begin: (res: import('node:http').ServerResponse) => void) {
    const seen = { arrived: false, aborted: false }
    occ.answer((req, res) => {
      seen.arrived = true
      req.resume()
      res.on('close', () => {
        seen.aborted = !res.writableFinished
      })
      begin(res)
    })
    return seen
  }

  function open(method: string, path: string) {
    const { hostname, port } = new URL(app.url)
    const req = request({ hostname, port, path, method, headers: fromHere, agent: false })
    req.on('error', () => {})
    return req
  }

  it('ends the call while SAP has not answered yet', async () => {
    const seen = watchAbort(() => {})
    const req = open('GET', '/api/occ/electronics/slow')
    req.end()
    await vi.waitUntil(() => seen.arrived)
    req.destroy()
    await vi.waitUntil(() => seen.aborted, { timeout: 1000 })
  })

  it('ends a download', async () => {
    const seen = watchAbort(res => res.writeHead(200).write('first part'))
    const req = open('GET', '/api/occ/electronics/download')
    req.end()
    await once(req, 'response')
    req.destroy()
    await vi.waitUntil(() => seen.aborted, { timeout: 1000 })
  })

  it('ends the call of an operation, before and during its answer', async () => {
    const call = () => {
      const req = open('POST', '/api/sapcc/getProduct')
      req.setHeader('content-type', 'application/json')
      req.end('[{"productCode":"1"}]')
      return req
    }
    const waiting = watchAbort(() => {})
    const unanswered = call()
    await vi.waitUntil(() => waiting.arrived)
    unanswered.destroy()
    await vi.waitUntil(() => waiting.aborted, { timeout: 1000 })

    // Of a short answer the client gets nothing before all of it is there.
    const beginning = watchAbort(res => res.writeHead(200, { 'content-type': 'application/json' }).write('{"code":'))
    const begun = call()
    await vi.waitUntil(() => beginning.arrived)
    begun.destroy()
    await vi.waitUntil(() => beginning.aborted, { timeout: 1000 })

    const answering = watchAbort(res => res.writeHead(200, { 'content-type': 'application/json' }).write(`{"code":"${'x'.repeat(100_000)}`))
    const halfAnswered = call()
    await once(halfAnswered, 'response')
    halfAnswered.destroy()
    await vi.waitUntil(() => answering.aborted, { timeout: 1000 })
  })

  it('ends an upload', async () => {
    const seen = watchAbort(() => {})
    const req = open('POST', '/api/occ/electronics/upload')
    req.write(Buffer.alloc(100_000))
    await vi.waitUntil(() => seen.arrived)
    req.destroy()
    await vi.waitUntil(() => seen.aborted, { timeout: 1000 })
  })
})

describe('a request of the server\'s own', () => {
  it('reads for a page that the visitor came to by another site\'s link', async () => {
    occ.answer((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).end('{"code":"1"}')
    })
    const response = await rawRequest(app.url, '/api/product?code=1', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } })
    expect([response.status, JSON.parse(String(response.body))]).toEqual([200, { code: '1' }])
    expect(occ.requests).toMatchObject([{ url: '/occ/v2/electronics/products/1' }])
  })

  it('sends a body of its own, whatever came with the outer request', async () => {
    let body = ''
    occ.answer(async (req, res) => {
      body = String(await readAll(req))
      res.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"7"}')
    })
    const response = await rawRequest(app.url, '/api/product?code=1', { method: 'POST', body: 'a body of another length' })
    expect([response.status, JSON.parse(String(response.body))]).toEqual([200, { id: '7' }])
    expect(body).toBe('{"rating":5}')
  })
})
