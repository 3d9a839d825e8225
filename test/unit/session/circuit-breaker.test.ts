import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCircuitBreaker } from '../../../src/runtime/server/session/refresh/circuit-breaker'

const down = () => Promise.reject(new Error('down'))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const VERDICTS = { down: 'down', strange: 'doubtful', refused: 'up', unasked: 'none' } as const

function breaker() {
  return createCircuitBreaker({ verdict: error => VERDICTS[(error as Error).message as keyof typeof VERDICTS] })
}

describe('createCircuitBreaker', () => {
  it('lets one caller at a time try while the server is down', async () => {
    const { run } = breaker()
    await expect(run(down)).rejects.toThrow('down')
    const work = vi.fn(down)
    const settled = Promise.allSettled(Array.from({ length: 50 }, () => run(work)))
    await vi.advanceTimersByTimeAsync(1000)
    expect((await settled).every(entry => entry.status === 'rejected')).toBe(true)
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('asks at most about twice a second, however many come', async () => {
    const { run } = breaker()
    const work = vi.fn(down)
    for (let elapsed = 0; elapsed < 30_000; elapsed += 50) {
      void run(work).catch(() => undefined)
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(work.mock.calls.length).toBeLessThan(66)
    expect(work.mock.calls.length).toBeGreaterThan(50)
  })

  it('serves the first call after the server is back, and all callers that waited with it', async () => {
    const { run, isOpen: isPausing } = breaker()
    for (let failures = 0; failures < 6; failures++) {
      void run(down).catch(() => undefined)
      await vi.advanceTimersToNextTimerAsync()
    }
    expect(isPausing()).toBe(true)
    const started = Date.now()
    const calls = Promise.all([1, 2, 3].map(value => run(async () => value)))
    await vi.advanceTimersByTimeAsync(1000)
    expect(await calls).toEqual([1, 2, 3])
    expect(Date.now() - started).toBeLessThanOrEqual(1000)
    expect(isPausing()).toBe(false)
  })

  it('does not wait for an attempt that hangs', async () => {
    const { run } = breaker()
    await run(down).catch(() => undefined)
    const hanging = run(() => new Promise(() => undefined))
    void hanging
    const waiting = run(async () => 1).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await waiting).toMatchObject({ message: 'down' })
  })

  it('takes a definite answer as a sign that the server is back', async () => {
    const { run, isOpen: isPausing } = breaker()
    await run(down).catch(() => undefined)
    const refused = run(() => Promise.reject(new Error('refused'))).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(200)
    expect(await refused).toMatchObject({ message: 'refused' })
    expect(isPausing()).toBe(false)
    expect(await run(async () => 'ok')).toBe('ok')
  })

  it('is not opened by answers to one session alone, however often they come', async () => {
    const { run, isOpen: isPausing } = breaker()
    const others = vi.fn(async () => 'ok')
    for (let round = 0; round < 20; round++) {
      await run(() => Promise.reject(new Error('strange')), 'unlucky').catch(() => undefined)
      expect(isPausing()).toBe(false)
      if (round % 5 === 0) expect(await run(others, `other-${round}`)).toBe('ok')
    }
    expect(others).toHaveBeenCalledTimes(4)
  })

  it('is opened by the same answers to two sessions with no success in between', async () => {
    const { run, isOpen: isPausing } = breaker()
    const strange = () => Promise.reject(new Error('strange'))
    await run(strange, 'a').catch(() => undefined)
    await run(async () => 'ok', 'b')
    await run(strange, 'c').catch(() => undefined)
    expect(isPausing()).toBe(false)
    await run(strange, 'd').catch(() => undefined)
    expect(isPausing()).toBe(true)
  })

  it('lets the next session try for itself where only answers were doubtful', async () => {
    const { run } = breaker()
    const strange = () => Promise.reject(new Error('strange'))
    await run(strange, 'a').catch(() => undefined)
    await run(strange, 'b').catch(() => undefined)
    const failing = run(strange, 'a').catch((error: unknown) => error)
    const healthy = run(async () => 'ok', 'c')
    await vi.advanceTimersByTimeAsync(1000)
    expect(await failing).toMatchObject({ message: 'strange' })
    expect(await healthy).toBe('ok')
  })

  it('learns nothing from work that did not ask the server', async () => {
    const { run, isOpen: isPausing } = breaker()
    await run(down).catch(() => undefined)
    await Promise.all([run(() => Promise.reject(new Error('unasked'))).catch(() => undefined), vi.advanceTimersByTimeAsync(200)])
    const work = vi.fn(down)
    await Promise.all([run(work).catch(() => undefined), vi.advanceTimersByTimeAsync(50)])
    expect(work).toHaveBeenCalledTimes(1)
    expect(isPausing()).toBe(true)
  })

  it.each([-30_000, 30_000])('does not wait for the old time when the system clock steps by %d ms', async (step) => {
    const { run, isOpen: isPausing } = breaker()
    await run(down).catch(() => undefined)
    vi.setSystemTime(Date.now() + step)
    const answer = run(async () => 'ok')
    await vi.advanceTimersByTimeAsync(150)
    expect(await answer).toBe('ok')
    expect(isPausing()).toBe(false)
  })
})
