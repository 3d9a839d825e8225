import type { CachedAnswer } from './cached-answer'

/** An answer in the memory of this process, with its lifetime in milliseconds of the monotonic clock. */
export interface MemoryAnswer extends CachedAnswer {
  readonly freshUntil: number
  readonly staleUntil: number
  /** No new answer is fetched before this time, because the last attempt failed. */
  retryAt: number
}

/** Bounds of {@link MemoryAnswers}. */
export interface MemoryLimits {
  maxEntries: number
  /** Bytes of all answers together, with their keys. */
  maxBytes: number
}

/** Approximate bytes of an entry beside its body and key. */
const OVERHEAD = 500

/**
 * The answers in the memory of this process. When there are too many, or when they are too large together, the least
 * recently used ones are removed.
 */
export class MemoryAnswers {
  /** Least recently used first. */
  private readonly entries = new Map<string, MemoryAnswer>()
  private readonly limits: MemoryLimits
  private used = 0

  constructor(limits: MemoryLimits) {
    this.limits = limits
  }

  get(key: string): MemoryAnswer | undefined {
    const entry = this.entries.get(key)
    if (!entry) return undefined
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry
  }

  set(key: string, entry: MemoryAnswer): void {
    this.delete(key)
    this.entries.set(key, entry)
    this.used += bytesOf(key, entry)
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.limits.maxEntries && this.used <= this.limits.maxBytes) return
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.entries.get(key)
    if (!entry) return
    this.entries.delete(key)
    this.used -= bytesOf(key, entry)
  }

  get size(): number {
    return this.entries.size
  }

  get bytes(): number {
    return this.used
  }
}

function bytesOf(key: string, { body }: MemoryAnswer): number {
  return body.length + 2 * key.length + OVERHEAD
}
