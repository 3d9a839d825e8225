/** One line of the session panel's timeline. */
export interface TimelineEntry {
  id: number
  /** Milliseconds since 1970. */
  at: number
  /**
   * - `call`: a request to the module's routes
   * - `refresh`: the request that renews the token
   * - `renewed`, `failed`: the callbacks in `sdk.config.ts`
   * - `note`: what else is worth knowing
   */
  kind: 'call' | 'refresh' | 'renewed' | 'failed' | 'note'
  text: string
  /** HTTP status; absent while the answer is on its way. */
  status?: number
  /** Milliseconds. */
  duration?: number
  /** Whether this is the second attempt of a call that met an expired token. */
  retry?: boolean
}

const MAX_ENTRIES = 200

/**
 * What happened around the session. Entries that are made while rendering on
 * the server travel to the browser with the page.
 */
export function useTimeline() {
  const entries = useState<TimelineEntry[]>('timeline', () => [])

  return {
    entries,

    add(entry: Omit<TimelineEntry, 'id' | 'at'>): TimelineEntry {
      const added = { ...entry, id: (entries.value.at(-1)?.id ?? 0) + 1, at: Date.now() }
      entries.value = [...entries.value, added].slice(-MAX_ENTRIES)
      return added
    },

    /** Notes the answer to a call. `status` 0 means that none arrived. */
    finish(entry: TimelineEntry, status: number): void {
      const duration = Date.now() - entry.at
      entries.value = entries.value.map(known => known.id === entry.id ? { ...known, status, duration } : known)
    },

    clear(): void {
      entries.value = []
    },
  }
}
