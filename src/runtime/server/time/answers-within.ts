import { systemClock } from './clock'
import { settlesWithin } from './sleep'

/** The limit is split into this many waits. With more of them, a busy machine waits longer for a dead server, because each timer comes late. */
const PARTS = 4

/** After this multiple of the limit no further wait begins. */
export const MAX_STRETCH = 2

/**
 * Waits for an answer for a limited time. Time in which this process was blocked counts only in part: the first page after a
 * start, for example, can block a loaded machine for more than a second. Node then runs due timers before it reads sockets, so
 * that a single timer would miss an answer that has already arrived.
 *
 * @param limit milliseconds. If the process is blocked meanwhile, the wait takes up to {@link MAX_STRETCH} times as long, or ends with the block.
 * @param now monotonic milliseconds. @default the platform's clock
 * @returns whether it settled in time, fulfilled or rejected. The caller handles the rejection.
 */
export async function answersWithin(answer: Promise<unknown>, limit: number, now: () => number = systemClock.monotonic): Promise<boolean> {
  const deadline = now() + MAX_STRETCH * limit
  for (let part = 0; part < PARTS; part++) {
    const left = deadline - now()
    if (left <= 0) return false
    if (await settlesWithin(answer, Math.min(limit / PARTS, left))) return true
  }
  return false
}
