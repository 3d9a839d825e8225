import { SapccError } from '../../sdk/errors'
import type { CancelSignal } from '../platform/types'
import type { Measure } from '../hooks'
import { systemClock } from '../time/clock'
import { unref } from '../time/sleep'
import type { SharedQueue } from './redis-queue'

/** Lets calls about the same thing go one after another, in the order in which they came. */
export interface Turns {
  /**
   * Waits for the turn of a call, for a limited time.
   *
   * @param key what the calls are about; no secret, for it is stored.
   * @param signal gives the place in the queue up.
   * @returns ends the turn; to be called in any case.
   * @throws SapccError 503 when the turn does not come in time, 429 when too many wait already; both of type `CartBusyError`.
   */
  take: (key: string, signal?: CancelSignal) => Promise<() => void>
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

/** The calls with one key; those that wait start in the order of their arrival. A key without calls has no entry in the map. */
interface Queue {
  waiting: Set<() => void>
}

export function createTurns({ maxWait, maxWaiting, shared, measure = () => {}, now = systemClock.monotonic }: TurnsOptions): Turns {
  const queues = new Map<string, Queue>()

  function leave(key: string): void {
    const queue = queues.get(key)
    const next = queue?.waiting.values().next().value
    if (next) next()
    else queues.delete(key)
  }

  /** @returns when the turn has come in this process; rejected when it will not. */
  function localTurn(key: string, signal: CancelSignal | undefined): Promise<void> {
    const queue = queues.get(key)
    if (!queue) {
      queues.set(key, { waiting: new Set() })
      return Promise.resolve()
    }
    if (queue.waiting.size >= maxWaiting) return Promise.reject(busy(429))
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer)
        queue.waiting.delete(begin)
        resolve()
      }
      const giveUp = (reason: unknown) => {
        clearTimeout(timer)
        // After its turn has come it is the caller's to give up.
        if (queue.waiting.delete(begin)) reject(reason)
      }
      const timer = unref(setTimeout(giveUp, maxWait, busy(503)))
      queue.waiting.add(begin)
      signal?.addEventListener('abort', () => giveUp(new Error('The client has left.')), { once: true })
    })
  }

  return {
    async take(key, signal) {
      const startedAt = now()
      const deadline = startedAt + maxWait
      const waiting = queues.get(key)?.waiting.size
      // Not of a change that is the only one: in one process it does not wait.
      const note = (outcome: 'entered' | 'refused') => {
        if (waiting !== undefined || place) measure({ name: 'queue-wait', queue: 'cart', waiting: waiting ?? 0, duration: now() - startedAt, outcome })
      }
      // Entered at once, so that the order is that of the arrivals, also over all processes.
      const place = shared?.enter(key)
      try {
        await localTurn(key, signal)
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
      return end
    },
  }
}

function busy(status: 429 | 503): SapccError {
  return new SapccError('Earlier changes to this cart are still under way; this one was not sent. Try again shortly.', {
    status,
    data: { type: 'CartBusyError', retryAfter: 1 },
  })
}
