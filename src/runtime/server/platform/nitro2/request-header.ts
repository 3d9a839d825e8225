import { parseCookies } from 'h3'
import type { H3Event } from 'h3'
import { perEvent } from './per-event'

/**
 * A header of the request. h3's own `getRequestHeader` copies all of them each time.
 *
 * @param name in lower case.
 */
export function requestHeader(event: H3Event, name: string): string | undefined {
  const value = event.node.req.headers[name]
  return Array.isArray(value) ? value.filter(Boolean).join(', ') : value
}

const cookiesOf = perEvent((event): Readonly<Record<string, string>> => parseCookies(event))

/** A cookie of the request. h3's own `getCookie` reads the header anew each time, and a session makes that a long one. */
export function requestCookie(event: H3Event, name: string): string | undefined {
  return cookiesOf(event)[name]
}
