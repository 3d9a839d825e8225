import { joinURL, withQuery } from 'ufo'
import type { SapccCallConfig } from '../call-config'
import { SapccError, isRecord, reviveSapccError } from '../errors'
import type { OccErrorEntry } from '../errors'
import { parseJson } from '../parse-json'
import { uploadForm } from './upload-form'

/** Carries a call to wherever it is answered. */
export type Transport = (operation: string, args: unknown[], config: Partial<SapccCallConfig>) => Promise<unknown>

/** Options of {@link createHttpTransport}. */
export interface HttpTransportOptions {
  /** Base address of the methods, absolute or (in the browser) a path; without the method's name. */
  apiUrl: string
  /** Added to every request, after the transport's own; a call's own headers win over them. */
  headers?: () => Record<string, string>
  /** Sees every response before it is read, failures included. */
  onResponse?: (response: Response, operation: string) => void
  /** Sees what a failed call is about to throw, and the response that it comes from. */
  onFailure?: (error: SapccError, response: Response) => void
  /** @default the platform's */
  fetch?: typeof fetch
}

/**
 * The wire format of Alokai's middleware: `POST {apiUrl}/{operation}` with a
 * JSON array of the arguments, or `GET …?body=` for reads; the answer is JSON.
 * Calls with files are sent as a form.
 *
 * @throws SapccError for every failure; a request that was aborted rejects with
 * the abort's reason.
 */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  return async (operation, args, config) => {
    const method = config.method ?? 'POST'
    const form = method === 'GET' ? undefined : uploadForm(args)
    const payload = form ?? JSON.stringify(args)
    const url = joinURL(options.apiUrl, encodeURIComponent(operation))
    const send = options.fetch ?? fetch

    let response: Response
    try {
      response = await send(method === 'GET' ? withQuery(url, { body: payload }) : url, {
        method,
        headers: {
          accept: 'application/json',
          // A form's type needs its boundary, which `fetch` adds. Other sites cannot send the mark.
          ...(form ? { 'x-sapcc': '1' } : method === 'GET' ? {} : { 'content-type': 'application/json' }),
          ...options.headers?.(),
          ...flatHeaders(config.headers),
        },
        body: method === 'GET' ? undefined : payload,
        credentials: 'include',
        signal: config.signal ?? null,
      })
    }
    catch (cause) {
      if (config.signal?.aborted) throw cause
      throw new SapccError(`${operation}: no connection to the server.`, { status: 503, data: { type: 'NetworkError' }, cause })
    }
    options.onResponse?.(response, operation)
    if (response.ok) return await readResult(response, operation)
    const error = await errorOf(response, operation)
    options.onFailure?.(error, response)
    throw error
  }
}

async function readResult(response: Response, operation: string): Promise<unknown> {
  const type = response.headers.get('content-type') ?? ''
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined
  if (type && !type.includes('json')) return await response.blob()
  const text = await response.text()
  try {
    return text ? JSON.parse(text) as unknown : undefined
  }
  catch (cause) {
    throw new SapccError(`${operation}: the server's answer is not JSON.`, { status: 502, data: { type: 'MalformedAnswerError' }, cause })
  }
}

async function errorOf(response: Response, operation: string): Promise<SapccError> {
  const text = await response.text().catch(() => '')
  const body = parseJson(text)
  return reviveSapccError(body) ?? foreignError(response.status, body, operation)
}

/** An error of a server that is not this module's: an Alokai middleware, a proxy in between. */
function foreignError(status: number, body: unknown, operation: string): SapccError {
  const record = isRecord(body) ? body : {}
  const data = isRecord(record.data) ? record.data : {}
  const errors = [record.errors, data.errors].find(Array.isArray) as unknown[] | undefined
  const first = errors?.find((entry): entry is OccErrorEntry => isRecord(entry) && typeof entry.type === 'string')
  const type = first?.type ?? (typeof record.error === 'string' ? record.error : undefined) ?? 'HttpError'
  const message = [first?.message, record.message, record.error_description].find(value => typeof value === 'string')
  return new SapccError(message ?? `${operation} failed with status ${status}.`, { status, data: { ...first, type } })
}

function flatHeaders(headers: Record<string, string | string[]> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(';') : value]))
}
