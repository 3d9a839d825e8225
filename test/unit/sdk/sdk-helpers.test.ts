import { SdkHttpError, buildModule, initSDK, isCausedBySdkHttpError, isSdkRequestError, isSdkUnauthorizedError, isSpecificSdkHttpError } from '@vue-storefront/sdk'
import { FetchError } from 'ofetch'
import { describe, expect, it } from 'vitest'
import { unwrapErrors } from '../../../src/runtime/app/sdk/unwrap-errors'
import { SapccError, TokenRefreshUnavailableError, sapccModule } from '../../../src/runtime/sdk/index'

const error = (status: number, cause?: unknown) => new SapccError('no', { status, data: { type: 'X' }, ...(cause === undefined ? {} : { cause }) })

/** As it is thrown outside Nuxt, and inside. */
async function thrown(failure: unknown, isInNuxt: boolean): Promise<unknown> {
  const sdk = initSDK({ sapcc: buildModule(sapccModule, { transport: () => Promise.reject(failure as Error) }) })
  return await (isInNuxt ? unwrapErrors(sdk) : sdk).sapcc.getUser({}).catch((caught: unknown) => caught)
}

describe.each([['inside Nuxt', true], ['outside Nuxt', false]] as const)('the helpers of Alokai\'s SDK, %s', (_, isInNuxt) => {
  it.each([
    ['a 401', () => error(401), 401],
    ['a 401 of a client', () => error(401, new FetchError('[POST] 401')), 401],
    ['a 401 whose refresh was refused with 400', () => error(401, error(400)), 401],
    ['a 401 whose refresh was refused by another client', () => error(401, new SdkHttpError({ statusCode: 400, message: 'no', url: '/' })), 401],
    ['a 404', () => error(404), 404],
    ['an outage, for which a 401 was the reason', () => new TokenRefreshUnavailableError(undefined, { cause: error(401) }), 503],
  ])('give the right answer about %s', async (_, fail, status) => {
    const caught = await thrown(fail(), isInNuxt)
    expect(isCausedBySdkHttpError(caught)).toBe(true)
    expect(isSdkUnauthorizedError(caught)).toBe(status === 401)
    expect(isSdkRequestError(caught)).toBe(status < 500)
    expect(isSpecificSdkHttpError(caught, { statusCode: status })).toBe(true)
    expect((caught as { cause: unknown }).cause).toMatchObject({ statusCode: status })
  })

  it('do not find an HTTP error in other errors', async () => {
    expect(isCausedBySdkHttpError(await thrown(new TypeError('x'), isInNuxt))).toBe(false)
  })
})

describe('inside Nuxt', () => {
  it('the error itself is thrown, with its cause one further', async () => {
    const cause = new FetchError('[POST] 401')
    const failure = error(401, cause)
    const caught = await thrown(failure, true)
    expect(caught).toBe(failure)
    expect(failure.cause).toMatchObject({ statusCode: 401, cause })
    // A promise that is shared fails more than once.
    expect(await thrown(failure, true)).toBe(failure)
    expect(failure.cause).toMatchObject({ statusCode: 401, cause })
  })
})
