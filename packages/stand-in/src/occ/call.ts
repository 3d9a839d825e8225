import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { Ledger } from '../control/ledger.ts'
import type { SapSettings } from '../options.ts'
import type { Customer } from '../shop/customers.ts'
import type { Shop } from '../shop/shop.ts'
import { unauthorized } from './errors.ts'
import type { Operation } from './operations.ts'

/** The sender of a request. */
export type Principal = { kind: 'anonymous' }
  | { kind: 'customer', customer: Customer, family: string | undefined }
  // An application with a token of its own (client credentials).
  | { kind: 'client', clientId: string }

/** A request that matches the table, as the handlers of the operations get it. */
export interface OccCall {
  operation: Operation
  shop: Shop
  settings: SapSettings
  ledger: Ledger
  principal: Principal
  /** The customer that `{userId}` names; `undefined` for `anonymous` and for paths without a user. */
  customer: Customer | undefined
  /** Whether `{userId}` is `anonymous`. */
  anonymous: boolean
  site: string
  language: string
  currency: string
  path: Record<string, string>
  query: URLSearchParams
  /** The parsed JSON body. */
  body: unknown
  /** For uploads, whose body the handler reads itself. */
  req: IncomingMessage
}

/** A response that differs from a JSON body with the operation's own status. */
export class OccReply {
  readonly body: unknown
  readonly status: number | undefined
  readonly headers: OutgoingHttpHeaders
  /** Sent instead of a JSON body. */
  readonly stream: Readable | undefined

  constructor({ body, status, headers = {}, stream }: { body?: unknown, status?: number, headers?: OutgoingHttpHeaders, stream?: Readable }) {
    this.body = body
    this.status = status
    this.headers = headers
    this.stream = stream
  }
}

/** Handles one operation: returns the body of the result or an {@link OccReply}, or throws an `OccError`. */
export type Handler = (call: OccCall) => unknown

/** Handlers by operationId. */
export type Handlers = Record<string, Handler>

/** The customer that the call is about. @throws OccError (401) when there is none. */
export function customerOf(call: OccCall): Customer {
  if (!call.customer) throw unauthorized()
  return call.customer
}

/** The family of the customer's access token, for the ledger. */
export function familyOf({ principal }: OccCall): { family?: string } {
  return principal.kind === 'customer' && principal.family !== undefined ? { family: principal.family } : {}
}

/** A path value; the router guarantees those of the operation's own template. */
export function pathValue(call: OccCall, name: string): string {
  return call.path[name] ?? ''
}

/** A field of the JSON body as a string; `undefined` when it is absent or something else. */
export function bodyString(call: OccCall, name: string): string | undefined {
  return stringAt(call.body, name)
}

/** A field of an object as a string. */
export function stringAt(value: unknown, name: string): string | undefined {
  const field = fieldAt(value, name)
  return typeof field === 'string' ? field : undefined
}

/** A field of a value that may not be an object. */
export function fieldAt(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** One page of a list with the pagination block that OCC's lists have. */
export function paginate<T>(items: readonly T[], query: URLSearchParams, defaultSize = 20) {
  const pageSize = Math.min(Math.max(integer(query.get('pageSize'), defaultSize), 1), 100)
  const currentPage = Math.max(integer(query.get('currentPage'), 0), 0)
  const totalPages = Math.ceil(items.length / pageSize)
  return {
    items: items.slice(currentPage * pageSize, (currentPage + 1) * pageSize),
    pagination: { currentPage, pageSize, totalPages, totalResults: items.length },
  }
}

function integer(value: string | null, fallback: number): number {
  const number = Number(value ?? fallback)
  return Number.isInteger(number) ? number : fallback
}
