import { errorStatus, errorType } from '../../sdk/read-error'
import { isRecord } from '../../sdk/errors'

/** Tries again what an outage has made fail. */
export interface OutageRecovery {
  /**
   * Notes what became of an attempt.
   *
   * @param reader stands for the one whose attempt it was.
   * @param retry tries again; left out when it has not failed, or is not wanted any more.
   * @param error what it has failed with.
   */
  note: (reader: object, retry?: () => unknown, error?: unknown) => void
}

/** Pauses between attempts, which double from the first one to the longest. Milliseconds. */
const FIRST_PAUSE = 2000
const LONGEST_PAUSE = 30_000
/** Browsers run a timer of more than 24 days at once. */
const LONGEST_TIMER = 3_600_000
/** By how much a pause is longer at random, so that all visitors do not come back at the same moment. */
const JITTER = 0.25

/** What was answered, but not as it should be: an operator has to set it right, and another attempt is answered the same. */
const PERMANENT: ReadonlySet<string> = new Set(['AuthorizationServerError', 'MalformedAnswerError', 'UpstreamFormatError', 'UpstreamRedirectError'])

/** Whether an error says that something was away: SAP, the authorization server, the storage of sessions or the network. It comes back by itself. */
export function isOutage(error: unknown): boolean {
  return [429, 502, 503, 504].includes(errorStatus(error) ?? 0) && !PERMANENT.has(errorType(error) ?? '')
}

/**
 * Tries again at growing intervals, and at once when the page is looked at again or the browser is online again, but never
 * before the time that the server has named. A page that is not looked at waits.
 */
export function createOutageRecovery(): OutageRecovery {
  const waiting = new Map<object, () => unknown>()
  let pause = FIRST_PAUSE
  /** By the monotonic clock. */
  let notBefore = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function attemptAfter(delay: number): void {
    const wait = Math.max(delay, notBefore - performance.now()) * (1 + JITTER * Math.random())
    timer = setTimeout(attempt, Math.min(wait, LONGEST_TIMER))
  }

  function attempt(): void {
    stop()
    if (document.hidden || waiting.size === 0) return
    if (performance.now() < notBefore) return attemptAfter(0)
    pause = Math.min(pause * 2, LONGEST_PAUSE)
    attemptAfter(pause)
    for (const retry of waiting.values()) void retry()
  }

  function stop(): void {
    clearTimeout(timer)
    timer = undefined
  }

  // For as long as the page lives, as the app.
  document.addEventListener('visibilitychange', attempt)
  addEventListener('online', attempt)

  return {
    note(reader, retry, error) {
      if (retry) {
        waiting.set(reader, retry)
        notBefore = Math.max(notBefore, performance.now() + secondsToWait(error) * 1000)
        if (timer === undefined) attemptAfter(pause)
      }
      else if (waiting.delete(reader) && waiting.size === 0) {
        stop()
        pause = FIRST_PAUSE
        notBefore = 0
      }
    },
  }
}

function secondsToWait(error: unknown): number {
  const data = isRecord(error) || error instanceof Error ? (error as { data?: unknown }).data : undefined
  return isRecord(data) && typeof data.retryAfter === 'number' ? data.retryAfter : 0
}
