import { setTimeout as wait } from 'node:timers/promises'

const MAX_FAULTS = 100
const TARGETS = ['token', 'revoke', 'authorize', 'csrf', 'login', 'occ'] as const

/** The endpoint that a fault affects. */
export type FaultTarget = typeof TARGETS[number]

/** A fault that replaces or delays the right response. */
export interface Fault {
  target: FaultTarget
  /** Status to respond with, instead of handling the request. */
  status?: number
  /** Milliseconds to wait before the request is handled. */
  delayMs?: number
  /** Closes the connection without a response, before or after the request took effect. */
  drop?: 'before' | 'after'
  /** The body for `status`: a string is sent unchanged, anything else as JSON. */
  body?: unknown
  /** Headers for `status`, e.g. `retry-after`. */
  headers?: Record<string, string>
  /** Number of requests that the fault affects. @default all until it is cleared */
  count?: number
  /** Limits the fault to token requests of this grant type. */
  grant?: string
  /** Limits the fault to this OCC operation. */
  operationId?: string
}

/** A fault that applies to the request at hand. */
export type ActiveFault = Omit<Fault, 'count' | 'grant' | 'operationId'>

/** The faults that are switched on. */
export class Faults {
  #faults: { fault: Fault, left: number }[] = []

  add(faults: readonly Fault[]): void {
    const entries = faults.map(fault => ({ fault, left: fault.count ?? Number.POSITIVE_INFINITY }))
    this.#faults = [...this.#faults, ...entries].slice(-MAX_FAULTS)
  }

  clear(): void {
    this.#faults = []
  }

  list(): Fault[] {
    return this.#faults.map(({ fault, left }) => Number.isFinite(left) ? { ...fault, count: left } : fault)
  }

  /** The first fault that applies, whose `count` goes down by one. Waits for its delay. */
  async meet(target: FaultTarget, { grant, operationId }: { grant?: string, operationId?: string } = {}): Promise<ActiveFault | undefined> {
    const entry = this.#faults.find(({ fault }) => fault.target === target
      && (fault.grant === undefined || fault.grant === grant)
      && (fault.operationId === undefined || fault.operationId === operationId))
    if (!entry) return undefined
    entry.left -= 1
    if (entry.left <= 0) this.#faults = this.#faults.filter(other => other !== entry)
    if (entry.fault.delayMs) await wait(entry.fault.delayMs)
    return entry.fault
  }
}

/**
 * Checks faults that came as JSON.
 *
 * @throws TypeError that says what is wrong.
 */
export function parseFaults(value: unknown): Fault[] {
  return (Array.isArray(value) ? value : [value]).map((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) throw new TypeError('a fault is an object')
    const { target, status, delayMs, drop, body, headers, count, grant, operationId }: Record<string, unknown> = { ...entry }
    const known = TARGETS.find(name => name === target)
    if (!known) throw new TypeError(`target must be one of ${TARGETS.join(', ')}`)
    if (drop !== undefined && drop !== 'before' && drop !== 'after') throw new TypeError('drop must be "before" or "after"')
    return {
      target: known,
      status: optionalNumber('status', status, 200, 599),
      delayMs: optionalNumber('delayMs', delayMs, 0, 600_000),
      count: optionalNumber('count', count, 1, 1_000_000),
      drop,
      body,
      headers: optionalHeaders(headers),
      grant: optionalString('grant', grant),
      operationId: optionalString('operationId', operationId),
    }
  })
}

function optionalNumber(name: string, value: unknown, least: number, most: number): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new TypeError(`${name} must be a whole number from ${least} to ${most}`)
  }
  return value
}

function optionalString(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`)
  return value
}

function optionalHeaders(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object') throw new TypeError('headers must be an object')
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, String(content)]))
}
