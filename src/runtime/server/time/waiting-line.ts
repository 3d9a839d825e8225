import type { CancelSignal } from '../platform/types'
import { unref } from './sleep'

/** Options of {@link WaitingLine.wait}. */
export interface WaitOptions {
  /** Milliseconds. */
  maxWait: number
  /** The error of a caller that was not admitted in this time. */
  tooLate: () => Error
  /** Ends the wait with an error. */
  signal?: CancelSignal | undefined
  /** Called when the wait ends. */
  onEnd?: (outcome: 'admitted' | 'gave-up') => void
}

/** Callers that wait until they are admitted, in the order of their arrival, each for a limited time. */
export class WaitingLine {
  private readonly callers = new Set<() => void>()

  /** Number of callers that wait. */
  get size(): number {
    return this.callers.size
  }

  /** @returns settles when the caller is admitted; rejects when it is not. */
  wait({ maxWait, tooLate, signal, onEnd }: WaitOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(timer)
        this.callers.delete(admit)
        onEnd?.('admitted')
        resolve()
      }
      const giveUp = (reason: Error) => {
        clearTimeout(timer)
        // A caller that was admitted already keeps its admission.
        if (!this.callers.delete(admit)) return
        onEnd?.('gave-up')
        reject(reason)
      }
      const timer = unref(setTimeout(() => giveUp(tooLate()), maxWait))
      this.callers.add(admit)
      signal?.addEventListener('abort', () => giveUp(new Error('The client has left.')), { once: true })
    })
  }

  /** Admits the caller that has waited longest. @returns whether there was one. */
  admitNext(): boolean {
    const admit = this.callers.values().next().value
    admit?.()
    return admit !== undefined
  }
}
