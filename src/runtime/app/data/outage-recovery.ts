import { errorStatus } from '../../sdk/refresh/is-unauthorized'
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

/** Milliseconds. */
const FIRST_PAUSE = 2000
const LONGEST_PAUSE = 30_000

/** Whether an error says that something was away: SAP, the authorization server, the storage of sessions or the network. It comes back by itself. */
export function isOutage(error: unknown): boolean {
  return [429, 502, 503, 504].includes(errorStatus(error) ?? 0)
}

/**
 * Tries again at growing intervals, not before the time that the server has named, and at once when the page is looked at
 * again or the browser is online again. A page that is not looked at waits.
 */
export function createOutageRecovery(): OutageRecovery {
  const waiting = new Map<object, () => unknown>()
  let pause = FIRST_PAUSE
  let timer: ReturnType<typeof setTimeout> | undefined

  function attempt(): void {
    stop()
    if (document.hidden || waiting.size === 0) return
    pause = Math.min(pause * 2, LONGEST_PAUSE)
    timer = setTimeout(attempt, pause)
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
        timer ??= setTimeout(attempt, Math.max(pause, secondsToWait(error) * 1000))
      }
      else if (waiting.delete(reader) && waiting.size === 0) {
        stop()
        pause = FIRST_PAUSE
      }
    },
  }
}

function secondsToWait(error: unknown): number {
  const data = isRecord(error) || error instanceof Error ? (error as { data?: unknown }).data : undefined
  return isRecord(data) && typeof data.retryAfter === 'number' ? data.retryAfter : 0
}
