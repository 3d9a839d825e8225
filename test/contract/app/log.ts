/** What happened to a request, in order. */
export interface LogEntry {
  /** The request's query parameter `id`. */
  id: string
  what: string
  detail?: Record<string, unknown>
}

const entries: LogEntry[] = []

export function log(id: unknown, what: string, detail?: LogEntry['detail']): void {
  entries.push({ id: String(id), what, ...(detail && { detail }) })
}

/** Entries of a request and of those that it made to the server itself: their ids begin with its own. */
export function entriesOf(id: string): LogEntry[] {
  return entries.filter(entry => entry.id === id || entry.id.startsWith(`${id}.`))
}
