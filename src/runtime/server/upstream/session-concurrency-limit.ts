import type { SapccApiConfig } from '../config/types'
import { SapccError } from '../../sdk/errors'
import { unref } from '../time/sleep'

/** Keeps one session from taking all of the connections to SAP. */
export interface SessionConcurrencyLimit {
  /**
   * Takes a place for a call, at once or when one of the session's others has
   * given up its own. A call that has a place gives it up by `leave` when the
   * answer's headers are there, or the call has failed.
   *
   * @throws SapccError 429 `TooManyCallsError` when too many wait already; 503
   * of the same type when the turn did not come in time. There is no place to give up then.
   */
  enter: (sessionId: string) => Promise<void> | undefined
  leave: (sessionId: string) => void
}

/** One session's calls; there is none while nothing is under way, so their number is bounded by that of the requests. */
interface Line {
  active: number
  /** First come, first served; made for the first one that has to. */
  waiting: Set<() => void> | undefined
}

/** @param config.timeout milliseconds that a call waits for its turn at most. */
export function createSessionConcurrencyLimit(config: Pick<SapccApiConfig, 'callsPerSession' | 'waitingCallsPerSession' | 'timeout'>): SessionConcurrencyLimit {
  const { callsPerSession, waitingCallsPerSession, timeout } = config
  if (callsPerSession === 0) return { enter: () => undefined, leave: () => {} }
  const lines = new Map<string, Line>()

  function turn(line: Line): Promise<void> {
    const waiting = line.waiting ??= new Set()
    if (waiting.size >= waitingCallsPerSession) return Promise.reject(tooMany(429))
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer)
        waiting.delete(begin)
        resolve()
      }
      const timer = unref(setTimeout(() => {
        waiting.delete(begin)
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
      // The place goes directly to the call that waits longest: a call that arrives now cannot take it.
      if (line.waiting?.size) line.waiting.values().next().value!()
      else if (--line.active === 0) lines.delete(sessionId)
    },
  }
}

function tooMany(status: 429 | 503): SapccError {
  return new SapccError('There are too many calls of this session under way. Try again shortly.', { status, data: { type: 'TooManyCallsError', retryAfter: 1 } })
}
