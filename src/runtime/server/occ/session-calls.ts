import type { SapccApiConfig } from '../../core/config'
import { SapccError } from '../../core/errors'
import { unref } from '../timing/sleep'

/** Keeps one session from taking all of the connections to SAP. */
export interface SessionCalls {
  /**
   * Carries out a call, at once or when one of the session's others has got its
   * answer's headers.
   *
   * @throws SapccError 429 `TooManyCallsError` when too many wait already; 503
   * of the same type when the turn did not come in time. Nothing was sent then.
   */
  run: <Result>(sessionId: string, call: () => Promise<Result>) => Promise<Result>
}

/** One session's calls; there is none while nothing is under way, so their number is bounded by that of the requests. */
interface Line {
  active: number
  /** First come, first served. */
  waiting: Set<() => void>
}

/** @param config.timeout milliseconds that a call waits for its turn at most. */
export function createSessionCalls(config: Pick<SapccApiConfig, 'callsPerSession' | 'waitingCallsPerSession' | 'timeout'>): SessionCalls {
  const { callsPerSession, waitingCallsPerSession, timeout } = config
  if (callsPerSession === 0) return { run: (_, call) => call() }
  const lines = new Map<string, Line>()

  function leave(sessionId: string, line: Line): void {
    const [next] = line.waiting
    // The place is handed over: nobody who comes just now gets in between.
    if (next) next()
    else if (--line.active === 0) lines.delete(sessionId)
  }

  function turn(line: Line): Promise<void> {
    if (line.waiting.size >= waitingCallsPerSession) throw tooMany(429)
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer)
        line.waiting.delete(begin)
        resolve()
      }
      const timer = unref(setTimeout(() => {
        line.waiting.delete(begin)
        reject(tooMany(503))
      }, timeout))
      line.waiting.add(begin)
    })
  }

  return {
    async run(sessionId, call) {
      let line = lines.get(sessionId)
      if (!line) lines.set(sessionId, line = { active: 0, waiting: new Set() })
      if (line.active < callsPerSession) line.active++
      else await turn(line)
      try {
        return await call()
      }
      finally {
        leave(sessionId, line)
      }
    },
  }
}

function tooMany(status: 429 | 503): SapccError {
  return new SapccError('There are too many calls of this session under way. Try again shortly.', { status, data: { type: 'TooManyCallsError', retryAfter: 1 } })
}
