import { describe, expect, it } from 'vitest'
import { isRefreshRefused, isUnauthorized } from '../../../src/runtime/sdk/refresh/is-unauthorized'

const occ = (type: string) => ({ errors: [{ type, message: 'm' }] })

describe('isUnauthorized', () => {
  it.each([
    ['h3', { statusCode: 401, data: occ('InvalidTokenError') }],
    ['ofetch', { status: 401, data: occ('InvalidBearerTokenError') }],
    ['axios', { response: { status: 401, data: occ('InvalidTokenError') } }],
    ['SDKError around SdkHttpError', Object.assign(new Error('x'), { cause: { statusCode: 401 } })],
    ['a cause\'s response', { cause: { response: { status: 401, data: occ('InvalidTokenError') } } }],
    ['SapccError', { status: 401, data: { type: 'InvalidTokenError' } }],
    ['Nitro\'s JSON', { status: 401, data: { data: { type: 'InvalidTokenError' } } }],
    ['the authorization server\'s format', { status: 401, data: { error: 'invalid_token' } }],
  ])('sees the 401 of %s', (_, error) => {
    expect(isUnauthorized(error)).toBe(true)
  })

  it.each(['AccessDeniedError', 'AuthorizationDeniedError', 'InsufficientAuthenticationError', 'UnauthorizedError', 'BadCredentialsError'])('knows that %s is no matter of tokens', (type) => {
    expect(isUnauthorized({ status: 401, data: occ(type) })).toBe(false)
    expect(isUnauthorized({ cause: { response: { status: 401, data: occ(type) } } })).toBe(false)
  })

  it('lets the caller decide on unknown types and empty bodies', () => {
    for (const error of [{ status: 401 }, { status: 401, data: occ('SomethingNewError') }, { status: 401, data: '' }]) {
      expect(isUnauthorized(error, true)).toBe(true)
      expect(isUnauthorized(error, false)).toBe(false)
    }
    expect(isUnauthorized({ status: 401, data: occ('InvalidTokenError') }, false)).toBe(true)
  })

  it.each([undefined, null, 'text', 401, {}, { status: 400 }, { status: '401' }, { status: 500, cause: { status: 401 } }])('is false for %j', (error) => {
    expect(isUnauthorized(error)).toBe(false)
  })

  it('ends on a circle of causes', () => {
    const error: { cause?: unknown } = {}
    error.cause = error
    expect(isUnauthorized(error)).toBe(false)
  })
})

describe('isRefreshRefused', () => {
  it.each([
    [{ status: 401, data: { type: 'invalid_grant' } }, true],
    [{ status: 400, data: { error: 'invalid_grant' } }, true],
    [{ response: { status: 401, data: {} } }, true],
    [{ cause: { statusCode: 403 } }, true],
    [{ status: 401, data: { error: 'invalid_client' } }, false],
    [{ status: 429 }, false],
    [{ status: 500 }, false],
    [new Error('no connection'), false],
  ])('%j → %s', (error, expected) => {
    expect(isRefreshRefused(error)).toBe(expected)
  })
})
