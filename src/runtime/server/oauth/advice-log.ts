import { operatorNoteOf } from '../http/operator-note'
import { createLineLimit, leftOutText } from '../log/line-limit'

/** An error as it is written to the log: what the operator can do about it, else its message. */
export function describeForOperator(error: Error): string {
  const note = operatorNoteOf(error)
  if (note) note.isLogged = true
  return note?.message ?? error.message
}

/** Hands a call's result or error on, and logs what the operator has to know about the error. */
export type WithAdviceLogged = <Result>(call: Promise<Result>) => Promise<Result>

/**
 * Logs the operator's notes about calls of visitors, whose error says nothing of
 * them. The same text is logged once a minute.
 *
 * @param now milliseconds. @default the monotonic clock
 */
export function createAdviceLog(log: { error: (message: string) => void }, now?: () => number): WithAdviceLogged {
  const limit = createLineLimit(now ? { now } : {})

  return async (call) => {
    try {
      return await call
    }
    catch (error) {
      const note = operatorNoteOf(error)
      if (note) {
        const leftOut = limit.admit(note.message)
        if (leftOut !== undefined) log.error(`A sign-in failed. ${note.message}${leftOutText(leftOut)}`)
        note.isLogged = true
      }
      throw error
    }
  }
}
