/** One line of the timeline, as the DevTools tab takes it. */
export interface DiaryEntry {
  id: string
  /** Milliseconds since 1970. */
  at: number
  kind: 'call' | 'refresh' | 'session'
  text: string
  status?: number
  /** Milliseconds. */
  duration?: number
  cause?: string | undefined
  /** The second attempt of a call that was refused. */
  isRetry?: boolean
}

/** A call that is under way. */
export interface DiaryCall {
  readonly operation: string
  readonly isRefresh: boolean
  /** @param errorType of an error, as `SapccError` has it. */
  answered: (status: number, errorType?: string) => void
  failed: (name: string) => void
}

/** What happens in a page, with its causes. */
export interface CallDiary {
  readonly entries: readonly DiaryEntry[]
  /** @param args tells equal calls of an operation from others. */
  begin: (operation: string, args: string) => DiaryCall
  note: (text: string, cause?: string) => void
  clear: () => void
}

const MAX_ENTRIES = 200
const MAX_REFUSED = 100

/**
 * @param onChange is called after each change.
 * @param now milliseconds since 1970.
 */
export function createCallDiary(onChange: () => void, now: () => number = Date.now): CallDiary {
  // Several tabs of a browser write into one timeline.
  const page = Math.random().toString(36).slice(2, 8)
  let entries: DiaryEntry[] = []
  let made = 0
  /** Calls that were refused because of their token and may be sent again: how often, by operation and arguments. */
  const refused = new Map<string, number>()
  /** Operations that were refused since the last refresh. */
  let causes: string[] = []

  function add(entry: Omit<DiaryEntry, 'id' | 'at'>): DiaryEntry {
    const added = { ...entry, id: `${page}-${++made}`, at: now() }
    entries = [...entries, added].slice(-MAX_ENTRIES)
    onChange()
    return added
  }

  function change(entry: DiaryEntry, to: Partial<DiaryEntry>): void {
    entries = entries.map(known => known.id === entry.id ? { ...known, duration: now() - entry.at, ...to } : known)
    onChange()
  }

  function takeRefusal(key: string): boolean {
    const count = refused.get(key) ?? 0
    if (count > 1) refused.set(key, count - 1)
    else refused.delete(key)
    return count > 0
  }

  return {
    get entries() {
      return entries
    },

    begin(operation, args) {
      const isRefresh = operation === 'refreshUserToken'
      const key = `${operation} ${args}`
      const isRetry = takeRefusal(key)
      const refusedBefore = [...new Set(causes)].join(', ')
      const cause = isRefresh ? refusedBefore ? `after 401 of ${refusedBefore}` : 'asked for by the shop, or by rendering' : isRetry ? 'again, with the new token' : undefined
      if (isRefresh) causes = []
      const entry = add({ kind: isRefresh ? 'refresh' : 'call', text: operation, isRetry, cause })
      return {
        operation,
        isRefresh,
        answered(status, errorType) {
          if (status === 401 && !isRefresh && !isRetry && operation !== 'signUserIn' && refused.size < MAX_REFUSED) {
            refused.set(key, (refused.get(key) ?? 0) + 1)
            causes.push(operation)
          }
          // Nothing is repeated after a refresh that failed.
          if (isRefresh && status >= 400) refused.clear()
          change(entry, { status, cause: [errorType, cause].filter(text => text !== undefined).join(' · ') || undefined })
        },
        failed: name => change(entry, { cause: [name === 'AbortError' ? 'given up by the page' : `no answer (${name})`, cause].filter(text => text !== undefined).join(' · ') }),
      }
    },

    note: (text, cause) => void add({ kind: 'session', text, cause }),

    clear() {
      entries = []
      onChange()
    },
  }
}
