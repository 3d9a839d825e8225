import type { SapccError } from '../../sdk/errors'
import type { Answer } from '../platform/types'

/** `Cache-Control` of a visitor's own response: no cache may store it. */
export const NO_STORE = 'no-store'

/** Seconds after which clients should try again when it is unknown how long an outage takes. */
const RETRY_AFTER = 5

/** An error as JSON, whatever the client accepts: a method's error is never a page. */
export function errorAnswer(error: SapccError): Answer {
  const { allow } = error.data
  const retryAfter = error.data.retryAfter ?? (error.status === 503 ? RETRY_AFTER : undefined)
  return {
    status: error.status,
    headers: {
      'cache-control': NO_STORE,
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      // RFC 9110, section 15.5.6: a 405 names the methods that are allowed.
      ...(allow === undefined ? {} : { allow }),
    },
    body: JSON.stringify(error),
  }
}

/** A value as JSON; 204 without a value. */
export function valueAnswer(value: unknown, caching = NO_STORE): Answer {
  if (value === undefined) return { status: 204, headers: { 'cache-control': caching } }
  return { status: 200, headers: { 'cache-control': caching, 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

/** A redirect to the shop or the authorization server. */
export function redirectAnswer(location: string, headers: Answer['headers'] = {}): Answer {
  return { status: 302, headers: { 'cache-control': NO_STORE, ...headers, location } }
}
