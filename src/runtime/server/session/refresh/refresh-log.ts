import { createLineLimit, leftOutText } from '../../log/line-limit'
import { logEntry } from '../../log/log-entry'
import type { ServerLog } from '../../log/server-log'
import { describeForOperator } from '../../oauth'
import type { Clock } from '../../time/clock'
import type { SessionRefreshOptions } from './refresh-context'

/** Logs what has ended sessions, and what the operator has to fix; equal lines only from time to time. */
export function createRefreshLog(log: ServerLog | undefined, now: Clock['monotonic']): SessionRefreshOptions['report'] {
  const limit = createLineLimit({ now })
  return (error, kind) => {
    const text = describeForOperator(error)
    const leftOut = limit.admit(text)
    if (leftOut === undefined) return
    // Refresh tokens expire, so the end of a single session is no problem; many at the same time may be one.
    const { status, data: { type: errorType } } = error
    const ended = () => logEntry(`A session has ended: ${text}${leftOutText(leftOut)}`, { event: 'session-ended', errorType, leftOut })
    if (kind === 'session-over') log?.info(ended())
    else if (status === 401) log?.warn(ended())
    else log?.error(logEntry(`No session can be renewed: ${text}${leftOutText(leftOut)}`, { event: 'refresh-failed', status, errorType, leftOut }))
  }
}
