import { describe, expect, it } from 'vitest'
import { parseSapError, sapError } from '../../../src/runtime/server/upstream/sap-error'

const errorOf = (operation: string, status: number, body: string) => sapError(operation, status, parseSapError(body))

describe('an error of SAP\'s', () => {
  it('reads OCC\'s format', () => {
    const error = errorOf('getCart', 400, JSON.stringify({ errors: [{ type: 'CartError', reason: 'notFound', subject: 'c1', subjectType: 'cart', message: 'Cart not found.', extra: 1 }] }))
    expect(error).toMatchObject({ status: 400, message: 'Cart not found.' })
    expect(error.data).toMatchObject({ type: 'CartError', reason: 'notFound', subject: 'c1', subjectType: 'cart' })
    expect(error.data.errors).toEqual([{ type: 'CartError', reason: 'notFound', subject: 'c1', subjectType: 'cart', message: error.message }])
  })

  it('keeps all entries when there are several', () => {
    const errors = [{ type: 'ValidationError', subject: 'line1' }, { type: 'ValidationError', subject: 'town' }]
    expect(errorOf('createAddress', 400, JSON.stringify({ errors })).data.errors).toEqual(errors)
  })

  it('reads the authorization server\'s format', () => {
    expect(errorOf('getUser', 401, JSON.stringify({ error: 'invalid_token', error_description: 'expired' }))).toMatchObject({ status: 401, message: 'expired', data: { type: 'invalid_token' } })
  })

  it.each([['', 401, 'UnknownUnauthorizedError'], ['<html>', 500, 'UnknownError'], ['{"errors":[]}', 400, 'UnknownError'], ['null', 404, 'UnknownError'], ['{"errors":"x"}', 403, 'UnknownError']])('survives %j', (body, status, type) => {
    expect(errorOf('getUser', status, body)).toMatchObject({ status, data: { type }, message: `SAP Commerce answered getUser with status ${status}.` })
  })

  it('answers 502 for what is no error of SAP\'s', () => {
    expect([302, 199, 600, 999].map(status => errorOf('getUser', status, '').status)).toEqual([502, 502, 502, 502])
  })

  it('has of a failure of SAP\'s nothing but the type, and its text for the operator', () => {
    const text = 'I/O error on POST to http://solr.internal:8983: /opt/hybris/data is read-only'
    const error = errorOf('getCart', 500, JSON.stringify({ errors: [{ type: 'ResourceAccessError', message: text, subject: 'solr.internal' }, { type: 'Other', message: text }] }))
    expect(error.toJSON()).toEqual({
      name: 'SapccError',
      status: 500,
      statusCode: 500,
      message: 'SAP Commerce answered getCart with status 500.',
      data: { type: 'ResourceAccessError', errors: [{ type: 'ResourceAccessError', message: 'SAP Commerce answered getCart with status 500.' }] },
    })
    expect(error.cause).toMatchObject({ name: 'OperatorNote', message: text })
  })

  it('keeps tokens that SAP repeats out of the message', () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJl'
    const error = errorOf('getUser', 401, JSON.stringify({ errors: [{ type: 'InvalidTokenError', message: `Access token expired: ${token}` }] }))
    expect(error.message).toBe('Access token expired: […]')
    expect(JSON.stringify(error)).not.toContain('eyJ')
    expect(error.data.type).toBe('InvalidTokenError')
  })

  it('reads the type of an XML answer, without its text', () => {
    const xml = '<errors><error><message>Access token expired</message><type>InvalidTokenError</type></error></errors>'
    expect(errorOf('getUser', 401, xml)).toMatchObject({ status: 401, data: { type: 'InvalidTokenError' }, message: 'SAP Commerce answered getUser with status 401.' })
  })
})
