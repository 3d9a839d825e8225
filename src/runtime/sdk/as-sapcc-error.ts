import { SapccError, isRecord, reviveSapccError } from './errors'
import type { OccErrorEntry, SapccErrorResponse } from './errors'
import { parseJson } from './parse-json'
import { errorStatus } from './read-error'

/**
 * Converts an error of any HTTP client (ofetch, axios, h3, Alokai's SDK) to a
 * {@link SapccError}, the one error type that callers get.
 *
 * @param operation name of the operation, for the message when neither the response nor the client has one.
 * @returns `undefined` for an error without an HTTP status.
 */
export function asSapccError(error: unknown, operation: string): SapccError | undefined {
  if (error instanceof SapccError) return error
  const status = errorStatus(error)
  if (status === undefined || !isRecord(error)) return undefined
  const { statusText, headers, data, _data } = isRecord(error.response) ? error.response : {}
  const received = receivedResponse({ statusText, headers, data: data ?? _data ?? error.data }, status)
  return reviveSapccError(received.data, { cause: error, response: received }) ?? foreignError(received, error, operation)
}

/** Converts a response of any HTTP client to the form that {@link SapccError.response} has. */
export function receivedResponse({ statusText, data, headers }: { statusText?: unknown, data?: unknown, headers?: unknown }, status: number): SapccErrorResponse {
  return {
    status,
    statusText: typeof statusText === 'string' ? statusText : '',
    data: typeof data === 'string' ? parseJson(data) ?? data : data,
    headers: headerRecord(headers),
  }
}

/** Converts the error of a server that is not this module's: an Alokai middleware, or a proxy in between. */
function foreignError(response: SapccErrorResponse, cause: Record<string, unknown>, operation: string): SapccError {
  const { status } = response
  const record = isRecord(response.data) ? response.data : {}
  const data = isRecord(record.data) ? record.data : {}
  const errors = [record.errors, data.errors].find(Array.isArray) as unknown[] | undefined
  const first = errors?.find((entry): entry is OccErrorEntry => isRecord(entry) && typeof entry.type === 'string')
  const type = first?.type ?? (typeof record.error === 'string' ? record.error : undefined) ?? 'HttpError'
  const message = [first?.message, record.message, record.error_description, cause.message].find(value => typeof value === 'string')
  return new SapccError(message ?? `${operation} failed with status ${status}.`, { status, data: { ...first, type }, cause, response })
}

/**
 * Converts headers (`Headers`, the class of axios, or an object) to a plain object.
 * `Set-Cookie` is left out, because on a server these cookies may contain tokens.
 */
function headerRecord(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {}
  const entries: [string, unknown][] = headers instanceof Headers ? [...headers] : Object.entries(headers)
  return Object.fromEntries(entries.flatMap(([name, value]) => {
    const lowerCase = name.toLowerCase()
    return lowerCase === 'set-cookie' || typeof value === 'function' || value === undefined ? [] : [[lowerCase, String(value)]]
  }))
}
