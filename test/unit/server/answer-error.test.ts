import { createApp, eventHandler, toWebHandler } from 'h3'
import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/core/errors'
import { answerWithError } from '../../../src/runtime/server/routes/answer-error'

/** Answers one request with an error, as a route does. */
async function answerTo(error: unknown): Promise<{ response: Response, captured: unknown[] }> {
  const captured: unknown[] = []
  const app = createApp()
  app.use(eventHandler((event) => {
    event.captureError = thrown => void captured.push(thrown)
    return answerWithError(event, error)
  }))
  return { response: await toWebHandler(app)(new Request('http://127.0.0.1/')), captured }
}

describe('answerWithError', () => {
  it('tells what is known about a failed call', async () => {
    const { response, captured } = await answerTo(new SapccError('Not now.', { status: 503, data: { type: 'X', retryAfter: 7 }, cause: new Error('secret') }))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('7')
    expect(await response.json()).toEqual({ name: 'SapccError', status: 503, statusCode: 503, message: 'Not now.', data: { type: 'X', retryAfter: 7 } })
    expect(captured).toEqual([])
  })

  it.each([new TypeError('secret'), 'secret', { message: 'secret', stack: 'secret' }])('tells nothing of a defect but that it is one: %s', async (defect) => {
    const { response, captured } = await answerTo(defect)
    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.text()).not.toContain('secret')
    expect(captured).toHaveLength(1)
  })
})
