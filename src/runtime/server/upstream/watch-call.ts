import { SapccError } from '../../sdk/errors'
import type { CallAfterContext, CallBeforeContext, HookCaller } from '../hooks'
import { createLineLimit, leftOutText } from '../log/line-limit'
import type { ServerLog } from '../log/server-log'
import { HEADER_NAME, HEADER_VALUE } from '../platform/header-syntax'
import type { CancelSignal, ServerRequest } from '../platform/types'
import { systemClock } from '../time/clock'
import { answersWithin } from '../time/answers-within'

/** The request of the shop's that a call is made for. */
export type CallingRequest = Pick<ServerRequest, 'event' | 'waitUntil'> & Partial<Pick<ServerRequest, 'outer'>>

/** A request to one of SAP's servers, as listeners learn of it. */
export interface WatchedRequest extends Omit<CallBeforeContext, 'event' | 'host' | 'headers'> {
  /** Absolute. Listeners get its host only. */
  url: string
  /** The request's headers, names in lower case; they include the listeners' headers until the call has ended. */
  headers: Record<string, string>
  /** Absent for work of the server's own. */
  request: CallingRequest | undefined
}

/** A request that listeners know of. */
export interface WatchedCall {
  /** SAP's answer has begun. */
  answered: (status: number) => void
  /** There is no answer; does nothing after {@link WatchedCall.answered}. */
  failed: (error: unknown, signal?: CancelSignal) => void
}

/** Tells listeners of `sapcc:call:before` and `sapcc:call:after` of each request to SAP. */
export interface CallWatch {
  /** Whether there are listeners. Ask before {@link CallWatch.begin}: without them a call must cost nothing. */
  isOn: () => boolean
  /** Waits for the listeners of `sapcc:call:before`, for a second at most. Never rejects. */
  begin: (call: WatchedRequest) => Promise<WatchedCall>
}

/** Headers that listeners cannot set: credentials, and those that describe the body and the connection. */
const RESERVED = new Set(['authorization', 'connection', 'content-length', 'content-type', 'cookie', 'host', 'proxy-authorization', 'sapcc-hop', 'transfer-encoding'])

/** A call holds its session's turn while it waits for listeners, and a refresh its lock. Up to twice as long if the process is blocked meanwhile. Milliseconds. */
const LISTENER_WAIT = 1000

/** Options of {@link createCallWatch}. */
export interface CallWatchOptions {
  /** Told of listeners that take too long, once in a minute. */
  log?: Pick<ServerLog, 'warn'> | undefined
  /** A listener of the module's own, beside the shop's: in development each call is noted for `Server-Timing`. */
  onEnded?: ((request: CallingRequest, call: CallAfterContext) => void) | undefined
  /** Milliseconds. @default the monotonic clock */
  now?: () => number
}

export function createCallWatch(hooks: Pick<HookCaller, 'callHook' | 'hasListeners'>, { log, onEnded, now = systemClock.monotonic }: CallWatchOptions = {}): CallWatch {
  const lines = createLineLimit()

  async function inTime(listeners: Promise<void>): Promise<void> {
    if (await answersWithin(listeners, LISTENER_WAIT)) return
    const leftOut = lines.admit('late')
    if (leftOut !== undefined) log?.warn(`A listener of sapcc:call:before has not ended within ${LISTENER_WAIT} ms${leftOutText(leftOut)}. The call goes on without it.`)
  }

  return {
    isOn: () => onEnded !== undefined || hooks.hasListeners('sapcc:call:before') || hooks.hasListeners('sapcc:call:after'),

    async begin({ url, headers, request, ...call }) {
      const context: CallBeforeContext = { ...call, event: request?.event, host: new URL(url).host, headers: {} }
      const listeners = hooks.callHook('sapcc:call:before', context)
      if (listeners) await inTime(listeners)
      const takeBack = addHeaders(headers, context.headers)
      const startedAt = now()
      let isOver = false

      function end(outcome: Pick<CallAfterContext, 'status' | 'errorType'>): void {
        if (isOver) return
        isOver = true
        takeBack()
        const ended: CallAfterContext = Object.assign(context, outcome, { duration: now() - startedAt })
        if (request) onEnded?.(request, ended)
        const told = hooks.callHook('sapcc:call:after', ended)
        if (told) request?.waitUntil(told)
      }

      return {
        answered: status => end({ status }),
        failed: (error, signal) => end({ errorType: signal?.aborted ? 'aborted' : errorType(error) }),
      }
    },
  }
}

/** @returns takes them back: a request that is sent again gets new ones. */
function addHeaders(headers: Record<string, string>, added: Readonly<Record<string, unknown>>): () => void {
  const before = new Map<string, string | undefined>()
  for (const [given, value] of Object.entries(added)) {
    const name = given.toLowerCase()
    // Listeners are the shop's own code, but a mistake in one must not break calls.
    if (typeof value !== 'string' || !HEADER_NAME.test(name) || !HEADER_VALUE.test(value) || RESERVED.has(name)) continue
    if (!before.has(name)) before.set(name, headers[name])
    headers[name] = value
  }
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(headers, name)
      else headers[name] = value
    }
  }
}

function errorType(error: unknown): string {
  if (error instanceof SapccError) return error.data.type
  return error instanceof Error ? error.name : 'Error'
}
