import { systemClock } from '../../time/clock'
import { settlesWithin, sleep } from '../../time/sleep'

/**
 * What an error says about the authorization server:
 *
 * - `up`: the server works; the error is its response;
 * - `down`: the server answers no request;
 * - `doubtful`: the response is no valid token response. Only this customer may
 *   be affected, so the circuit opens when a second customer gets one, too;
 * - `none`: no request was sent.
 */
export type Verdict = 'up' | 'down' | 'doubtful' | 'none'

/** Stops requests to an authorization server that is down, for all sessions of the process. */
export interface CircuitBreaker {
  /**
   * Runs the work while the circuit is closed. While it is open, one caller at a
   * time probes the server after a pause, and the others wait for the result for
   * a limited time. So the first call after the server is back succeeds.
   *
   * @param key of the customer, or of the session where that is not known: `doubtful` failures of a single one do not open the circuit.
   * @throws the error of the work, or of the probe that this caller waited for.
   */
  run: <Result>(work: () => Promise<Result>, key?: string) => Promise<Result>
  /** Whether work that starts now would have to wait. */
  isOpen: () => boolean
}

/** Options of {@link createCircuitBreaker}. */
export interface CircuitBreakerOptions {
  verdict: (error: unknown) => Verdict
  /** Milliseconds before the first probe; doubled with each further one up to `maxDelay`. @default 100 */
  firstDelay?: number
  /** Short, because it is also how long calls wait after the end of an outage. @default 500 */
  maxDelay?: number
  /** Milliseconds to wait for another caller's probe: more than `maxDelay`, to include the server's response time. @default 1000 */
  patience?: number
  /** @default the monotonic clock */
  now?: () => number
}

interface Outage {
  error: unknown
  delay: number
  retryAt: number
  /** Whether its error was `doubtful`. */
  isDoubtful: boolean
}

/** @param options only `verdict` is required. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { firstDelay = 100, maxDelay = 500, patience = 1000, now = systemClock.monotonic } = options
  let outage: Outage | undefined
  let probe: Promise<unknown> | undefined
  /** The customer that got doubtful responses since the last good one; a second such customer opens the circuit. */
  let suspect: string | undefined

  function close(): void {
    outage = undefined
    suspect = undefined
  }

  function open(error: unknown, isDoubtful: boolean, isProbe: boolean): void {
    // Requests that were in progress when the outage began provide no new information.
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
    isOpen: () => outage !== undefined && (probe !== undefined || now() < outage.retryAt),
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
        // A doubtful answer to the probe may concern only the customer whose session sent it. So this caller does not fail with it, but probes itself until its deadline.
        if (after && (!after.isDoubtful || now() >= deadline)) throw after.error
      }
    },
  }
}
