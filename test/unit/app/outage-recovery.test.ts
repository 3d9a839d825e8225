import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createOutageRecovery, isOutage } from '../../../src/runtime/app/data/outage-recovery'
import { SapccError } from '../../../src/runtime/sdk/errors'

const failure = (status: number, retryAfter?: number) => new SapccError('away', { status, data: { type: 'HttpError', ...(retryAfter === undefined ? {} : { retryAfter }) } })

describe('what an outage has made fail', () => {
  let document: EventTarget & { hidden: boolean }

  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(Math, 'random').mockReturnValue(0)
    document = Object.assign(new EventTarget(), { hidden: false })
    const page = new EventTarget()
    vi.stubGlobal('document', document)
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
    vi.stubGlobal('dispatchEvent', page.dispatchEvent.bind(page))
  })

  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it.each([[503, true], [502, true], [504, true], [429, true], [500, false], [404, false], [401, false], [409, false]])('is what was answered with %s: %s', (status, is) => {
    expect(isOutage(failure(status))).toBe(is)
  })

  it.each(['MalformedAnswerError', 'UpstreamFormatError', 'UpstreamRedirectError', 'AuthorizationServerError'])('is not what another attempt does not cure: %s', (type) => {
    expect(isOutage(new SapccError('odd', { status: 502, data: { type } }))).toBe(false)
  })

  it('is tried again at growing intervals until it has worked', () => {
    const recovery = createOutageRecovery()
    const retry = vi.fn<() => void>()
    const reader = {}
    recovery.note(reader, retry, failure(503))
    const attempts = [2000, 4000, 8000, 16_000, 30_000, 30_000].map((pause) => {
      vi.advanceTimersByTime(pause - 1)
      const before = retry.mock.calls.length
      vi.advanceTimersByTime(1)
      return retry.mock.calls.length - before
    })
    expect(attempts).toEqual([1, 1, 1, 1, 1, 1])
    recovery.note(reader)
    expect(vi.getTimerCount()).toBe(0)
    // The next outage begins anew.
    recovery.note(reader, retry, failure(503))
    vi.advanceTimersByTime(2000)
    expect(retry).toHaveBeenCalledTimes(7)
  })

  it('is not tried before the time that the server has named', () => {
    const recovery = createOutageRecovery()
    const retry = vi.fn<() => void>()
    recovery.note({}, retry, failure(503, 20))
    vi.advanceTimersByTime(19_999)
    expect(retry).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(retry).toHaveBeenCalledOnce()
  })

  it('is not tried before that time at any attempt, nor because the page is looked at or the browser is online', () => {
    const recovery = createOutageRecovery()
    const reader = {}
    const retry = vi.fn(() => recovery.note(reader, retry, failure(503, 60)))
    recovery.note(reader, retry, failure(503))
    vi.advanceTimersByTime(2000)
    expect(retry).toHaveBeenCalledTimes(1)
    document.dispatchEvent(new Event('visibilitychange'))
    dispatchEvent(new Event('online'))
    vi.advanceTimersByTime(59_999)
    expect(retry).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    expect(retry).toHaveBeenCalledTimes(2)
  })

  it('waits as long as the server says where another reader would be tried earlier', () => {
    const recovery = createOutageRecovery()
    const retry = vi.fn<() => void>()
    recovery.note({}, retry, failure(503))
    recovery.note({}, retry, failure(429, 30))
    vi.advanceTimersByTime(29_999)
    expect(retry).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(retry).toHaveBeenCalledTimes(2)
  })

  it('is not tried again by all visitors at the same moment, nor in a loop after a time that timers do not reach', () => {
    vi.mocked(Math.random).mockReturnValue(0.8)
    const recovery = createOutageRecovery()
    const retry = vi.fn<() => void>()
    recovery.note({}, retry, failure(503, 20))
    vi.advanceTimersByTime(23_999)
    expect(retry).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(retry).toHaveBeenCalledOnce()
    recovery.note({}, retry, failure(503, 5_000_000))
    vi.advanceTimersByTime(4_000_000_000)
    expect(retry).toHaveBeenCalledOnce()
  })

  it('waits while the page is not looked at, and is tried at once when it is, or when the browser is online again', () => {
    const recovery = createOutageRecovery()
    const retry = vi.fn<() => void>()
    document.hidden = true
    recovery.note({}, retry, failure(503))
    vi.advanceTimersByTime(600_000)
    expect(retry).not.toHaveBeenCalled()
    document.hidden = false
    document.dispatchEvent(new Event('visibilitychange'))
    expect(retry).toHaveBeenCalledTimes(1)
    dispatchEvent(new Event('online'))
    expect(retry).toHaveBeenCalledTimes(2)
  })

  it('is forgotten with the component that wanted it', () => {
    const recovery = createOutageRecovery()
    const [gone, there] = [vi.fn<() => void>(), vi.fn<() => void>()]
    const reader = {}
    recovery.note(reader, gone, failure(503))
    recovery.note({}, there, failure(503))
    recovery.note(reader)
    vi.advanceTimersByTime(2000)
    expect([gone.mock.calls.length, there.mock.calls.length]).toEqual([0, 1])
  })
})
