import { onTestFinished, vi } from 'vitest'

/**
 * Stops the date for the rest of the test: it goes on by `forward` (in milliseconds) alone, so that a
 * lifetime of seconds is over when the test says so and not when the machine is busy. Timers run as ever.
 */
export function holdClock() {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  return { forward: (ms: number) => void vi.setSystemTime(Date.now() + ms) }
}
