import { createError } from 'h3'
import { describe, expect, it } from 'vitest'
import { SapccError, TokenRefreshUnavailableError } from '../../../src/runtime/sdk/errors'
import { withSdkCause } from '../../../src/runtime/shared/sdk-cause'
import { errorAnswer, redirectAnswer, retryAfterOfThrown, valueAnswer } from '../../../src/runtime/server/http/answers'

describe('errorAnswer', () => {
  it('tells what is known about a failed call, and not its cause', () => {
    const { status, headers, body } = errorAnswer(new SapccError('Not now.', { status: 503, data: { type: 'X', retryAfter: 7 }, cause: new Error('secret') }))
    expect(status).toBe(503)
    expect(headers).toEqual({ 'cache-control': 'no-store', 'content-type': 'application/json', 'retry-after': '7' })
    expect(JSON.parse(String(body))).toEqual({ name: 'SapccError', status: 503, statusCode: 503, message: 'Not now.', data: { type: 'X', retryAfter: 7, errors: [{ type: 'X', message: 'Not now.' }] } })
  })

  it('says no time to wait where none is known', () => {
    expect(errorAnswer(new SapccError('No.', { status: 400, data: { type: 'X' } })).headers).not.toHaveProperty('retry-after')
  })
})

describe('retryAfterOfThrown', () => {
  const later = () => new TokenRefreshUnavailableError('Not now.', { retryAfter: 7 })

  it.each([
    ['the error itself', later()],
    ['the error of useServerSdk', withSdkCause(later())],
    ['what Nitro 2 makes of it', createError(later())],
    ['what Nitro 3 makes of it', Object.assign(new Error('Not now.', { cause: later() }), { status: 503, unhandled: false, data: later().data })],
    ['an error of the shop\'s with its data', createError({ statusCode: 503, message: 'Later.', data: later().data })],
    ['an error of the shop\'s that it caused', createError({ statusCode: 503, message: 'Later.', cause: later() })],
  ])('is what the error knows: %s', (_, thrown) => {
    expect(retryAfterOfThrown(thrown, 503)).toBe('7')
  })

  it('is the same as that of the module\'s own routes', () => {
    const cases = [[503, undefined], [503, 3], [429, 900], [429, undefined], [500, undefined], [404, undefined]] as const
    for (const [status, retryAfter] of cases) {
      const error = new SapccError('No.', { status, data: { type: 'X', ...(retryAfter === undefined ? {} : { retryAfter }) } })
      expect(retryAfterOfThrown(error, status)).toBe(errorAnswer(error).headers['retry-after'])
    }
  })

  it.each([
    ['another error is answered than was thrown', later(), 200],
    ['the error page has failed, too', later(), 500],
    ['the shop has its own errors', createError({ statusCode: 503, data: { type: 'closed', retryAfter: 'tomorrow' } }), 503],
    ['an error has no data', createError({ statusCode: 503 }), 503],
    ['something else was thrown', 'later', 503],
  ])('is left out where %s', (_, thrown, status) => {
    expect(retryAfterOfThrown(thrown, status)).toBeUndefined()
  })
})

describe('valueAnswer', () => {
  it('is JSON, or 204 for nothing, and kept by no cache unless that was said', () => {
    expect(valueAnswer({ a: 1 })).toEqual({ status: 200, headers: { 'cache-control': 'no-store', 'content-type': 'application/json' }, body: '{"a":1}' })
    expect(valueAnswer(undefined)).toEqual({ status: 204, headers: { 'cache-control': 'no-store' } })
    expect(valueAnswer(null, 'public, max-age=60')).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=60' }, body: 'null' })
  })
})

describe('redirectAnswer', () => {
  it('is kept by no cache, and its location wins over headers that come with it', () => {
    expect(redirectAnswer('/account', { 'referrer-policy': 'no-referrer', 'location': '/elsewhere' }))
      .toEqual({ status: 302, headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'location': '/account' } })
  })
})
