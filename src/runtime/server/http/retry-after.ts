/** A longer time would keep a shop's customers out long after the cause is gone. */
const MAX_SECONDS = 3600

/**
 * Seconds to wait by a `Retry-After` header: seconds or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @param now milliseconds since 1970.
 * @returns 0 to 3600; `undefined` for no header or one that is neither.
 */
export function parseRetryAfter(header: string | null | undefined, now: number): number | undefined {
  const value = header?.trim() ?? ''
  // Date.parse takes years, fractions and negative numbers for dates; all HTTP dates have letters.
  const seconds = /^\d+$/.test(value) ? Number(value) : /[a-z]/i.test(value) ? Math.ceil((Date.parse(value) - now) / 1000) : Number.NaN
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), MAX_SECONDS)
}
