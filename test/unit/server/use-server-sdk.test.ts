import { describe, expect, it, vi } from 'vitest'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import { useServerSdk } from '../../../src/runtime/server/utils/use-server-sdk'

function event() {
  const call = vi.fn(async (_event: unknown, operation: string) => ({ operation }))
  const sapcc = { call, generation: async () => 0, callSessionTag: async () => 'one', refreshAhead: async () => undefined, session: async () => ({ loggedIn: false }) }
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
})
