import { createApp, eventHandler, toWebHandler } from 'h3'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { answerWithError } from '../../../src/runtime/server/routes/answer-error'

const captured: unknown[] = []

vi.mock('nitropack/runtime', () => ({ useNitroApp: () => ({ h3App: { options: {} }, captureError: (error: unknown) => void captured.push(error) }) }))

beforeEach(() => {
  captured.length = 0
})

/** Answers one request with an error, as a route does. */
async function answerTo(error: unknown): Promise<Response> {
  const app = createApp()
  app.use(eventHandler(event => answerWithError(event, error)))
  return await toWebHandler(app)(new Request('http://127.0.0.1/'))
}

describe('answerWithError', () => {
  it('tells what is known about a failed call', async () => {
    const response = await answerTo(new SapccError('Not now.', { status: 503, data: { type: 'X', retryAfter: 7 }, cause: new Error('secret') }))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('7')
    expect(await response.json()).toEqual({ name: 'SapccError', status: 503, statusCode: 503, message: 'Not now.', data: { type: 'X', retryAfter: 7 } })
    expect(captured).toEqual([])
  })

  it.each([new TypeError('secret'), 'secret', { message: 'secret', stack: 'secret' }])('tells nothing of a defect but that it is one: %s', async (defect) => {
    const response = await answerTo(defect)
    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.text()).not.toContain('secret')
    expect(captured).toHaveLength(1)
  })
})
