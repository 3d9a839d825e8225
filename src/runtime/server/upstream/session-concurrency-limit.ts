import type { SapccApiConfig } from '../config/types'
import { SapccError } from '../../sdk/errors'
import type { Measure } from '../hooks'
import { systemClock } from '../time/clock'
import { WaitingLine } from '../time/waiting-line'

/** Prevents one session from using all connections to SAP. */
export interface SessionConcurrencyLimit {
  /**
   * Acquires a slot for a call, immediately or when another call of the session
   * releases its slot. The caller releases the slot with `leave` when the response
   * headers have arrived or the call has failed.
   *
   * @throws SapccError 429 `TooManyCallsError` when too many calls are waiting; 503
   * of the same type when no slot became free in time. No slot is held then.
   */
  enter: (sessionId: string) => Promise<void> | undefined
  leave: (sessionId: string) => void
}

/** The calls of one session. Removed when no call is in progress, so their number is bounded by the requests. */
interface SessionCalls {
  active: number
  /** Created for the first call that waits. */
  waiting: WaitingLine | undefined
}

/** @param config.timeout milliseconds that a call waits for a slot at most. @param measure gets how long calls have waited. */
export function createSessionConcurrencyLimit(config: Pick<SapccApiConfig, 'callsPerSession' | 'waitingCallsPerSession' | 'timeout'>, measure: Measure = () => {}, now = systemClock.monotonic): SessionConcurrencyLimit {
  const { callsPerSession, waitingCallsPerSession, timeout } = config
  if (callsPerSession === 0) return { enter: () => undefined, leave: () => {} }
  const sessions = new Map<string, SessionCalls>()

  function waitForSlot(calls: SessionCalls): Promise<void> {
    const waiting = calls.waiting ??= new WaitingLine()
    const { size } = waiting
    const startedAt = now()
    const note = (outcome: 'entered' | 'refused') => measure({ name: 'queue-wait', queue: 'session-calls', waiting: size, duration: now() - startedAt, outcome })
    if (size >= waitingCallsPerSession) {
      note('refused')
      return Promise.reject(tooMany(429))
    }
    return waiting.wait({
      maxWait: timeout,
      tooLate: () => tooMany(503),
      onEnd: outcome => note(outcome === 'admitted' ? 'entered' : 'refused'),
    })
  }

  return {
    enter(sessionId) {
      let calls = sessions.get(sessionId)
      if (!calls) sessions.set(sessionId, calls = { active: 0, waiting: undefined })
      if (calls.active >= callsPerSession) return waitForSlot(calls)
      calls.active++
      return undefined
    },
    leave(sessionId) {
      const calls = sessions.get(sessionId)
      if (!calls) return
      // Hand the slot directly to the longest waiting call, so that a new call cannot take it.
      if (!calls.waiting?.admitNext() && --calls.active === 0) sessions.delete(sessionId)
    },
  }
}

function tooMany(status: 429 | 503): SapccError {
  return new SapccError('There are too many calls of this session under way. Try again shortly.', { status, data: { type: 'TooManyCallsError', retryAfter: 1 } })
}
