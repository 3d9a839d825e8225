import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createFailureLog } from '../../../src/runtime/server/http/failure-log'
import { RequestScope } from '../../../src/runtime/server/http/request-scope'
import { markPersonal } from '../../../src/runtime/server/http/response-state'
import { createServerApp } from '../../../src/runtime/server/server-app'
import type { ServerApi } from '../../../src/runtime/server/server-api'
import type { ServerServices } from '../../../src/runtime/server/services'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { UpstreamUnreachable } from '../../../src/runtime/server/upstream/upstream'
import { fakeRequest, names } from '../fake-request'
import { silentLog } from '../silent-log'

vi.mock('#sapcc/operations', () => ({ operations: {} }))

/** A server part in which every request fails with this. */
function failingApp(error: unknown) {
  const reported: unknown[] = []
  const app = createServerApp({
    services: () => {
      throw error
    },
    existingServices: () => undefined,
    api: {} as ServerApi,
    failures: { note: () => {}, noteCutOff: () => {} },
    reportError: defect => Promise.resolve(void reported.push(defect)),
    log: silentLog,
  })
  return { app, reported }
}

describe.each(['method', 'proxy'] as const)('the %s route', (route) => {
  it('answers with what is known about a failed call', async () => {
    const { app, reported } = failingApp(new SapccError('Not now.', { status: 503, data: { type: 'X', retryAfter: 7 }, cause: new Error('secret') }))
    const { status, headers, body } = await app[route](fakeRequest(), 'getCart')
    expect(status).toBe(503)
    expect(headers['retry-after']).toBe('7')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(JSON.parse(String(body))).toEqual({ name: 'SapccError', status: 503, statusCode: 503, message: 'Not now.', data: { type: 'X', retryAfter: 7, errors: [{ type: 'X', message: 'Not now.' }] } })
    expect(reported).toEqual([])
  })

  it.each([new TypeError('secret'), 'secret', { message: 'secret', stack: 'secret' }])('tells nothing of a defect but that it is one: %s', async (defect) => {
    const { app, reported } = failingApp(defect)
    const { status, headers, body } = await app[route](fakeRequest(), 'getCart')
    expect(status).toBe(500)
    expect(headers['content-type']).toContain('application/json')
    expect(String(body)).toContain('InternalError')
    expect(String(body)).not.toContain('secret')
    expect(reported).toEqual([defect])
  })

  it('reports no error of a request that its client has given up', async () => {
    const { app, reported } = failingApp(new Error('aborted'))
    expect(await app[route](fakeRequest({ client: AbortSignal.abort() }), 'getCart')).toEqual({ status: 499, headers: {} })
    expect(reported).toEqual([])
  })
})

it('a visitor\'s responses that the shop lets caches store are one line of the log', () => {
  const lines: string[] = []
  const app = createServerApp({
    services: () => {
      throw new Error('not asked for')
    },
    existingServices: () => undefined,
    api: {} as ServerApi,
    failures: { note: () => {}, noteCutOff: () => {} },
    reportError: () => Promise.resolve(),
    log: { warn: line => lines.push(line) },
  })
  for (const rawUrl of ['/orders/1?x=1', '/orders/2', '/orders/3']) {
    const request = fakeRequest({ rawUrl })
    const headers = new Map([['cache-control', 'public, s-maxage=60']])
    markPersonal(request)
    app.finish(request, { get: name => headers.get(name), set: (name, value) => void headers.set(name, value), remove: name => void headers.delete(name), names: () => [...headers.keys()], cookies: () => [], addCookies: () => {} })
    expect(headers.get('cache-control')).toBe('private, no-store')
  }
  expect(lines).toEqual([expect.stringContaining('GET /orders/1 allowed caches to store its response')])
})

describe('the response of an own route whose request had the session\'s cookie', () => {
  /** @returns the `Cache-Control` with which it leaves. */
  function cacheControlOf(type: string, said?: string, isSessionRead = false): string | undefined {
    const request = fakeRequest({ rawUrl: '/api/stores', headers: { cookie: `${names.pointer}=x` } })
    const headers = new Map([['content-type', type], ...(said === undefined ? [] : [['cache-control', said] as const])])
    if (isSessionRead) markPersonal(request)
    const { app } = failingApp(new Error('not asked for'))
    app.finish(request, { get: name => headers.get(name), set: (name, value) => void headers.set(name, value), remove: name => void headers.delete(name), names: () => [...headers.keys()], cookies: () => [], addCookies: () => {} })
    return headers.get('cache-control')
  }

  // A browser sends the cookie with every request to the shop, so that it says nothing of what a route has answered. Unlike a
  // page, which many parts have made, a route is one piece of code of the shop's, that knows whose data it gives.
  it.each(['application/json', 'application/json; charset=utf-8', 'text/csv', 'image/svg+xml'])('stays as the route has made it where the session was not read: %s', (type) => {
    expect(cacheControlOf(type)).toBeUndefined()
    expect(cacheControlOf(type, 'public, max-age=60')).toBe('public, max-age=60')
  })

  it('is kept out of caches where the session was read, and so is a page in any case', () => {
    expect(cacheControlOf('application/json', undefined, true)).toBe('private, no-store')
    expect(cacheControlOf('application/json', 'public, max-age=60', true)).toBe('private, no-store')
    expect(cacheControlOf('text/html;charset=utf-8')).toBe('private, no-store')
  })
})

describe('an answer whose body fails after it was begun', () => {
  /** The answer of an operation, and the lines of the log. */
  async function answered(client: AbortSignal) {
    const lines: string[] = []
    const request = fakeRequest({ client })
    const scope = new RequestScope(request, names, undefined, true)
    const body = { ...jsonResponse({}), bodyStarted: () => undefined }
    const services = {
      scope: () => scope,
      callerHeaders: { toSap: [], toCaller: [] },
      api: { publicReads: {} },
      operations: { call: () => Promise.resolve({ operationId: 'getCart', operation: { result: 'json' }, response: body }) },
      session: () => ({ session: () => Promise.resolve(undefined), sessionReadyForCall: () => Promise.resolve(undefined), ownRefresh: () => undefined, syncCookies: () => undefined }),
      serverMethods: {},
    } as unknown as ServerServices
    const app = createServerApp({
      services: () => services,
      existingServices: () => services,
      api: {} as ServerApi,
      failures: createFailureLog({ error: ({ message }) => lines.push(message) }),
      reportError: () => Promise.resolve(),
      log: silentLog,
    })
    const { status, onBodyFailure } = await app.method(request, 'getCart')
    expect(status).toBe(200)
    return { lines, onBodyFailure }
  }
  const failure = () => new UpstreamUnreachable('other side closed', { cause: Object.assign(new Error('secret'), { code: 'UND_ERR_SOCKET' }) })

  it('is one line of the log, with the reason', async () => {
    const { lines, onBodyFailure } = await answered(new AbortController().signal)
    onBodyFailure?.(failure())
    expect(lines).toEqual(['getCart: the response was cut off after it had begun (UpstreamUnreachableError): The connection to SAP Commerce broke. Cause: UND_ERR_SOCKET'])
  })

  it('is a defect where the error is not SAP\'s', async () => {
    const { lines, onBodyFailure } = await answered(new AbortController().signal)
    onBodyFailure?.(new TypeError('undefined is not a function'))
    expect(lines).toEqual(['getCart failed with an unexpected error:'])
  })

  it('is none where its client has left', async () => {
    const client = new AbortController()
    const { lines, onBodyFailure } = await answered(client.signal)
    client.abort()
    onBodyFailure?.(failure())
    expect(lines).toEqual([])
  })
})
