import type { CallAfterContext } from '../hooks'
import type { ServerRequest } from '../platform/types'
import { memoizeByObject } from './memoize-by-object'
import { forEachOuter } from './outer-requests'

/** A request, and the one that it was made for: its response has the timings of both. */
interface Timed {
  outer?: ServerRequest['outer']
}

/** Entries of one response; browsers and proxies limit the length of a header. */
const MAX_ENTRIES = 50

const entriesOf = memoizeByObject((_request: Timed): string[] => [])

/** Notes how long a call to SAP took, for the header `Server-Timing` in development. */
export function noteTiming(request: Timed, { operation = 'unknown', method, status, errorType, duration }: CallAfterContext): void {
  const entry = `${operation};dur=${duration.toFixed(1)};desc="${method} ${status ?? errorType ?? ''}"`
  forEachOuter(request, (noted) => {
    const entries = entriesOf(noted)
    if (entries.length < MAX_ENTRIES) entries.push(entry)
  })
}

/** The header's value; `undefined` when no call was noted. @see https://www.w3.org/TR/server-timing/ */
export function serverTiming(request: Timed): string | undefined {
  return entriesOf.peek(request)?.join(', ')
}
