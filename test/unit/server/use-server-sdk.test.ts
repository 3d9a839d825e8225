import { isSdkRequestError, isSdkUnauthorizedError, isSpecificSdkHttpError } from '@vue-storefront/sdk'
import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import { useServerSdk } from '../../../src/runtime/server/utils/use-server-sdk'

function event() {
  const call = vi.fn(async (_event: unknown, operation: string) => ({ operation }))
  const refresh = () => Promise.reject(new SapccError('refused', { status: 400, data: { type: 'invalid_grant' } }))
  const sapcc = { call, refresh, generation: async () => 0, callSessionTag: async () => 'one', changesCart: () => false, delayHead: () => {}, refreshAhead: async () => undefined, session: async () => ({ loggedIn: false }) }
  return { call, event: { context: { sapcc } } as unknown as ServerEvent }
}

describe('useServerSdk', () => {
  it('reads like useSdk, and has the methods without sapcc, too', async () => {
    const { event: current, call } = event()
    const sdk = useServerSdk(current)
    expect(await sdk.sapcc.getCart()).toEqual({ operation: 'getCart' })
    expect(await sdk.getCart()).toEqual({ operation: 'getCart' })
    expect(sdk.sapcc.getCart).toBe(sdk.getCart)
    expect(call).toHaveBeenCalledTimes(2)
  })

  it('can be awaited and printed without a call', async () => {
    const { event: current, call } = event()
    const sdk = useServerSdk(current)
    expect(await Promise.resolve(sdk)).toBe(sdk)
    expect(JSON.stringify({ ...sdk })).toBe('{}')
    expect(call).not.toHaveBeenCalled()
  })

  it.each([400, 401, 403, 404, 429, 500, 502])('throws errors that the helpers of Alokai\'s SDK know: %i', async (status) => {
    const { event: current, call } = event()
    call.mockRejectedValue(new SapccError('no', { status, data: { type: 'X' } }))
    const error: unknown = await useServerSdk(current).sapcc.getCart({}).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(SapccError)
    expect(isSpecificSdkHttpError(error, { statusCode: status })).toBe(true)
    expect(isSdkUnauthorizedError(error)).toBe(status === 401)
    expect(isSdkRequestError(error)).toBe(status < 500)
  })
})
