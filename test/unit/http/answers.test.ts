import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { errorAnswer, redirectAnswer, valueAnswer } from '../../../src/runtime/server/http/answers'

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
