import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FetchError, ofetch } from 'ofetch'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SapccError } from '../../../src/runtime/sdk/errors'
import { createHttpTransport } from '../../../src/runtime/sdk/transport/http-transport'
import type { FetchInstance } from '../../../src/runtime/sdk/transport/fetch-instance'

interface Received { method: string, url: string, headers: IncomingMessage['headers'], body: string }

let server: Server
let apiUrl: string
const received: Received[] = []
/** Operations whose answers the shop's server has marked as SAP's. What it does to them is tested in `operations/answer-method.test.ts`. */
const marked = new Set(['getInvoice', 'getExport', 'getLetter'])
/** By operation: status, content type, body. */
const answers: Record<string, [number, string | undefined, string]> = {
  getUser: [200, 'application/json', '{"uid":"jane"}'],
  getNothing: [204, undefined, ''],
  getEmpty: [200, 'application/json', ''],
  getName: [200, 'application/json', '"Jane"'],
  getNull: [200, 'application/json', 'null'],
  getCode: [200, 'Application/JSON; Charset=UTF-8', '"Jane"'],
  getInvoice: [200, 'application/pdf', '%PDF'],
  getExport: [200, 'text/csv', 'a;b'],
  getBroken: [200, 'application/json', '{"uid":'],
  getPage: [200, 'application/json', '<html></html>'],
  getExpired: [401, 'application/json', '{"status":401,"message":"expired","data":{"type":"InvalidTokenError"}}'],
  getMaintenance: [200, 'text/html; charset=utf-8', '<h1>We will be back</h1>'],
  getPortal: [200, 'text/plain', 'Please log in to this network.'],
  getFeed: [200, 'application/xml', '<wifi/>'],
  getLetter: [200, 'text/html', '<p>Dear Jane</p>'],
  ...Object.fromEntries(['signUserIn', 'signUserOut', 'refreshUserToken', 'getSession'].map(name => [name, [200, 'text/plain', 'OK']])),
  getBusy: [503, 'text/html', '<h1>Busy</h1>'],
}

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { method = '', url = '', headers } = request
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
      const operation = new URL(url, 'http://x').pathname.split('/').at(-1)!
      if (operation === 'getLost') return response.destroy()
      if (operation === 'getSlow') return
      const [status, type, body] = answers[operation]!
      response.writeHead(status, { 'x-anonymous-consents': 'consents', 'x-operation': operation, ...(type ? { 'content-type': type } : {}), ...(marked.has(operation) ? { 'content-disposition': 'inline' } : {}) }).end(body)
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/sapcc`
})

afterAll(() => {
  server.close()
  server.closeAllConnections()
})

beforeEach(() => {
  received.length = 0
})

const transport = (fetch: FetchInstance = ofetch) => createHttpTransport({ apiUrl, fetch })
const failureOf = (operation: string, fetch?: FetchInstance, config = {}) => transport(fetch)(operation, [], config).then(() => undefined, (error: unknown) => error as SapccError)

describe('createHttpTransport', () => {
  it('sends the arguments as a JSON array, or in the address', async () => {
    expect(await transport()('getUser', [{ fields: 'FULL' }], {})).toEqual({ uid: 'jane' })
    expect(received[0]).toMatchObject({ method: 'POST', url: '/api/sapcc/getUser', body: '[{"fields":"FULL"}]', headers: { 'content-type': 'application/json', 'accept': 'application/json' } })
    await transport()('getUser', [{ a: 'ä&=' }], { method: 'GET', headers: { 'x-list': ['a', 'b'] } })
    expect(received[1]).toMatchObject({ method: 'GET', body: '', headers: { 'x-list': 'a;b' } })
    expect(new URL(received[1]!.url, apiUrl).searchParams.get('body')).toBe('[{"a":"ä&="}]')
  })

  it('sends files as a form', async () => {
    await transport()('getUser', [{ file: new Blob(['x']) }], {})
    expect(received[0]!.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(received[0]!.headers['x-sapcc']).toBe('1')
  })

  it.each([
    ['getNothing', undefined],
    ['getEmpty', undefined],
    ['getName', 'Jane'],
    ['getNull', null],
    ['getCode', 'Jane'],
  ])('reads the result of %s', async (operation, result) => {
    expect(await transport()(operation, [], {})).toBe(result)
  })

  it.each([['getInvoice', '%PDF', 'application/pdf'], ['getExport', 'a;b', 'text/csv'], ['getLetter', '<p>Dear Jane</p>', 'text/html']])('gives a file as a Blob: %s', async (operation, text, type) => {
    const result = await transport()(operation, [], {}) as Blob
    expect(result).toBeInstanceOf(Blob)
    expect([await result.text(), result.type]).toEqual([text, type])
  })

  it.each(['getBroken', 'getPage', 'getMaintenance', 'getPortal', 'getFeed', 'signUserIn', 'signUserOut', 'refreshUserToken', 'getSession'])('does not take for a result what is not JSON: %s', async (operation) => {
    expect(await failureOf(operation)).toMatchObject({ status: 502, data: { type: 'MalformedAnswerError' }, response: { status: 200 } })
  })

  it('fails with the server\'s error, and the client\'s as its cause', async () => {
    const error = await failureOf('getExpired')
    expect(error).toMatchObject({ status: 401, message: 'expired', data: { type: 'InvalidTokenError' }, response: { status: 401, headers: { 'content-type': 'application/json' } } })
    expect(error!.cause).toBeInstanceOf(FetchError)
    expect(await failureOf('getBusy')).toMatchObject({ status: 503, data: { type: 'HttpError' }, message: expect.stringContaining('503'), response: { data: '<h1>Busy</h1>' } })
  })

  it.each([['getUser', 'a result'], ['getExpired', 'an error'], ['getMaintenance', 'what is not JSON']])('tells a call of the headers of its response: of %s, with %s', async (operation) => {
    const told: Headers[] = []
    await failureOf(operation, undefined, { onResponseHeaders: (headers: Headers) => void told.push(headers) })
    expect(told.map(headers => [headers.get('x-anonymous-consents'), headers.get('x-operation')])).toEqual([['consents', operation]])
  })

  it('tells it nothing where there was no response', async () => {
    const told = vi.fn()
    await failureOf('getLost', undefined, { onResponseHeaders: told })
    expect(told).not.toHaveBeenCalled()
  })

  it('fails without a response when there was none', async () => {
    const error = await failureOf('getLost')
    expect(error).toMatchObject({ status: 503, data: { type: 'NetworkError' }, response: undefined })
    expect(error!.cause).toBeInstanceOf(FetchError)
  })

  it('ends in time, or when it is aborted', async () => {
    expect(await failureOf('getSlow', undefined, { timeout: 20 })).toMatchObject({ data: { type: 'NetworkError' }, cause: { cause: { name: 'TimeoutError' } } })
    const abort = new AbortController()
    const call = failureOf('getSlow', undefined, { signal: abort.signal })
    abort.abort(new Error('left the page'))
    expect(await call).toBe(abort.signal.reason)
  })

  it('shows every call to an instance\'s interceptors', async () => {
    const seen: string[] = []
    const instance = ofetch.create({
      onRequest: ({ options }) => options.headers.set('x-correlation', '7'),
      onResponse: ({ response }) => void seen.push(`response ${response.status}`),
      onResponseError: ({ response }) => void seen.push(`error ${response.status} ${JSON.stringify(response._data)}`),
      onRequestError: () => void seen.push('no response'),
    })
    expect(await transport(instance)('getUser', [], {})).toEqual({ uid: 'jane' })
    await failureOf('getExpired', instance)
    await failureOf('getLost', instance)
    expect(seen).toEqual(['response 200', 'response 401', expect.stringMatching(/^error 401 .*expired/), 'no response'])
    expect(received.filter(({ url }) => !url.endsWith('getSlow')).every(({ headers }) => headers['x-correlation'] === '7')).toBe(true)
  })

  it('sends a call once, to its address, whatever an instance has as defaults', async () => {
    const instance = ofetch.create({ baseURL: 'http://127.0.0.1:9', retry: 3, retryStatusCodes: [503], ignoreResponseError: true, responseType: 'text' })
    expect(await failureOf('getBusy', instance)).toMatchObject({ status: 503 })
    expect(await transport(instance)('getUser', [], {})).toEqual({ uid: 'jane' })
    expect(received).toHaveLength(2)
  })

  it('takes an instance of a single call\'s', async () => {
    const onRequest = vi.fn()
    await transport()('getUser', [], { fetch: ofetch.create({ onRequest }) })
    expect(onRequest).toHaveBeenCalledTimes(1)
  })
})
