import type { IncomingMessage } from 'node:http'
import { tokenHash } from '../http.ts'

const MAX_ENTRIES = 3_000
const HEADERS = [
  'accept', 'accept-encoding', 'accept-language', 'content-type', 'content-length', 'origin', 'host', 'range', 'if-none-match',
  'user-agent', 'x-forwarded-for', 'x-forwarded-host', 'connection', 'sap-commerce-cloud-captcha-token', 'sap-commerce-cloud-user-id',
]

/** One OCC request as it arrived. */
export interface LoggedRequest {
  time: string
  method: string
  /** As sent, still encoded, without the query. */
  path: string
  query: Record<string, string | string[]>
  /** The operation that matches the request in method, path, parameters and media type. */
  operationId?: string
  headers: Record<string, string>
  /** Whether the request had cookies, which it never should. */
  cookie: boolean
  /** `anonymous`, a customer's uid, or `client:` and the client's id. */
  user?: string
  /** Family of a customer's access token, as in `GrantEntry`. */
  family?: string
  /** Type of the first error when the request does not match the table. */
  refused?: string
  status?: number
}

/** The last requests that OCC received. */
export class RequestLog {
  #entries: LoggedRequest[] = []

  /** Adds a request; the entry is completed while the request is handled. */
  add(req: IncomingMessage, path: string, query: URLSearchParams): LoggedRequest {
    const entry: LoggedRequest = {
      time: new Date().toISOString(),
      method: req.method ?? '',
      path,
      query: groupValues(query),
      headers: interestingHeaders(req),
      cookie: req.headers.cookie !== undefined,
    }
    this.#entries.push(entry)
    if (this.#entries.length > MAX_ENTRIES + 500) this.#entries.splice(0, 500)
    return entry
  }

  list(operationId?: string): LoggedRequest[] {
    return operationId ? this.#entries.filter(entry => entry.operationId === operationId) : [...this.#entries]
  }

  clear(): void {
    this.#entries = []
  }
}

function groupValues(query: URLSearchParams): Record<string, string | string[]> {
  const grouped: Record<string, string | string[]> = {}
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name)
    grouped[name] = values.length === 1 ? values[0] ?? '' : values
  }
  return grouped
}

function interestingHeaders(req: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of HEADERS) {
    const value = req.headers[name]
    if (value !== undefined) headers[name] = String(value)
  }
  const { authorization } = req.headers
  if (authorization) {
    const [scheme = '', ...rest] = authorization.split(' ')
    headers.authorization = `${scheme} sha256:${tokenHash(rest.join(' '))}`
  }
  return headers
}
