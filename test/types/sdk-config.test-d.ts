/* eslint-disable @typescript-eslint/no-explicit-any -- as in Alokai's documentation */
import { buildModule, initSDK, isSdkUnauthorizedError } from '@vue-storefront/sdk'
import axios from 'axios'
import type { AxiosError } from 'axios'
import { ofetch } from 'ofetch'
import type { FetchError } from 'ofetch'
import { describe, expectTypeOf, it } from 'vitest'
import type { PageMeta } from '#app'
import { defineSdkConfig } from '../../src/runtime/app/sdk-config'
import type { DefaultSdk, SdkOf } from '../../src/runtime/app/sdk-config'
import type { SapccPublicConfig } from '../../src/runtime/app/types'
import { SapccError } from '../../src/runtime/sdk/errors'
import type { SapccErrorData } from '../../src/runtime/sdk/errors'
import { sapccModule } from '../../src/runtime/sdk/sapcc-module'
import type { User } from '../../src/runtime/sdk/occ/types'
import { isUnauthorized } from '../../src/runtime/sdk/refresh/is-unauthorized'
import type { CallError } from '../../src/runtime/sdk/refresh/options'
import type { OAuthUserTokenResponse } from '../../src/runtime/sdk/token'
import type { SignInResponse } from '../../src/runtime/sdk/session-methods'

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
    expectTypeOf(sdk.sapcc.signUserIn).returns.resolves.toEqualTypeOf<SignInResponse>()
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
          onTokenRefreshError: error => expectTypeOf(error).toEqualTypeOf<CallError>(),
        },
      },
    })
    // @ts-expect-error misspelled
    void sapccModule({ refreshToken: { ssrRefreshEnabld: true } })
    // @ts-expect-error no method of HTTP's that the wire knows
    void sapccModule({ defaultRequestConfig: { method: 'PUT' } })
    expectTypeOf<SapccError['data']>().toExtend<SapccErrorData>()
    expectTypeOf<SapccErrorData['subject']>().toEqualTypeOf<string | undefined>()
  })

  it('of a page are typed', () => {
    expectTypeOf<NonNullable<PageMeta['sapcc']>['ssrRefresh']>().toEqualTypeOf<boolean | undefined>()
    expectTypeOf<{ ssrRefresh: string }>().not.toExtend<NonNullable<PageMeta['sapcc']>>()
  })
})

describe('Alokai\'s documented configuration', () => {
  it('compiles as it is', () => {
    const _documented = defineSdkConfig(({ buildModule, sapccModule }) => ({
      sapcc: buildModule(sapccModule, {
        apiUrl: 'http://localhost:8181/sapcc',
        refreshToken: {
          isUnauthorized: (error: AxiosError<string, any>) => error.response?.status === 401,
          refreshTokenMethod: async (refreshToken: string) => {
            const { data } = await axios.post<OAuthUserTokenResponse>('your-refresh-token-url', { refreshToken })
            return data
          },
          callbacks: {
            onTokenRefreshed: async (response: OAuthUserTokenResponse) => void response.access_token,
            onTokenRefreshError: async (error: AxiosError<string, any>) => void error.response?.data.length,
          },
        },
      }),
    }))
    expectTypeOf<SdkOf<typeof _documented>['sapcc']['getUser']>().returns.resolves.toEqualTypeOf<User>()
    const { sapcc } = initSDK({
      sapcc: buildModule(sapccModule, {
        apiUrl: 'http://localhost:8181/sapcc',
        refreshToken: { isUnauthorized: (error: AxiosError<string, any>) => error.response?.status === 401 },
      }),
    })
    expectTypeOf(sapcc.getUser).returns.resolves.toEqualTypeOf<User>()
  })

  it('takes functions that are written for the errors of any client', () => {
    const by = <Caught>(isUnauthorized: (error: Caught) => boolean) => isUnauthorized
    void sapccModule({ refreshToken: { isUnauthorized: by<SapccError>(error => error.data.type === 'InvalidTokenError') } })
    void sapccModule({ refreshToken: { isUnauthorized: by<FetchError>(error => error.statusCode === 401) } })
    void sapccModule({ refreshToken: { isUnauthorized: by<Error>(error => error.message === '') } })
    void sapccModule({ refreshToken: { isUnauthorized: by<unknown>(isSdkUnauthorizedError) } })
    void sapccModule({ refreshToken: { isUnauthorized } })
    // @ts-expect-error no error that a call may fail with
    void sapccModule({ refreshToken: { isUnauthorized: by<number>(error => error === 401) } })
  })

  it('takes instances of ofetch and of Nuxt', () => {
    void sapccModule({ fetch: ofetch.create({ onRequest: () => undefined }) })
    void sapccModule({ fetch: $fetch })
  })

  it('infers the other functions beside one that is written for the errors of another library', () => {
    const _configured = defineSdkConfig(({ buildModule, sapccModule }) => ({
      sapcc: buildModule(sapccModule, {
        refreshToken: {
          isUnauthorized: (error: AxiosError) => error.response?.status === 401,
          refreshTokenMethod: async token => token,
          callbacks: {
            onTokenRefreshed: async response => expectTypeOf(response.access_token).toEqualTypeOf<string | undefined>(),
            onTokenRefreshError: async error => expectTypeOf(error).toEqualTypeOf<CallError>(),
          },
        },
        logger: { onRequest: request => void request.url },
        errorHandler: async ({ error }) => expectTypeOf(error).toEqualTypeOf<SapccError>(),
      }),
    }))
    expectTypeOf<SdkOf<typeof _configured>['sapcc']['getUser']>().returns.resolves.toEqualTypeOf<User>()
    const _withoutOptions = defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule) }))
    expectTypeOf<SdkOf<typeof _withoutOptions>['sapcc']['getUser']>().returns.resolves.toEqualTypeOf<User>()
    // Outside Nuxt a method is needed for it.
    void buildModule(sapccModule, {
      refreshToken: {
        isUnauthorized(error: AxiosError) { return error.response?.status === 401 },
        callbacks: { onTokenRefreshError: async error => expectTypeOf(error).toEqualTypeOf<CallError>() },
      },
    })
  })

  it('infers what is not written', () => {
    void buildModule(sapccModule, {
      refreshToken: {
        isUnauthorized: error => error.response?.status === 401 || error.statusCode === 401,
        refreshTokenMethod: async (...args: any[]) => args,
        callbacks: { onTokenRefreshed: response => expectTypeOf(response.access_token).toEqualTypeOf<string | undefined>() },
      },
    })
  })
})
