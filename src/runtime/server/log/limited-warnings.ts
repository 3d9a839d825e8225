import { createLineLimit, leftOutText } from './line-limit'

/** Warnings of which similar ones are counted instead of written. */
export interface LimitedWarnings {
  /** @param kind what similar warnings have in common, where their texts differ. @default the message */
  warn: (message: string, kind?: string) => void
}

/**
 * Limits warnings that one cause makes with every request: of each kind one is written per minute, with the number of those
 * left out before it.
 *
 * @param now milliseconds. @default the monotonic clock
 */
export function createLimitedWarnings(log: { warn: (message: string) => void }, now?: () => number): LimitedWarnings {
  const limit = createLineLimit(now ? { now } : {})
  return {
    warn(message, kind = message) {
      const leftOut = limit.admit(kind)
      if (leftOut !== undefined) log.warn(`${message}${leftOutText(leftOut)}`)
    },
  }
}
