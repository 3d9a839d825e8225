/** One line of the timeline. */
export interface DevtoolsEntry {
  /** Milliseconds since 1970. */
  at: number
  /**
   * - `call`: a request to SAP
   * - `refresh`: the request that spends a refresh token
   * - `session`: what became of a session
   * - `trouble`: what an operator would want to know of
   */
  kind: 'call' | 'refresh' | 'session' | 'trouble'
  text: string
  /** Which request of the shop's it belongs to, e.g. `page /account`. */
  within?: string | undefined
  /** HTTP status; absent without an answer. */
  status?: number | undefined
  /** Milliseconds. */
  duration?: number | undefined
  /** Why it happened, or why it has failed. */
  cause?: string | undefined
  /** Sent again with a new token. */
  isRetry?: boolean | undefined
}

/** An entry, with its number in the order in which they were made. */
export interface NumberedEntry extends DevtoolsEntry {
  number: number
}

/** The last entries of the timeline. */
export interface DevtoolsRecorder {
  add: (entry: Omit<DevtoolsEntry, 'at'>) => void
  /** @param number of the last entry that is known already. */
  since: (number: number) => NumberedEntry[]
}

/** Number of entries that are kept. */
const MAX_ENTRIES = 300

/** @param now milliseconds since 1970. */
export function createRecorder(now: () => number = Date.now): DevtoolsRecorder {
  const entries: NumberedEntry[] = []
  let last = 0
  return {
    add(entry) {
      entries.push({ ...entry, at: now(), number: ++last })
      if (entries.length > MAX_ENTRIES) entries.shift()
    },
    // After a restart of the server numbers begin anew.
    since: number => number > last ? [...entries] : entries.filter(entry => entry.number > number),
  }
}

/** The recorder of this process: plugin and route are separate entry points. Development only, where one developer looks at one process. */
export const recorder = createRecorder()
