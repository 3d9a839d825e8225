import { BoundedMap } from '../storage/bounded-map'
import { adviceOf } from './errors'

/** An error as the log has it: what the operator can do about it, else its message. */
export function describeForOperator(error: Error): string {
  return adviceOf(error)?.message ?? error.message
}

/** Between two reports of the same thing, which every sign-in may meet. Milliseconds. */
const INTERVAL = 60_000

/** Texts that are known; they differ by the server's error codes and paths. */
const MAX_TEXTS = 50

/** Hands a call's result or error on, and logs what the operator has to know about the error. */
export type WithAdviceLogged = <Result>(call: Promise<Result>) => Promise<Result>

/**
 * Logs what is the operator's business about calls that a visitor caused, whose
 * error therefore says nothing about it. The same text is logged once a minute.
 *
 * @param now milliseconds. @default the monotonic clock
 */
export function createAdviceLog(log: { error: (message: string) => void }, now?: () => number): WithAdviceLogged {
  const recent = new BoundedMap<string, true>({ maxEntries: MAX_TEXTS, ttl: INTERVAL, ...(now ? { now } : {}) })

  return async (call) => {
    try {
      return await call
    }
    catch (error) {
      const text = adviceOf(error)?.message
      if (text !== undefined && !recent.has(text)) {
        recent.set(text, true)
        log.error(`A sign-in failed. ${text}`)
      }
      throw error
    }
  }
}
