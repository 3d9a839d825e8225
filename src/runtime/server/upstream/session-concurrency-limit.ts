import type { SapccApiConfig } from '../config/types'
import { SapccError } from '../../sdk/errors'
import type { Measure } from '../hooks'
import { systemClock } from '../time/clock'
import { unref } from '../time/sleep'

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

/** The calls of one session. Removed when no call is in progress, so the number of lines is bounded by the requests. */
interface Line {
  active: number
  /** Waiting calls in FIFO order; created for the first one. */
  waiting: Set<() => void> | undefined
}

/** @param config.timeout milliseconds that a call waits for a slot at most. @param measure gets how long calls have waited. */
export function createSessionConcurrencyLimit(config: Pick<SapccApiConfig, 'callsPerSession' | 'waitingCallsPerSession' | 'timeout'>, measure: Measure = () => {}, now = systemClock.monotonic): SessionConcurrencyLimit {
  const { callsPerSession, waitingCallsPerSession, timeout } = config
  if (callsPerSession === 0) return { enter: () => undefined, leave: () => {} }
  const lines = new Map<string, Line>()

  function turn(line: Line): Promise<void> {
    const waiting = line.waiting ??= new Set()
    const { size } = waiting
    const startedAt = now()
    const note = (outcome: 'entered' | 'refused') => measure({ name: 'queue-wait', queue: 'session-calls', waiting: size, duration: now() - startedAt, outcome })
    if (size >= waitingCallsPerSession) {
      note('refused')
      return Promise.reject(tooMany(429))
    }
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer)
        waiting.delete(begin)
        note('entered')
        resolve()
      }
      const timer = unref(setTimeout(() => {
        waiting.delete(begin)
        note('refused')
        reject(tooMany(503))
      }, timeout))
      waiting.add(begin)
    })
  }

  return {
    enter(sessionId) {
      let line = lines.get(sessionId)
      if (!line) lines.set(sessionId, line = { active: 0, waiting: undefined })
      if (line.active >= callsPerSession) return turn(line)
      line.active++
      return undefined
    },
    leave(sessionId) {
      const line = lines.get(sessionId)
      if (!line) return
      // Hand the slot directly to the longest waiting call, so that a new call cannot take it.
      if (line.waiting?.size) line.waiting.values().next().value!()
      else if (--line.active === 0) lines.delete(sessionId)
    },
  }
}

function tooMany(status: 429 | 503): SapccError {
  return new SapccError('There are too many calls of this session under way. Try again shortly.', { status, data: { type: 'TooManyCallsError', retryAfter: 1 } })
}
