import { settlesWithin, sleep } from '../../time/sleep'

/** Keeps requests away from an authorization server that is down, for all sessions of the process. */
export interface Backoff {
  /**
   * Does the work, unless the server is known to be down: then one caller at a
   * time tries, after a pause, and the others wait for how it fares, for a
   * limited time. So the first call after the server is back works.
   *
   * @throws what the work threw, or what the attempt that this caller waited for did.
   */
  run: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** Whether work begun now would have to wait. */
  isPausing: () => boolean
}

/** Options of {@link createBackoff}. */
export interface BackoffOptions {
  /** Whether an error means that the server gave no usable answer. */
  isOutage: (error: unknown) => boolean
  /** Milliseconds before the first new attempt; doubled with each one up to `maxDelay`. */
  firstDelay?: number
  maxDelay?: number
  /** Milliseconds to wait for somebody else's attempt: more than `maxDelay`, for the answer takes its time, too. */
  patience?: number
  now?: () => number
}

/** @param options `isOutage` is the only one without a default. */
export function createBackoff(options: BackoffOptions): Backoff {
  const { isOutage, firstDelay = 100, maxDelay = 500, patience = 1000, now = Date.now } = options
  let outage: { error: unknown, delay: number, retryAt: number } | undefined
  let probe: Promise<unknown> | undefined

  async function attempt<Result>(work: () => Promise<Result>, isProbe: boolean): Promise<Result> {
    try {
      const result = await work()
      outage = undefined
      return result
    }
    catch (error) {
      if (!isOutage(error)) outage = undefined
      else if (!outage || isProbe) {
        // Others that were under way when it began tell nothing new.
        const delay = outage ? Math.min(outage.delay * 2, maxDelay) : firstDelay
        outage = { error, delay, retryAt: now() + delay }
      }
      throw error
    }
  }

  async function probeWith<Result>(work: () => Promise<Result>, retryAt: number): Promise<Result> {
    await sleep(Math.max(0, retryAt - now()))
    return await attempt(work, true)
  }

  return {
    isPausing: () => outage !== undefined && (probe !== undefined || now() < outage.retryAt),
    async run(work) {
      if (!outage) return await attempt(work, false)
      if (probe) {
        await settlesWithin(probe, patience)
        if (outage) throw outage.error
        return await attempt(work, false)
      }
      const mine = probeWith(work, outage.retryAt)
      probe = mine
      try {
        return await mine
      }
      finally {
        probe = undefined
      }
    },
  }
}
