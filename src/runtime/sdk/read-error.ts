/** Reads errors of any library: of axios, ofetch, h3 and Alokai's SDK. */
import { isRecord } from './errors'

/** How many errors of a chain of `cause`s are looked at; an SDK error has one or two causes. */
const MAX_CAUSES = 5

/**
 * The HTTP status of an error of any library, without looking at its causes.
 */
export function errorStatus(error: unknown): number | undefined {
  if (!isRecord(error)) return undefined
  const response = isRecord(error.response) ? error.response : {}
  return [error.status, error.statusCode, response.status].find(value => typeof value === 'number')
}

/** Whether a status is one of an error (RFC 9110, sections 15.5 and 15.6). */
export function isErrorStatus(status: unknown): status is number {
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599
}

/**
 * The type of an error, without looking at its causes: OCC's `errors[0].type`, the
 * `error` of RFC 6749 (section 5.2) or the `type` of a `SapccError`.
 */
export function errorType(error: unknown): string | undefined {
  if (!isRecord(error)) return undefined
  const response = isRecord(error.response) ? error.response : {}
  for (const body of [error.data, response.data, response._data, error]) {
    if (!isRecord(body)) continue
    const first = Array.isArray(body.errors) ? body.errors[0] as unknown : undefined
    const nested = isRecord(body.data) ? body.data : {}
    const type = [isRecord(first) ? first.type : undefined, body.error, nested.type, body.type].find(value => typeof value === 'string')
    if (type !== undefined) return type
  }
  return undefined
}

/** The error and its causes, outermost first. Their number is limited, because a chain may be circular. */
export function* causes(error: unknown): Generator<object> {
  let current = error
  for (let depth = 0; depth < MAX_CAUSES && typeof current === 'object' && current !== null; depth++) {
    yield current
    current = 'cause' in current ? current.cause : undefined
  }
}
