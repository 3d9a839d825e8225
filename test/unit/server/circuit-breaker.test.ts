import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBackoff } from '../../../src/runtime/server/session/refresh/circuit-breaker'

const down = () => Promise.reject(new Error('down'))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function backoff() {
  return createBackoff({ isOutage: error => error instanceof Error && error.message === 'down' })
}

describe('createBackoff', () => {
  it('lets one caller at a time try while the server is down', async () => {
    const { run } = backoff()
    await expect(run(down)).rejects.toThrow('down')
    const work = vi.fn(down)
    const settled = Promise.allSettled(Array.from({ length: 50 }, () => run(work)))
    await vi.advanceTimersByTimeAsync(1000)
    expect((await settled).every(entry => entry.status === 'rejected')).toBe(true)
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('asks at most about twice a second, however many come', async () => {
    const { run } = backoff()
    const work = vi.fn(down)
    for (let elapsed = 0; elapsed < 30_000; elapsed += 50) {
      void run(work).catch(() => undefined)
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(work.mock.calls.length).toBeLessThan(66)
    expect(work.mock.calls.length).toBeGreaterThan(50)
  })

  it('serves the first call after the server is back, and everybody who waited with it', async () => {
    const { run, isPausing } = backoff()
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
    const { run } = backoff()
    await run(down).catch(() => undefined)
    const hanging = run(() => new Promise(() => undefined))
    void hanging
    const waiting = run(async () => 1).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await waiting).toMatchObject({ message: 'down' })
  })

  it('takes a definite answer as a sign that the server is back', async () => {
    const { run, isPausing } = backoff()
    await run(down).catch(() => undefined)
    const refused = run(() => Promise.reject(new Error('refused'))).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(200)
    expect(await refused).toMatchObject({ message: 'refused' })
    expect(isPausing()).toBe(false)
    expect(await run(async () => 'ok')).toBe('ok')
  })
})
