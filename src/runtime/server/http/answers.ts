import { isRecord } from '../../sdk/errors'
import type { SapccError, SapccErrorData } from '../../sdk/errors'
import { causes, errorStatus } from '../../sdk/read-error'
import type { Answer } from '../platform/types'

/** `Cache-Control` of a visitor's own response: no cache may store it. */
export const NO_STORE = 'no-store'

/** Seconds after which clients should try again when it is unknown how long an outage takes. */
const RETRY_AFTER = 5

/** An error as JSON, whatever the client accepts: a method's error is never a page. */
export function errorAnswer(error: SapccError): Answer {
  const { allow } = error.data
  const retryAfter = retryAfterOf(error)
  return {
    status: error.status,
    headers: {
      'cache-control': NO_STORE,
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
      // RFC 9110, section 15.5.6: a 405 names the methods that are allowed.
      ...(allow === undefined ? {} : { allow }),
    },
    body: JSON.stringify(error),
  }
}

/**
 * `Retry-After` of a response that the framework has made of an error: of a page, or of an own route. A `SapccError` is known by
 * its form, because the app has its own class of that name, and the framework makes errors of its own of it.
 *
 * @param status of the response: an error with another one is not what the client gets.
 */
export function retryAfterOfThrown(thrown: unknown, status: number): string | undefined {
  for (const error of causes(thrown)) {
    if (errorStatus(error) === status && 'data' in error && isErrorData(error.data)) return retryAfterOf({ status, data: error.data })
  }
  return undefined
}

function retryAfterOf({ status, data }: { status: number, data: SapccErrorData }): string | undefined {
  const seconds = data.retryAfter ?? (status === 503 ? RETRY_AFTER : undefined)
  return seconds === undefined ? undefined : String(seconds)
}

function isErrorData(data: unknown): data is SapccErrorData {
  return isRecord(data) && typeof data.type === 'string' && Array.isArray(data.errors) && (data.retryAfter === undefined || typeof data.retryAfter === 'number')
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
