import { SapccError } from '../../sdk/errors'
import { SapccConfigError } from '../config/config-error'
import { createLineLimit, leftOutText } from '../log/line-limit'
import { logEntry } from '../log/log-entry'
import type { LogEntry } from '../log/log-entry'
import { withoutAddresses } from '../log/without-addresses'
import { systemClock } from '../time/clock'
import { OperatorNote, OutageCause, operatorNoteOf } from './operator-note'

/** Writes down why a call was answered with an error that its caller can do nothing about. */
export interface FailureLog {
  /**
   * Writes, for each of these failures:
   *
   * - status 500 and above: one line,
   * - an {@link OperatorNote} that is not in the log yet: one line,
   * - an error that is no `SapccError`, so a defect of the module or of a hook of the shop's: one line with its stack.
   *
   * Equal lines within ten seconds are only counted.
   *
   * @param what the operation, or what else failed, e.g. `getCart`.
   */
  note: (what: string, error: unknown) => void
  /**
   * Logs a response that failed after its head was sent, so that its client sees only a broken connection.
   *
   * @param what as for `note`.
   * @param reason the error that would have been the answer before the head was sent.
   */
  noteCutOff: (what: string, reason: SapccError) => void
}

/** Milliseconds in which equal failures have one line. */
const INTERVAL = 10_000
const MAX_CAUSES = 4

/** @param now @default the monotonic clock */
export function createFailureLog(log: { error: (entry: LogEntry) => void }, now = systemClock.monotonic): FailureLog {
  const limit = createLineLimit({ interval: INTERVAL, now })
  /** An error may pass several places on its way out. */
  const noted = new WeakSet<object>()

  return {
    noteCutOff(what, reason) {
      const { data: { type } } = reason
      const leftOut = limit.admit(`${what} cut off ${type}`)
      if (leftOut !== undefined) log.error(logEntry(`${what}: the response was cut off after it had begun (${type}): ${reasonOf(reason)}${leftOutText(leftOut)}`, { event: 'call-failed', operation: what, errorType: type, leftOut }))
    },

    note(what, error) {
      if (typeof error === 'object' && error !== null) {
        if (noted.has(error)) return
        noted.add(error)
      }
      if (!(error instanceof SapccError)) {
        const leftOut = limit.admit(`${what} ${String(error)}`)
        const errorType = error instanceof Error ? error.name : typeof error
        if (leftOut !== undefined) log.error(logEntry(`${what} failed with an unexpected error${leftOutText(leftOut)}:`, { event: 'call-failed', operation: what, errorType, leftOut }, error))
        return
      }
      const operatorNote = operatorNoteOf(error)
      if (error.status < 500 && (!operatorNote || operatorNote.isLogged)) return
      const { status, data: { type } } = error
      const leftOut = limit.admit(`${what} ${status} ${type}`)
      if (leftOut !== undefined) log.error(logEntry(`${what} was answered with ${status} ${type}: ${reasonOf(error)}${leftOutText(leftOut)}`, { event: 'call-failed', operation: what, status, errorType: type, leftOut }))
    },
  }
}

/**
 * The message and what caused it, without secrets: messages of `SapccError`, `OperatorNote` and `OutageCause` are safe to log,
 * of other errors only the code is used. Not those of refused calls: SAP repeats in them what a call gave.
 */
export function reasonOf(error: SapccError): string {
  const causes: string[] = []
  let cause = error.cause
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth++, cause = cause.cause) {
    const text = causeText(cause)
    if (text !== undefined && !causes.includes(text)) causes.push(text)
  }
  const message = error instanceof SapccConfigError ? error.describe().replaceAll('\n', ' ') : error.message
  return withoutAddresses(causes.length === 0 ? message : `${message} Cause: ${causes.join('; ')}`)
}

function causeText(cause: Error): string | undefined {
  if (cause instanceof SapccError) return cause.status < 500 ? cause.data.type : `${cause.data.type}: ${cause.message}`
  if (cause instanceof OutageCause || (cause instanceof OperatorNote && !cause.isLogged)) return cause.message
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}
