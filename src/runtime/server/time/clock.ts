/** The two kinds of time. Tests replace it; everything else uses {@link systemClock}. */
export interface Clock {
  /** Milliseconds since 1970, for what is sealed, stored or sent. It may step forward and back, and differs between machines. */
  now: () => number
  /** Milliseconds since some moment of this process, for durations: it never steps. */
  monotonic: () => number
}

/** The platform's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}

/** @param time stands for both kinds of time, as in tests that hold a clock. @default the platform's clocks */
export function clockOf(time?: () => number): Clock {
  return time ? { now: time, monotonic: time } : systemClock
}
