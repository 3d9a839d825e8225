import { systemClock } from '../time/clock'

/**
 * Keeps a cause that affects every request from filling the log: a few lines of each kind are written, and the others are
 * counted until the next line of that kind is written.
 */
export interface LineLimit {
  /**
   * Asks whether a line may be written.
   *
   * @param kind what the line is about. Lines of other kinds are not affected.
   * @returns how many lines of this kind were left out since the last one; `undefined`: do not write this one either.
   */
  admit: (kind: string) => number | undefined
}

/** Options of {@link createLineLimit}. */
export interface LineLimitOptions {
  /** Milliseconds, from the first line of a kind on. @default one minute */
  interval?: number
  /** Lines of a kind within an interval. @default 1 */
  lines?: number
  /** Number of kinds that are counted. Beyond it, the count of the kind with the oldest line is lost. @default 200 */
  maxKinds?: number
  /** @default the monotonic clock */
  now?: () => number
}

const MINUTE = 60_000

/** What is known of one kind. */
interface Kind {
  until: number
  written: number
  leftOut: number
}

export function createLineLimit({ interval = MINUTE, lines = 1, maxKinds = 200, now = systemClock.monotonic }: LineLimitOptions = {}): LineLimit {
  const kinds = new Map<string, Kind>()

  function kindOf(name: string): Kind {
    const known = kinds.get(name)
    if (known && now() < known.until) return known
    const kind = { until: now() + interval, written: 0, leftOut: known?.leftOut ?? 0 }
    kinds.delete(name)
    kinds.set(name, kind)
    if (kinds.size > maxKinds) kinds.delete(kinds.keys().next().value!)
    return kind
  }

  return {
    admit(name) {
      const kind = kindOf(name)
      if (kind.written >= lines) {
        kind.leftOut++
        return undefined
      }
      const { leftOut } = kind
      kind.written++
      kind.leftOut = 0
      return leftOut
    },
  }
}

/** The end of a line, from what {@link LineLimit.admit} has returned. */
export function leftOutText(count: number): string {
  return count === 0 ? '' : ` (${count} more since the last line)`
}
