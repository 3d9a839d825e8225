import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createServerApp } from '../../../src/runtime/server/server-app'
import type { ServerApi } from '../../../src/runtime/server/server-api'
import { fakeRequest } from '../fake-request'

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
    failures: { note: () => {} },
    reportError: defect => Promise.resolve(void reported.push(defect)),
    log: { warn: () => {} },
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
