import type { FetchOptions, FetchResponse } from 'ofetch'
import { joinURL } from 'ufo'
import { asSapccError, receivedResponse } from '../as-sapcc-error'
import type { SapccCallConfig } from '../call-config'
import { NETWORK_ERROR, SapccError, isRecord } from '../errors'
import type { FetchInstance } from './fetch-instance'

/** Carries a call to wherever it is answered. */
export type Transport = (operation: string, args: unknown[], config: Partial<SapccCallConfig>) => Promise<unknown>

/** Options of {@link createHttpTransport}. */
export interface HttpTransportOptions {
  /** Base address of the methods, absolute or (in the browser) a path; without the method's name. */
  apiUrl: string
  /** Sends the requests, where a call does not bring its own. Its interceptors see every one; what it says about addresses, retries and failures does not count here. */
  fetch: FetchInstance
  /** Added to every request, after the transport's own; a call's own headers win over them. */
  headers?: () => Record<string, string>
  /** Sees the response of every call, failures included, after its body was read. */
  onResponse?: (response: Response, operation: string) => void
}

/**
 * The wire format of Alokai's middleware: `POST {apiUrl}/{operation}` with a
 * JSON array of the arguments, or `GET …?body=` for reads; the answer is JSON.
 * Calls with files are sent as a form.
 *
 * @throws SapccError for every failure, with the error of `ofetch` as its
 * `cause`; a request that was aborted rejects with the abort's reason.
 */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  return async (operation, args, config) => {
    const { refreshToken, onResponseHeaders, fetch = options.fetch, query, method = 'POST', signal, ...settings } = config
    const isRead = method === 'GET'
    const form = isRead || !mayHaveFiles(args) ? undefined : (await import('./upload-form')).uploadForm(args)
    const headers = {
      accept: 'application/json',
      // Other sites cannot send the mark.
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

/** Whatever an instance has as its defaults. What was sent is repeated after a refresh only. */
const OWN_RULES = { baseURL: undefined, retry: false, ignoreResponseError: false, responseType: undefined } as const satisfies FetchOptions

/** Few calls have any: what makes their forms is a script of its own. */
function mayHaveFiles([params]: readonly unknown[]): boolean {
  return isRecord(params) && Object.entries(params).some(([name, value]) => name === 'formData' || value instanceof Blob)
}

function resultOf(response: FetchResponse<unknown>, operation: string): unknown {
  const { _data: result } = response
  if (result === '') return undefined
  if (typeof result !== 'string') return result
  const type = response.headers.get('content-type') ?? ''
  // Files of any kind are a `Blob`, as their methods' types say.
  if (type && !type.includes('json')) return new Blob([result], { type })
  // `ofetch` hands out as it is what it cannot parse.
  if (/^\s*[[{<]/.test(result)) throw malformedAnswer(response, operation)
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

/** Alokai's SDK joins the values of a header by a semicolon. */
export function flatHeaders(headers: Record<string, string | string[]> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(';')]))
}
