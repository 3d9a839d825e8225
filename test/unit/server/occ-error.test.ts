import { describe, expect, it } from 'vitest'
import { occError } from '../../../src/runtime/server/occ/occ-error'

describe('occError', () => {
  it('reads OCC\'s format', () => {
    const error = occError('getCart', 400, JSON.stringify({ errors: [{ type: 'CartError', reason: 'notFound', subject: 'c1', subjectType: 'cart', message: 'Cart not found.', extra: 1 }] }))
    expect(error).toMatchObject({ status: 400, message: 'Cart not found.' })
    expect(error.data).toEqual({ type: 'CartError', reason: 'notFound', subject: 'c1', subjectType: 'cart' })
  })

  it('keeps all entries when there are several', () => {
    const errors = [{ type: 'ValidationError', subject: 'line1' }, { type: 'ValidationError', subject: 'town' }]
    expect(occError('createAddress', 400, JSON.stringify({ errors })).data.errors).toEqual(errors)
  })

  it('reads the authorization server\'s format', () => {
    expect(occError('getUser', 401, JSON.stringify({ error: 'invalid_token', error_description: 'expired' }))).toMatchObject({ status: 401, message: 'expired', data: { type: 'invalid_token' } })
  })

  it.each([['', 401, 'UnknownUnauthorizedError'], ['<html>', 500, 'UnknownError'], ['{"errors":[]}', 400, 'UnknownError'], ['null', 404, 'UnknownError'], ['{"errors":"x"}', 403, 'UnknownError']])('survives %j', (body, status, type) => {
    expect(occError('getUser', status, body)).toMatchObject({ status, data: { type }, message: `SAP Commerce answered getUser with status ${status}.` })
  })

  it('answers 502 for what is no error of SAP\'s', () => {
    expect(occError('getUser', 302, '').status).toBe(502)
  })

  it('keeps tokens that SAP repeats out of the message', () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJl'
    const error = occError('getUser', 401, JSON.stringify({ errors: [{ type: 'InvalidTokenError', message: `Access token expired: ${token}` }] }))
    expect(error.message).toBe('Access token expired: […]')
    expect(JSON.stringify(error)).not.toContain('eyJ')
    expect(error.data.type).toBe('InvalidTokenError')
  })
})
