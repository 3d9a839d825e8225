import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { prepareConfig } from '../../../src/runtime/sdk/call-config'
import type { SapccCallSettings } from '../../../src/runtime/sdk/call-config'
import { createServerTransport } from '../../../src/runtime/shared/server-transport'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A call by function that SAP answers after a second. */
function slowCall(settings: SapccCallSettings) {
  const call = vi.fn(async () => {
    await new Promise(resolve => setTimeout(resolve, 1000))
    return 'answer'
  })
  const transport = createServerTransport({ call, refresh: vi.fn(), refreshAhead: async () => undefined, generation: async () => 0, callSessionTag: async () => 'one', changesCart: () => false, delayHead: () => {} }, {})
  const outcome = transport('getProduct', [{}], prepareConfig(settings)).then(value => ({ value }), (error: unknown) => ({ error }))
  return { call, outcome }
}

describe('a call that is made by function', () => {
  it('is not made with a signal that was aborted before', async () => {
    const { call, outcome } = slowCall({ signal: AbortSignal.abort('gone') })
    expect(await outcome).toEqual({ error: 'gone' })
    expect(call).not.toHaveBeenCalled()
  })

  it('fails with the reason when the signal is aborted meanwhile', async () => {
    const abort = new AbortController()
    const { call, outcome } = slowCall({ signal: abort.signal })
    await vi.advanceTimersByTimeAsync(500)
    abort.abort(new Error('has left'))
    expect(await outcome).toMatchObject({ error: { message: 'has left' } })
    expect(call).toHaveBeenCalledOnce()
  })

  it('fails after its time as one over HTTP does', async () => {
    const { outcome } = slowCall({ timeout: 300 })
    await vi.advanceTimersByTimeAsync(300)
    expect(await outcome).toMatchObject({ error: { name: 'SapccError', status: 503, data: { type: 'NetworkError' }, response: undefined } })
  })

  it('leaves no timer and no listener when it has its answer', async () => {
    const { signal } = new AbortController()
    const remove = vi.spyOn(signal, 'removeEventListener')
    const { outcome } = slowCall({ signal, timeout: 5000 })
    await vi.advanceTimersByTimeAsync(1000)
    expect(await outcome).toEqual({ value: 'answer' })
    expect(vi.getTimerCount()).toBe(0)
    expect(remove).toHaveBeenCalledOnce()
  })
})
