import { createLineLimit, leftOutText } from '../log/line-limit'
import { adviceOf } from './errors'

/** An error as the log has it: what the operator can do about it, else its message. */
export function describeForOperator(error: Error): string {
  return adviceOf(error)?.message ?? error.message
}

/** Hands a call's result or error on, and logs what the operator has to know about the error. */
export type WithAdviceLogged = <Result>(call: Promise<Result>) => Promise<Result>

/**
 * Logs what is the operator's business about calls that a visitor caused, whose
 * error therefore says nothing about it. The same text is logged once a minute.
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
      const text = adviceOf(error)?.message
      const leftOut = text === undefined ? undefined : limit.admit(text)
      if (text !== undefined && leftOut !== undefined) log.error(`A sign-in failed. ${text}${leftOutText(leftOut)}`)
      throw error
    }
  }
}
