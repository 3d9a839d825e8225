import { systemClock } from '../time/clock'

/**
 * A map with a lifetime and a maximum number of entries: the oldest entry is
 * removed when there are too many. Every map that grows with traffic uses it.
 */
export class BoundedMap<Key, Value> {
  // Nitro compiles to ES2019, where `#private` fields become `WeakMap` entries, which are ten times slower.
  declare private readonly entries: Map<Key, { value: Value, until: number }>
  declare private readonly maxEntries: number
  declare private readonly ttl: number
  declare private readonly now: () => number

  /**
   * @param options.ttl milliseconds an entry lives after it was set.
   * @param options.now @default the monotonic clock
   */
  constructor(options: { maxEntries: number, ttl: number, now?: () => number }) {
    this.entries = new Map()
    this.maxEntries = options.maxEntries
    this.ttl = options.ttl
    this.now = options.now ?? systemClock.monotonic
  }

  get(key: Key): Value | undefined {
    const entry = this.entries.get(key)
    if (!entry) return undefined
    if (entry.until > this.now()) return entry.value
    this.entries.delete(key)
    return undefined
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined
  }

  /** Sets an entry and restarts its lifetime. */
  set(key: Key, value: Value): void {
    this.entries.delete(key)
    this.entries.set(key, { value, until: this.now() + this.ttl })
    this.trim()
  }

  delete(key: Key): void {
    this.entries.delete(key)
  }

  get size(): number {
    return this.entries.size
  }

  /** All entries have the same lifetime, so they expire in insertion order. */
  private trim(): void {
    const now = this.now()
    for (const [key, entry] of this.entries) {
      if (entry.until > now && this.entries.size <= this.maxEntries) return
      this.entries.delete(key)
    }
  }
}
