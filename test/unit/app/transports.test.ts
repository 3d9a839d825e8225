import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/core/errors'
import type { RefreshListener } from '../../../src/runtime/core/refresh/announced'
import type { Transport } from '../../../src/runtime/core/sdk/http-transport'
import { withAppLocale } from '../../../src/runtime/app/sdk/app-locale'
import { foreignRefresh } from '../../../src/runtime/app/sdk/foreign-refresh'
import { oneCartAtATime } from '../../../src/runtime/app/sdk/one-cart.client'

const failure = (status: number) => new SapccError('no', { status, data: { type: 'HttpError' } })

describe('transports around transports', () => {
  it('still tell of refreshes that happen ahead of a call', () => {
    const listeners: RefreshListener[] = []
    const inner: Transport = Object.assign(async () => 'ok', { onRefreshed: (listener: RefreshListener) => void listeners.push(listener) })
    const outer = foreignRefresh(withAppLocale(oneCartAtATime(inner, () => true), {}))
    outer.onRefreshed?.(async () => undefined)
    expect(listeners).toHaveLength(1)
  })
})

describe('foreignRefresh', () => {
  it('takes the name that the middleware knows, and asks once', async () => {
    const transport = vi.fn<Transport>(async (operation) => {
      if (operation === 'refreshUserToken') throw failure(404)
      return operation
    })
    const refresh = foreignRefresh(transport)
    expect(await refresh('refreshUserToken', [], {})).toBe('OAuthUserTokenRefresh')
    expect(await refresh('refreshUserToken', [], {})).toBe('OAuthUserTokenRefresh')
    expect(transport.mock.calls.map(([operation]) => operation)).toEqual(['refreshUserToken', 'OAuthUserTokenRefresh', 'OAuthUserTokenRefresh'])
  })

  it.each([401, 503])('does not try the other name after %i', async (status) => {
    const transport = vi.fn<Transport>().mockRejectedValue(failure(status))
    await expect(foreignRefresh(transport)('refreshUserToken', [], {})).rejects.toMatchObject({ status })
    expect(transport).toHaveBeenCalledTimes(1)
  })

  it('leaves other methods alone', async () => {
    const transport = vi.fn<Transport>().mockRejectedValue(failure(404))
    await expect(foreignRefresh(transport)('getUser', [], {})).rejects.toMatchObject({ status: 404 })
    expect(transport).toHaveBeenCalledTimes(1)
  })
})
