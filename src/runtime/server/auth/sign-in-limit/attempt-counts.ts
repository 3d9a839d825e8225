import { createLocalLock, withLock } from '../../storage/lock'
import type { SharedStorage } from '../../storage/shared-storage'

/** The outcome of an attempt; `unknown` when the response does not show whether the password is right. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'unknown'

/**
 * Counts failed attempts within a window that begins with the first one. Pending attempts count as failed, so that parallel
 * ones cannot bypass the limit: until their outcome is recorded, or for {@link ATTEMPT_LIFETIME}, because their process may be
 * killed, and a storage may be away when it is to be recorded.
 */
export interface AttemptCounts {
  /**
   * Requests an attempt. Each `taken` one is pending until {@link AttemptCounts.recordOutcome}.
   *
   * @param attempt a name of its own.
   * @param limit how many attempts may fail.
   * @param window milliseconds for which failures are remembered.
   * @returns `busy` when it depends on pending attempts; else the
   * milliseconds after which there may be another one.
   */
  take: (key: string, attempt: string, limit: number, window: number) => Promise<'taken' | 'busy' | number>
  /** A success resets the failures, unless `keepFailures`. May be repeated: only the first time counts. */
  recordOutcome: (key: string, attempt: string, outcome: AttemptOutcome, window: number, keepFailures: boolean) => Promise<void>
}

/** Far longer than a sign-in usually takes. Milliseconds. */
export const ATTEMPT_LIFETIME = 60_000

/** What is kept under a key. */
interface Count {
  failed: number
  /** Attempts that are not settled, and until when each of them counts: milliseconds since 1970. */
  pending: Map<string, number>
  /** Milliseconds since 1970. */
  until: number
}

/** Counts in this process's own storage, or in a shared storage without locks. */
export function createAttemptCounts(storage: Pick<SharedStorage, 'get' | 'set' | 'remove'>, now: () => number = Date.now): AttemptCounts {
  const lock = createLocalLock()

  function change<Result>(key: string, window: number, work: (count: Count, isNew: boolean) => Result): Promise<Result> {
    return withLock(lock, key, async () => {
      const known = parse((await storage.get(key))[0], now())
      const count = known ?? { failed: 0, pending: new Map<string, number>(), until: now() + window }
      const before = format(count)
      const result = work(count, known === undefined)
      if (count.failed <= 0 && count.pending.size === 0) await storage.remove(key)
      else if (format(count) !== before) await storage.set(key, format(count), (count.until - now()) / 1000)
      return result
    })
  }

  return {
    take: (key, attempt, limit, window) => change(key, window, (count) => {
      if (count.failed >= limit) return Math.max(1, count.until - now())
      const underWay = [...count.pending].filter(([other, until]) => other !== attempt && until > now())
      if (count.failed + underWay.length >= limit) return 'busy'
      count.pending.set(attempt, now() + ATTEMPT_LIFETIME)
      return 'taken'
    }),
    recordOutcome: (key, attempt, outcome, window, keepFailures) => change(key, window, (count, isNew) => {
      // The window may have ended since the attempt was taken.
      if (!count.pending.delete(attempt) && !isNew) return
      if (outcome === 'failed') count.failed++
      if (outcome === 'succeeded' && !keepFailures) count.failed = 0
    }),
  }
}

/** Starts with a letter, because storages parse text that looks like a number. */
function format({ failed, pending, until }: Count): string {
  return `c${failed}/${until}/${[...pending].map(([attempt, end]) => `${attempt}:${end}`).join(',')}`
}

function parse(text: string | undefined, now: number): Count | undefined {
  const [, failed, until, attempts = ''] = /^c(\d+)\/(\d+)\/([\w:,-]*)$/.exec(text ?? '') ?? []
  const pending = new Map(attempts.split(',').filter(Boolean).map((entry) => {
    const [attempt = '', end] = entry.split(':')
    return [attempt, Number(end)]
  }))
  const count = { failed: Number(failed), pending, until: Number(until) }
  // Not every driver removes expired entries.
  return count.until > now ? count : undefined
}
