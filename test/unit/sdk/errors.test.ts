import { inspect } from 'node:util'
import { createError } from 'h3'
import { describe, expect, it } from 'vitest'
import { SapccError, TokenRefreshUnavailableError, reviveSapccError } from '../../../src/runtime/sdk/errors'

describe('SapccError', () => {
  const error = new SapccError('no', { status: 404, data: { type: 'X', subject: 's' }, cause: new Error('secret') })

  it('has its status under both names', () => {
    expect(error).toMatchObject({ name: 'SapccError', status: 404, statusCode: 404, message: 'no', data: { type: 'X' } })
  })

  it('goes through h3 unchanged', () => {
    expect(createError(error)).toBe(error)
  })

  it('is serialized without cause and stack', () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({ name: 'SapccError', status: 404, statusCode: 404, message: 'no', data: { type: 'X', subject: 's', errors: [{ type: 'X', subject: 's', message: 'no' }] } })
  })

  it('has a list of what was reported, however it was made', () => {
    expect(error.data.errors).toEqual([{ type: 'X', subject: 's', message: 'no' }])
    expect(new TokenRefreshUnavailableError('later').data.errors).toEqual([{ type: 'TokenRefreshUnavailableError', message: 'later' }])
    const two = [{ type: 'A', message: 'a' }, { type: 'B' }]
    expect(new SapccError('no', { status: 400, data: { type: 'A', errors: two } }).data.errors).toEqual(two)
    expect(reviveSapccError({ status: 400, message: 'm', data: { type: 'X', errors: [] } })?.data.errors).toEqual([{ type: 'X', message: 'm' }])
  })

  it('is restored as the class it was', () => {
    const revived = reviveSapccError(JSON.parse(JSON.stringify(error)))
    expect(revived).toBeInstanceOf(SapccError)
    expect(revived).toMatchObject({ status: 404, data: { type: 'X', subject: 's' } })
    const outage = reviveSapccError(JSON.parse(JSON.stringify(new TokenRefreshUnavailableError(undefined, { retryAfter: 3 }))))
    expect(outage).toBeInstanceOf(TokenRefreshUnavailableError)
    expect(outage).toMatchObject({ status: 503, retryAfter: 3 })
  })

  it('has the response that it came with, where code for axios looks', () => {
    const response = { status: 404, statusText: 'Not Found', data: { message: 'no' }, headers: { 'x-a': '1' } }
    expect(new SapccError('no', { status: 404, data: { type: 'X' }, response }).response).toBe(response)
    expect(new TokenRefreshUnavailableError(undefined, { response }).response).toBe(response)
  })

  it('has the response that the server would send, where it was called by function', () => {
    expect(error.response).toEqual({ status: 404, statusText: '', data: error.toJSON(), headers: { 'content-type': 'application/json' } })
    expect(new TokenRefreshUnavailableError(undefined, { retryAfter: 3 }).response).toMatchObject({ status: 503, headers: { 'retry-after': '3' } })
  })

  it('has none when there was no response, also after it was serialized', () => {
    const lost = new SapccError('lost', { status: 503, data: { type: 'NetworkError' }, response: null })
    expect(lost.response).toBeUndefined()
    expect(reviveSapccError(JSON.parse(JSON.stringify(lost)))?.response).toBeUndefined()
    expect(new SapccError('no', { status: 500, data: { type: 'X' }, response: null }).response).toBeUndefined()
  })

  it('hides the response from everything that prints, copies or serializes it', () => {
    const secret = new SapccError('no', { status: 404, data: { type: 'X' }, response: { status: 404, statusText: '', data: 'hidden-body', headers: {} } })
    expect(Object.keys(secret)).not.toContain('response')
    expect(JSON.stringify(secret)).not.toContain('hidden-body')
    expect(inspect(secret, { showHidden: true, depth: 9 })).not.toContain('hidden-body')
    expect({ ...secret }).not.toHaveProperty('response')
    expect(Reflect.get(SapccError.prototype, 'response')).toBeUndefined()
  })

  it.each([undefined, null, 'x', {}, { status: 404 }, { status: '404', message: 'm', data: { type: 'x' } }, { status: 404, message: 'm', data: {} }])('does not come from %j', (value) => {
    expect(reviveSapccError(value)).toBeUndefined()
  })
})
