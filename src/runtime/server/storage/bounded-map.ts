import { systemClock } from '../time/clock'

/** Options of a {@link BoundedMap}. */
export interface BoundedMapOptions<Value> {
  maxEntries: number
  /** Milliseconds an entry lives after it was set. */
  ttl: number
  /** A limit for all entries together, where their sizes differ much; in the unit of `sizeOf`. */
  maxSize?: number
  sizeOf?: (value: Value) => number
  /** @default the monotonic clock */
  now?: () => number
}

/**
 * A map with a lifetime and a maximum number of entries: the oldest entry is
 * removed when there are too many. Every map that grows with traffic uses it.
 */
export class BoundedMap<Key, Value> {
  // Nitro compiles to ES2019, where `#private` fields become `WeakMap` entries, which are ten times slower.
  declare private readonly entries: Map<Key, { value: Value, until: number, size: number }>
  declare private readonly options: BoundedMapOptions<Value>
  declare private readonly now: () => number
  /** Of all entries together. */
  declare private total: number

  constructor(options: BoundedMapOptions<Value>) {
    this.entries = new Map()
    this.options = options
    this.now = options.now ?? systemClock.monotonic
    this.total = 0
  }

  get(key: Key): Value | undefined {
    const entry = this.entries.get(key)
    if (!entry) return undefined
    if (entry.until > this.now()) return entry.value
    this.delete(key)
    return undefined
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined
  }

  /** Sets an entry and restarts its lifetime. */
  set(key: Key, value: Value): void {
    this.delete(key)
    const size = this.options.sizeOf?.(value) ?? 0
    this.total += size
    this.entries.set(key, { value, until: this.now() + this.options.ttl, size })
    this.trim()
  }

  delete(key: Key): void {
    this.total -= this.entries.get(key)?.size ?? 0
    this.entries.delete(key)
  }

  get size(): number {
    return this.entries.size
  }

  /** Removes what has expired, as `set` does: for entries that must not stay in memory when nothing else is set. */
  sweep(): void {
    this.trim()
  }

  /** All entries have the same lifetime, so they expire in insertion order. */
  private trim(): void {
    const now = this.now()
    const { maxEntries, maxSize = Number.POSITIVE_INFINITY } = this.options
    for (const [key, entry] of this.entries) {
      if (entry.until > now && this.entries.size <= maxEntries && this.total <= maxSize) return
      this.delete(key)
    }
  }
}
