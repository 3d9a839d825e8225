import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import type { Transport } from '../../../src/runtime/sdk/transport/http-transport'
import { withRefreshName } from '../../../src/runtime/sdk/transport/refresh-name'

const failure = (status: number) => new SapccError('no', { status, data: { type: 'HttpError' } })

describe('withRefreshName', () => {
  it('takes the name that the middleware knows, and asks once', async () => {
    const transport = vi.fn<Transport>(async (operation) => {
      if (operation === 'refreshUserToken') throw failure(404)
      return operation
    })
    const refresh = withRefreshName(transport)
    expect(await refresh('refreshUserToken', [], {})).toBe('OAuthUserTokenRefresh')
    expect(await refresh('refreshUserToken', [], {})).toBe('OAuthUserTokenRefresh')
    expect(transport.mock.calls.map(([operation]) => operation)).toEqual(['refreshUserToken', 'OAuthUserTokenRefresh', 'OAuthUserTokenRefresh'])
  })

  it.each([401, 503])('does not try the other name after %i', async (status) => {
    const transport = vi.fn<Transport>().mockRejectedValue(failure(status))
    await expect(withRefreshName(transport)('refreshUserToken', [], {})).rejects.toMatchObject({ status })
    expect(transport).toHaveBeenCalledTimes(1)
  })

  it('leaves other methods alone', async () => {
    const transport = vi.fn<Transport>().mockRejectedValue(failure(404))
    await expect(withRefreshName(transport)('getUser', [], {})).rejects.toMatchObject({ status: 404 })
    expect(transport).toHaveBeenCalledTimes(1)
  })
})
