import { systemClock } from '../../time/clock'
import { settlesWithin, sleep } from '../../time/sleep'

/**
 * What an error says about the authorization server:
 *
 * - `up`: it works, this is its answer;
 * - `down`: it gives no answer to any request;
 * - `doubtful`: something was answered that is no answer to a refresh. It may
 *   concern this one session, so it counts only once another one met it, too;
 * - `none`: nothing, the server was not asked.
 */
export type Verdict = 'up' | 'down' | 'doubtful' | 'none'

/** Keeps requests away from an authorization server that is down, for all sessions of the process. */
export interface CircuitBreaker {
  /**
   * Does the work, unless the server is known to be down: then one caller at a
   * time tries, after a pause, and the others wait for its outcome, for a
   * limited time. So the first call after the server is back works.
   *
   * @param key of the session: failures of one session alone do not open the circuit where they are `doubtful`.
   * @throws what the work threw, or what the attempt that this caller waited for did.
   */
  run: <Result>(work: () => Promise<Result>, key?: string) => Promise<Result>
  /** Whether work begun now would have to wait. */
  isPausing: () => boolean
}

/** Options of {@link createCircuitBreaker}. */
export interface CircuitBreakerOptions {
  verdict: (error: unknown) => Verdict
  /** Milliseconds before the first new attempt; doubled with each one up to `maxDelay`. */
  firstDelay?: number
  maxDelay?: number
  /** Milliseconds to wait for another caller's attempt: more than `maxDelay`, because the answer takes its time, too. */
  patience?: number
  /** @default the monotonic clock */
  now?: () => number
}

interface Outage {
  error: unknown
  delay: number
  retryAt: number
  isDoubtful: boolean
}

/** @param options `verdict` is the only one without a default. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { firstDelay = 100, maxDelay = 500, patience = 1000, now = systemClock.monotonic } = options
  let outage: Outage | undefined
  let probe: Promise<unknown> | undefined
  /** The session whose answers are doubtful since the last good one; a second one opens the circuit. */
  let suspect: string | undefined

  function close(): void {
    outage = undefined
    suspect = undefined
  }

  function open(error: unknown, isDoubtful: boolean, isProbe: boolean): void {
    // Requests that were under way when the outage began tell nothing new.
    if (outage && !isProbe) return
    const delay = outage ? Math.min(outage.delay * 2, maxDelay) : firstDelay
    outage = { error, delay, retryAt: now() + delay, isDoubtful }
  }

  function failed(error: unknown, isProbe: boolean, key: string | undefined): void {
    const verdict = options.verdict(error)
    if (verdict === 'up') close()
    if (verdict === 'down') open(error, false, isProbe)
    if (verdict !== 'doubtful') return
    if (outage || key === undefined || (suspect !== undefined && suspect !== key)) open(error, true, isProbe)
    else suspect = key
  }

  async function attempt<Result>(work: () => Promise<Result>, isProbe: boolean, key: string | undefined): Promise<Result> {
    try {
      const result = await work()
      close()
      return result
    }
    catch (error) {
      failed(error, isProbe, key)
      throw error
    }
  }

  async function probeWith<Result>(work: () => Promise<Result>, key: string | undefined, retryAt: number): Promise<Result> {
    await sleep(Math.max(0, retryAt - now()))
    return await attempt(work, true, key)
  }

  return {
    isPausing: () => outage !== undefined && (probe !== undefined || now() < outage.retryAt),
    async run(work, key) {
      const deadline = now() + patience
      for (;;) {
        if (!outage) return await attempt(work, false, key)
        if (!probe) {
          const mine = probeWith(work, key, outage.retryAt)
          probe = mine
          try {
            return await mine
          }
          finally {
            probe = undefined
          }
        }
        await settlesWithin(probe, Math.max(0, deadline - now()))
        const after = outage as Outage | undefined
        // What one session met may be no other session's fate: the next one tries for itself, within its patience.
        if (after && (!after.isDoubtful || now() >= deadline)) throw after.error
      }
    },
  }
}
