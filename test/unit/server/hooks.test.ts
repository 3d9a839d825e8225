import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createHookCaller } from '../../../src/runtime/server/hooks'
import type { SiteContext } from '../../../src/runtime/server/hooks'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import { systemClock } from '../../../src/runtime/server/time/clock'

const event = {} as ServerEvent

function hooksThatThrow(error: unknown) {
  const logged: unknown[] = []
  const hooks = createHookCaller({ callHook: () => Promise.reject(error as Error), hasListeners: () => true }, { error: (_message, cause) => void logged.push(cause) })
  return { hooks, logged }
}

describe('a hook that decides fails closed', () => {
  const decide = (error: unknown) => hooksThatThrow(error).hooks.decide('sapcc:site-context', { event, context: {} as SiteContext }) as Promise<void>

  it.each([
    [Object.assign(new Error('Not in this country.'), { statusCode: 403 }), 403, 'Not in this country.'],
    [Object.assign(new Error('Busy.'), { status: 503 }), 503, 'Busy.'],
    [new SapccError('Own.', { status: 451, data: { type: 'Own' } }), 451, 'Own.'],
  ])('with the status that it throws: %s', async (error, status, message) => {
    await expect(decide(error)).rejects.toMatchObject({ name: 'SapccError', status, message })
  })

  it.each([new Error('secret'), Object.assign(new Error('secret'), { statusCode: 500, unhandled: true }), 'secret'])('with a defect, whose text is not for the client: %s', async (error) => {
    await expect(decide(error)).rejects.toBe(error)
  })

  it('with a defect that keeps no status which is none of an error', async () => {
    const error = Object.assign(new Error('secret'), { statusCode: 302 })
    await expect(decide(error)).rejects.toMatchObject({ name: 'Error', status: 500, cause: error })
  })
})

describe('a hook that listens', () => {
  it('breaks nothing, and what it throws is logged', async () => {
    const error = Object.assign(new Error('x'), { statusCode: 403 })
    const { hooks, logged } = hooksThatThrow(error)
    await hooks.callHook('sapcc:session:ended', { event, reason: 'signed-out' })
    expect(logged).toEqual([error])
  })

  it('fills no log with what it throws: one line per minute, hook and kind of error, with the count of the others', async () => {
    let now = 0
    vi.spyOn(systemClock, 'monotonic').mockImplementation(() => now)
    const lines: string[] = []
    let error: Error = new TypeError('x of customer 1')
    const hooks = createHookCaller({ callHook: () => Promise.reject(error), hasListeners: () => true }, { error: message => void lines.push(message) })
    const call = async (name: 'sapcc:call:after' | 'sapcc:measured') => await hooks.callHook(name, {} as never)
    for (let count = 0; count < 1000; count++) await call('sapcc:call:after')
    await call('sapcc:measured')
    error = new RangeError('another one')
    await call('sapcc:call:after')
    now = 60_000
    error = new TypeError('x of customer 2')
    await call('sapcc:call:after')
    expect(lines).toEqual([
      'A hook of sapcc:call:after threw an error.',
      'A hook of sapcc:measured threw an error.',
      'A hook of sapcc:call:after threw an error.',
      'A hook of sapcc:call:after threw an error (999 more since the last line).',
    ])
    vi.restoreAllMocks()
  })
})

describe('listeners that never end', () => {
  function hanging() {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const lines: string[] = []
    const hooks = createHookCaller({ callHook: () => new Promise(() => {}), hasListeners: () => true }, { error: message => void lines.push(message) })
    return { hooks, lines }
  }

  it('keep no request waiting for longer than ten seconds, and the log names the hook', async () => {
    const { hooks, lines } = hanging()
    const done = vi.fn()
    for (let count = 0; count < 3; count++) void Promise.resolve(hooks.callHook('sapcc:session:ended', { event, reason: 'signed-out' })).then(done)
    await vi.advanceTimersByTimeAsync(9_999)
    expect(done).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(done).toHaveBeenCalledTimes(3)
    expect(lines).toEqual(['A hook of sapcc:session:ended takes longer than 10 seconds. Requests do not wait for it any longer.'])
  })

  it('are told of to a caller that needs what they change, once and with their end', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    let end = () => {}
    const hooks = createHookCaller({ callHook: () => new Promise(resolve => void (end = resolve)), hasListeners: () => true }, { error: () => {} })
    const [onLate, onEnded] = [vi.fn((ended: Promise<void>) => void ended.then(onEnded)), vi.fn()]
    const request = hooks.callHook('sapcc:session:created', { event, tokens: {} as never }, onLate)
    await vi.advanceTimersByTimeAsync(10_000)
    await request
    expect([onLate.mock.calls.length, onEnded.mock.calls.length]).toEqual([1, 0])
    end()
    await vi.advanceTimersByTimeAsync(0)
    expect([onLate.mock.calls.length, onEnded.mock.calls.length]).toEqual([1, 1])
    // And not where they answer in time.
    const quick = hooks.callHook('sapcc:session:created', { event, tokens: {} as never }, onLate)
    end()
    await quick
    await vi.advanceTimersByTimeAsync(20_000)
    expect(onLate).toHaveBeenCalledTimes(1)
  })

  it('refuse a call that they would have decided about', async () => {
    const { hooks } = hanging()
    const decided = Promise.resolve(hooks.decide('sapcc:site-context', { event, context: {} as SiteContext })).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await decided).toMatchObject({ status: 503, data: { type: 'RefusedByShopError' } })
  })

  it('cost a call to SAP no timer', () => {
    const { hooks } = hanging()
    for (const name of ['sapcc:call:before', 'sapcc:call:after', 'sapcc:measured'] as const) void hooks.callHook(name, {} as never)
    expect(vi.getTimerCount()).toBe(0)
  })
})
