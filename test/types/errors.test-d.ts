import { expectTypeOf, test } from 'vitest'
import type { SapccErrorType, SapccErrorTypes } from '../../src/runtime/sdk/error-types'
import type { SapccError, SapccErrorData, SapccErrorOptions, TokenRefreshUnavailableError } from '../../src/runtime/sdk/errors'
import type { OAuthUserTokenResponse } from '../../src/runtime/sdk/token'

test('an error has its status under both names', () => {
  expectTypeOf<SapccError['status']>().toEqualTypeOf<number>()
  expectTypeOf<SapccError['statusCode']>().toEqualTypeOf<number>()
})

test('its data has OCC\'s fields and is not `any`', () => {
  expectTypeOf<SapccError['data']>().not.toBeAny()
  expectTypeOf<string>().toExtend<SapccError['data']['type']>()
  expectTypeOf<SapccError['data']['type']>().toExtend<string>()
})

test('its type can be told apart by the names there are, and by SAP\'s', () => {
  const advice = ({ data: { type } }: SapccError): string => {
    switch (type) {
      case 'BadCredentialsError': return 'wrong'
      case 'UnknownIdentifierError': return 'not found'
      default: return 'other'
    }
  }
  expectTypeOf(advice).returns.toBeString()
  expectTypeOf<'TooManySignInsError' | 'SessionEndedError'>().toExtend<SapccErrorType>()
  expectTypeOf<'UnknownIdentifierError'>().not.toExtend<SapccErrorType>()
  expectTypeOf<SapccErrorTypes['TokenRefreshUnavailableError']>().toEqualTypeOf<503>()
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
