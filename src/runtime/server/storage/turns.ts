import { SapccError } from '../../sdk/errors'
import type { CancelSignal } from '../platform/types'
import type { Measure } from '../hooks'
import { systemClock } from '../time/clock'
import { WaitingLine } from '../time/waiting-line'
import type { SharedQueue } from './redis-queue'

/** Lets calls about the same thing go one after another, in the order in which they came. */
export interface Turns {
  /**
   * Waits for the turn of a call, for a limited time.
   *
   * @param key what the calls are about; no secret, for it is stored.
   * @param signal gives the place in the queue up.
   * @param maxWait milliseconds, for a call that waits less long than others.
   * @returns ends the turn; to be called also after an error.
   * @throws SapccError 503 when the turn does not come in time, 429 when too many wait already; both of type `CartBusyError`.
   */
  take: (key: string, signal?: CancelSignal, maxWait?: number) => Promise<EndTurn>
}

/** Ends a turn. */
export interface EndTurn {
  (): void
  /** Whether others were in front. */
  readonly hasWaited: boolean
}

/** Options of {@link createTurns}. */
export interface TurnsOptions {
  /** Milliseconds that a call waits at most. */
  maxWait: number
  /** How many calls with the same key may wait at the same time in one process. */
  maxWaiting: number
  /** The queue of all processes, where there is one. While it is not available, each process orders only its own calls. */
  shared?: SharedQueue
  /** Gets how long changes to carts have waited. */
  measure?: Measure
  /** @default the monotonic clock */
  now?: () => number
}

export function createTurns({ maxWait: longestWait, maxWaiting, shared, measure = () => {}, now = systemClock.monotonic }: TurnsOptions): Turns {
  /** The calls that wait, by key. A key without a call has no entry. */
  const queues = new Map<string, WaitingLine>()

  function leave(key: string): void {
    if (!queues.get(key)?.admitNext()) queues.delete(key)
  }

  /** @returns when the turn has come in this process; rejected when it will not. */
  function localTurn(key: string, signal: CancelSignal | undefined, maxWait: number): Promise<void> {
    const queue = queues.get(key)
    if (!queue) {
      queues.set(key, new WaitingLine())
      return Promise.resolve()
    }
    if (queue.size >= maxWaiting) return Promise.reject(busy(429))
    return queue.wait({ maxWait, tooLate: () => busy(503), signal })
  }

  return {
    async take(key, signal, ownMaxWait = longestWait) {
      const startedAt = now()
      const maxWait = Math.min(ownMaxWait, longestWait)
      const deadline = startedAt + maxWait
      const waitingHere = queues.get(key)?.size
      const hasWaited = () => waitingHere !== undefined || (place?.ahead() ?? 0) > 0
      const note = (outcome: 'entered' | 'refused') => {
        const ahead = place?.ahead() ?? 0
        // A change that is alone does not wait, so nothing is measured.
        if (!hasWaited()) return
        // The first of those in front does not wait: it has its turn.
        measure({ name: 'queue-wait', queue: 'cart', waiting: Math.max(waitingHere ?? 0, ahead - 1), duration: now() - startedAt, outcome })
      }
      // Enter immediately, so that all processes keep the order of the arrivals.
      const place = shared?.enter(key)
      try {
        await localTurn(key, signal, maxWait)
      }
      catch (error) {
        note('refused')
        place?.leave()
        throw error
      }
      const end = () => {
        place?.leave()
        leave(key)
      }
      if (place && !await place.turn(deadline)) {
        note('refused')
        end()
        throw busy(503)
      }
      note('entered')
      return Object.assign(end, { hasWaited: hasWaited() })
    },
  }
}

function busy(status: 429 | 503): SapccError {
  return new SapccError('Earlier changes to this cart are still under way; this one was not sent. Try again shortly.', {
    status,
    data: { type: 'CartBusyError', retryAfter: 1 },
  })
}
