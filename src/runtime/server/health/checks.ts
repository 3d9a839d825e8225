import { systemClock } from '../time/clock'
import { settlesWithin } from '../time/sleep'

/** What can be wrong with a server. */
export type HealthSubject = 'configuration' | 'occ' | 'authorizationServer' | 'storage' | 'storageWrites'

/** What the last check of a subject has found out. */
export interface SubjectHealth {
  status: 'up' | 'down'
  /** Seconds since it was checked. */
  age: number
  /** Seconds for which it has been down without a break, as far as it was asked. */
  downFor?: number
}

/** When a check is made again. */
export interface HealthTiming {
  /** Milliseconds for which a result is used. */
  maxAge: number
  /** Milliseconds after which a check that has no answer counts as failed. */
  timeout: number
}

/** Checks of one subject, whose results are kept. */
export interface Check {
  /** The last result, or a new one when that is too old. However many ask, one check is under way. Never rejects. */
  result: (timing: HealthTiming) => Promise<SubjectHealth>
}

interface Result {
  isUp: boolean
  at: number
  downSince?: number
}

/** Options of {@link createCheck}. */
export interface CheckOptions {
  /** Told why a check has failed; without an error it had no answer in time. */
  onFailure?: (error?: unknown) => void
  /** Milliseconds. @default the monotonic clock */
  now?: () => number
}

/** @param probe rejects when the subject is down. It gets a signal that is aborted after the timeout. */
export function createCheck(probe: (signal: AbortSignal) => Promise<unknown>, { onFailure = () => {}, now = systemClock.monotonic }: CheckOptions = {}): Check {
  let last: Result | undefined
  let running: Promise<Result> | undefined

  async function check(timeout: number): Promise<Result> {
    const limit = new AbortController()
    try {
      const isUp = await succeeds(limit.signal, timeout)
      const at = now()
      last = isUp ? { isUp, at } : { isUp, at, downSince: last?.downSince ?? at }
      return last
    }
    finally {
      running = undefined
      limit.abort()
    }
  }

  async function succeeds(signal: AbortSignal, timeout: number): Promise<boolean> {
    const work = probe(signal)
    try {
      if (await settlesWithin(work, timeout)) {
        await work
        return true
      }
      onFailure()
    }
    catch (error) {
      onFailure(error)
    }
    return false
  }

  return {
    async result({ maxAge, timeout }) {
      const { isUp, at, downSince } = last && now() - last.at < maxAge ? last : await (running ??= check(timeout))
      return { status: isUp ? 'up' : 'down', age: seconds(now() - at), ...(downSince === undefined ? {} : { downFor: seconds(now() - downSince) }) }
    },
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
