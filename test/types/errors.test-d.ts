import { expectTypeOf, test } from 'vitest'
import type { SapccError, SapccErrorData, SapccErrorOptions, TokenRefreshUnavailableError } from '../../src/runtime/sdk/errors'
import type { OAuthUserTokenResponse } from '../../src/runtime/sdk/token'

test('an error has its status under both names', () => {
  expectTypeOf<SapccError['status']>().toEqualTypeOf<number>()
  expectTypeOf<SapccError['statusCode']>().toEqualTypeOf<number>()
})

test('its data knows OCC\'s fields and is no any', () => {
  expectTypeOf<SapccError['data']>().not.toBeAny()
  expectTypeOf<SapccError['data']['type']>().toEqualTypeOf<string>()
})

test('an outage of the refresh is caught as a SapccError', () => {
  expectTypeOf<TokenRefreshUnavailableError>().toExtend<SapccError>()
})

test('a token response may come without a refresh token', () => {
  expectTypeOf<OAuthUserTokenResponse['access_token']>().toEqualTypeOf<string>()
  expectTypeOf<OAuthUserTokenResponse['refresh_token']>().toEqualTypeOf<string | undefined>()
})

test('every error has a list of what was reported, and none has to be given', () => {
  expectTypeOf<SapccError['data']['errors'][number]['type']>().toEqualTypeOf<string>()
  expectTypeOf<SapccErrorOptions['data']>().toEqualTypeOf<SapccErrorData>()
  expectTypeOf<{ type: string }>().toExtend<SapccErrorData>()
})
