/** Wall-clock and monotonic time. Tests pass their own; all other code uses {@link systemClock}. */
export interface Clock {
  /** Milliseconds since 1970, for times that are sealed, stored or sent. It may jump in both directions and differs between machines. */
  now: () => number
  /** Milliseconds since an arbitrary moment of this process, for durations: it never jumps. */
  monotonic: () => number
}

/** The platform's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}

/** @param time used for both clocks, e.g. a test's fake clock. @default the platform's clocks */
export function clockOf(time?: () => number): Clock {
  return time ? { now: time, monotonic: time } : systemClock
}
