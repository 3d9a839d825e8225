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

  it('travels without cause and stack', () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({ name: 'SapccError', status: 404, statusCode: 404, message: 'no', data: { type: 'X', subject: 's' } })
  })

  it('comes back as the class it was', () => {
    const revived = reviveSapccError(JSON.parse(JSON.stringify(error)))
    expect(revived).toBeInstanceOf(SapccError)
    expect(revived).toMatchObject({ status: 404, data: { type: 'X', subject: 's' } })
    const outage = reviveSapccError(JSON.parse(JSON.stringify(new TokenRefreshUnavailableError(undefined, { retryAfter: 3 }))))
    expect(outage).toBeInstanceOf(TokenRefreshUnavailableError)
    expect(outage).toMatchObject({ status: 503, retryAfter: 3 })
  })

  it.each([undefined, null, 'x', {}, { status: 404 }, { status: '404', message: 'm', data: { type: 'x' } }, { status: 404, message: 'm', data: {} }])('does not come from %j', (value) => {
    expect(reviveSapccError(value)).toBeUndefined()
  })
})
