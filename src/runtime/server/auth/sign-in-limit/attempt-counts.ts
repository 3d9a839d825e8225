import { createLocalLock, withLock } from '../../storage/lock'
import type { SharedStorage } from '../../storage/shared-storage'

/** The outcome of an attempt; `unknown` when the response does not show whether the password is right. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'unknown'

/**
 * Counts failed attempts within a window that begins with the first one. Attempts
 * in progress count as failed until they are settled, so that parallel attempts
 * cannot bypass the limit.
 */
export interface AttemptCounts {
  /**
   * Requests an attempt. Each `taken` attempt must be settled.
   *
   * @param window milliseconds for which failures are remembered.
   * @returns `busy` when it depends on attempts that are under way; else the
   * milliseconds after which there may be another one.
   */
  take: (key: string, limit: number, window: number) => Promise<'taken' | 'busy' | number>
  /** A success resets the failures, unless `keepFailures`. */
  settle: (key: string, outcome: AttemptOutcome, window: number, keepFailures: boolean) => Promise<void>
}

/** What is kept under a key. */
interface Count {
  failed: number
  pending: number
  /** Milliseconds since 1970. */
  until: number
}

/** Counts in this process's own storage, or in a shared storage without locks. */
export function createAttemptCounts(storage: Pick<SharedStorage, 'get' | 'set' | 'remove'>, now: () => number = Date.now): AttemptCounts {
  const lock = createLocalLock()

  function change<Result>(key: string, window: number, work: (count: Count) => Result): Promise<Result> {
    return withLock(lock, key, async () => {
      const count = parse((await storage.get(key))[0], now()) ?? { failed: 0, pending: 0, until: now() + window }
      const before = format(count)
      const result = work(count)
      if (count.failed <= 0 && count.pending <= 0) await storage.remove(key)
      else if (format(count) !== before) await storage.set(key, format(count), (count.until - now()) / 1000)
      return result
    })
  }

  return {
    take: (key, limit, window) => change(key, window, (count) => {
      if (count.failed >= limit) return Math.max(1, count.until - now())
      if (count.failed + count.pending >= limit) return 'busy'
      count.pending++
      return 'taken'
    }),
    settle: (key, outcome, window, keepFailures) => change(key, window, (count) => {
      count.pending = Math.max(0, count.pending - 1)
      if (outcome === 'failed') count.failed++
      if (outcome === 'succeeded' && !keepFailures) count.failed = 0
    }),
  }
}

/** Starts with a letter, because storages parse text that looks like a number. */
function format({ failed, pending, until }: Count): string {
  return `a${failed}/${pending}/${until}`
}

function parse(text: string | undefined, now: number): Count | undefined {
  const [, failed, pending, until] = /^a(\d+)\/(\d+)\/(\d+)$/.exec(text ?? '') ?? []
  const count = { failed: Number(failed), pending: Number(pending), until: Number(until) }
  // Not every driver removes expired entries.
  return count.until > now ? count : undefined
}
