import { describe, expectTypeOf, it } from 'vitest'
import type { PageMeta } from '#app'
import { defineSdkConfig } from '../../src/runtime/app/sdk-config'
import type { DefaultSdk, SdkOf } from '../../src/runtime/app/sdk-config'
import type { SapccPublicConfig } from '../../src/runtime/app/types'
import { SapccError } from '../../src/runtime/sdk/errors'
import type { SapccErrorData } from '../../src/runtime/sdk/errors'
import { sapccModule } from '../../src/runtime/sdk/sapcc-module'
import type { User } from '../../src/runtime/sdk/occ/types'
import type { PublicTokenResponse } from '../../src/runtime/sdk/token'

interface LoyaltyModule { connector: { getPoints: (customer: string) => Promise<{ points: number }> } }

const config = defineSdkConfig(({ buildModule, sapccModule, config, getRequestHeaders }) => {
  expectTypeOf(config).toEqualTypeOf<SapccPublicConfig>()
  expectTypeOf(getRequestHeaders).returns.toEqualTypeOf<Record<string, string>>()
  return {
    sapcc: buildModule(sapccModule, {}, () => ({
      extend: { getFirstName: async (fallback: string) => fallback },
    })),
    loyalty: buildModule((): LoyaltyModule => ({ connector: { getPoints: async () => ({ points: 7 }) } })),
  }
})

declare const sdk: SdkOf<typeof config>
declare const defaultSdk: DefaultSdk

describe('the SDK of a sdk.config', () => {
  it('has every module and method of it', () => {
    expectTypeOf(config).parameter(0).toHaveProperty('sapccModule')
    expectTypeOf<keyof typeof sdk>().toEqualTypeOf<'sapcc' | 'loyalty'>()
    expectTypeOf(sdk.sapcc.getUser).returns.resolves.toEqualTypeOf<User>()
    expectTypeOf(sdk.sapcc.signUserIn).returns.resolves.toEqualTypeOf<PublicTokenResponse>()
    expectTypeOf(sdk.sapcc.signUserIn).toBeCallableWith({ tokenId: '<LGN[x]>', tokenCode: '123456' })
    expectTypeOf(sdk.loyalty.getPoints).returns.resolves.toEqualTypeOf<{ points: number }>()
  })

  it('has an extension\'s methods', () => {
    expectTypeOf(sdk.sapcc.getFirstName).parameters.toEqualTypeOf<[fallback: string]>()
    expectTypeOf(sdk.sapcc.getFirstName).returns.resolves.toEqualTypeOf<string>()
  })

  it('refuses what it does not have', () => {
    // @ts-expect-error no such method
    void sdk.sapcc.getUsr({})
    // @ts-expect-error no such module
    void sdk.other
    // @ts-expect-error an argument of another type
    void sdk.loyalty.getPoints(7)
    // @ts-expect-error the extension is the other SDK's
    void defaultSdk.sapcc.getFirstName('x')
  })

  it('has sapcc without such a file', () => {
    expectTypeOf<keyof DefaultSdk>().toEqualTypeOf<'sapcc'>()
    expectTypeOf(defaultSdk.sapcc.getUser).returns.resolves.toEqualTypeOf<User>()
  })
})

describe('options and errors', () => {
  it('are typed', () => {
    void sapccModule({
      refreshToken: {
        isUnauthorized: (error: unknown) => error instanceof SapccError,
        refreshTokenMethod: async () => ({ anything: true }),
        ssrRefreshEnabled: true,
        callbacks: {
          onTokenRefreshed: (response) => {
            expectTypeOf(response.expires_in).toEqualTypeOf<number>()
            // Only on the server.
            expectTypeOf(response.access_token).toEqualTypeOf<string | undefined>()
          },
          onTokenRefreshError: error => expectTypeOf(error).toBeUnknown(),
        },
      },
    })
    // @ts-expect-error misspelled
    void sapccModule({ refreshToken: { ssrRefreshEnabld: true } })
    // @ts-expect-error no method of HTTP's that the wire knows
    void sapccModule({ defaultRequestConfig: { method: 'PUT' } })
    expectTypeOf<SapccError['data']>().toEqualTypeOf<SapccErrorData>()
    expectTypeOf<SapccErrorData['subject']>().toEqualTypeOf<string | undefined>()
  })

  it('of a page are typed', () => {
    expectTypeOf<NonNullable<PageMeta['sapcc']>['ssrRefresh']>().toEqualTypeOf<boolean | undefined>()
    expectTypeOf<{ ssrRefresh: string }>().not.toExtend<NonNullable<PageMeta['sapcc']>>()
  })
})
