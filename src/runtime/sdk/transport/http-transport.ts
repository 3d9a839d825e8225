import type { FetchOptions, FetchResponse } from 'ofetch'
import { joinURL } from 'ufo'
import { asSapccError, receivedResponse } from '../as-sapcc-error'
import type { SapccCallConfig } from '../call-config'
import { NETWORK_ERROR, SapccError, isRecord } from '../errors'
import type { FetchInstance } from './fetch-instance'

/** Sends a call and returns its result. */
export type Transport = (operation: string, args: unknown[], config: Partial<SapccCallConfig>) => Promise<unknown>

/** Options of {@link createHttpTransport}. */
export interface HttpTransportOptions {
  /** Base URL of the methods, without the method's name; in the browser it can be a path. */
  apiUrl: string
  /** Sends the requests, unless a call has a `fetch` of its own. Its interceptors see every request; its options `baseURL`, `retry`, `ignoreResponseError` and `responseType` have no effect. */
  fetch: FetchInstance
  /** Returns headers for every request. They win over the transport's own; a call's headers win over them. */
  headers?: () => Record<string, string>
  /** Called with the response of every call, failed ones included, after its body was read. */
  onResponse?: (response: Response, operation: string) => void
}

/**
 * Creates a transport that sends calls over HTTP, in the format of Alokai's
 * middleware: `POST {apiUrl}/{operation}` with a JSON array of the arguments, or
 * `GET {apiUrl}/{operation}?body=` with the same array; the response is JSON. Calls
 * with files are sent as a form.
 *
 * @throws SapccError (from the transport) for every failure, with the error of
 * `ofetch` as its `cause`. An aborted request fails with the signal's `reason`.
 */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  return async (operation, args, config) => {
    const { refreshToken, onResponseHeaders, fetch = options.fetch, query, method = 'POST', signal, ...settings } = config
    const isRead = method === 'GET'
    const form = isRead || !mayHaveFiles(args) ? undefined : (await import('./upload-form')).uploadForm(args)
    const headers = {
      accept: 'application/json',
      // Marks the form as sent by this SDK: pages of other sites cannot send this header without a CORS preflight.
      ...(form ? { 'x-sapcc': '1' } : {}),
      ...options.headers?.(),
      ...flatHeaders(config.headers),
    }
    let response: FetchResponse<unknown>
    try {
      response = await fetch.raw(joinURL(options.apiUrl, encodeURIComponent(operation)), {
        credentials: 'include',
        ...settings,
        ...OWN_RULES,
        ...(signal ? { signal } : {}),
        method,
        headers,
        ...(isRead ? { query: { body: JSON.stringify(args), ...query as object } } : { body: form ?? args }),
      })
    }
    catch (cause) {
      if (signal?.aborted) throw signal.reason
      const answer = (cause as { response?: unknown } | undefined)?.response
      if (answer instanceof Response) {
        options.onResponse?.(answer, operation)
        onResponseHeaders?.(answer.headers)
      }
      throw asSapccError(cause, operation) ?? networkError(cause)
    }
    options.onResponse?.(response, operation)
    onResponseHeaders?.(response.headers)
    return resultOf(response, operation)
  }
}

/** Options that replace the defaults of a `fetch` instance. A request is repeated only after a refresh, so `retry` is off. */
const OWN_RULES = { baseURL: undefined, retry: false, ignoreResponseError: false, responseType: undefined } as const satisfies FetchOptions

/** Whether a call may have files. Few calls do, so the code that makes forms is a separate script. */
function mayHaveFiles([params]: readonly unknown[]): boolean {
  return isRecord(params) && Object.entries(params).some(([name, value]) => name === 'formData' || value instanceof Blob)
}

function resultOf(response: FetchResponse<unknown>, operation: string): unknown {
  const { _data: result } = response
  if (result === '') return undefined
  if (typeof result !== 'string') return result
  const type = response.headers.get('content-type') ?? ''
  const isText = type && !/json/i.test(type)
  // The shop's server marks every other text by this header. What has no mark comes from something in between, such as a maintenance page or a captive portal.
  // A file of any media type is a `Blob`, as the type of its method says.
  if (isText && response.headers.has('content-disposition')) return new Blob([result], { type })
  // `ofetch` returns a text that it cannot parse unchanged.
  if (isText || /^\s*[[{<]/.test(result)) throw malformedAnswer(response, operation)
  return result
}

function malformedAnswer(response: FetchResponse<unknown>, operation: string): SapccError {
  const { status, statusText, headers, _data: data } = response
  return new SapccError(`${operation}: the server's answer is not JSON.`, {
    status: 502,
    data: { type: 'MalformedAnswerError' },
    response: receivedResponse({ statusText, data, headers }, status),
  })
}

function networkError(cause: unknown): SapccError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new SapccError(message, { status: 503, data: { type: NETWORK_ERROR }, response: null, cause })
}

/** Joins the values of a header with a semicolon, like Alokai's SDK. */
export function flatHeaders(headers: Record<string, string | string[]> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(';')]))
}
