import type { SapccCallConfig } from '../sdk/call-config'
import { SapccError, isRecord, reviveSapccError } from '../sdk/errors'
import { AS_VISITOR, CALL_SESSION_HEADER, isOfSession, noteCallSession, sessionChanged } from '../sdk/refresh/call-session'
import type { AnnouncedRefresh, RefreshListener, RefreshSource } from '../sdk/refresh/refresh-event'
import type { OAuthUserTokenResponse } from '../sdk/token'
import type { Transport } from '../sdk/transport/http-transport'
import { SESSION_METHODS } from '../sdk/session-methods'
import { withSignalAndTimeout } from './call-timeout'

/** A call that was refused, possibly because of its token. */
export interface RefusedCall {
  /** The session it was made in; see {@link ServerCalls.callSessionTag}. */
  session: string
  /** Number of refreshes that the session had had when the call was made. */
  generation: number
}

/** Tells when a call is abandoned. */
export interface AbandonOptions {
  /**
   * Resolves when the caller stops waiting for the answer, by the call's `timeout` or `signal`. The head of the response then waits
   * no longer for SAP's answer, and for what the call might set as cookies: a caller who has an error knows of no cart and no
   * session. It goes on waiting for a refresh, whose cookie has to reach the browser.
   */
  whenAbandoned?: Promise<void> | undefined
}

/** The part of the server's API that a transport needs; see `server/server-api.ts`. */
export interface ServerCalls<Event> {
  call: (event: Event, operation: string, args: readonly unknown[], options?: Pick<SapccCallConfig, 'headers' | 'onResponseHeaders'> & AbandonOptions & { madeIn?: string, as?: 'visitor', renewal?: Promise<unknown> }) => Promise<unknown>
  /** Whether an operation changes a cart. Such calls wait for their turn: they are given the `renewal` of the token, which is not awaited before. */
  changesCart: (operation: string) => boolean
  refresh: (event: Event, refused?: RefusedCall) => Promise<OAuthUserTokenResponse>
  refreshAhead: (event: Event) => Promise<AnnouncedRefresh | undefined>
  generation: (event: Event) => Promise<number>
  callSessionTag: (event: Event) => Promise<string>
  /** Lets the head of the response wait for work that may set cookies. */
  delayHead: (event: Event, work: Promise<unknown>, options?: AbandonOptions) => void
}

/**
 * Creates a transport that calls the server part by function, for the request that is
 * being answered: without HTTP, and with cookies on the response to that request.
 */
export function createServerTransport<Event>(server: ServerCalls<Event>, event: Event): Transport & RefreshSource & { refreshAhead: () => Promise<void> } {
  /** The last refused call. A refresh that has happened since then is not repeated. */
  let refused: RefusedCall | undefined
  /** One listener for each SDK module that uses this transport. */
  const listeners: RefreshListener[] = []

  /** Renews a token that is about to expire, and calls the listeners. */
  async function refreshAhead(): Promise<void> {
    await (await beginRefreshAhead())?.announced
  }

  /** As {@link refreshAhead}. @returns `announced` settles when the listeners have been called; in an object, because `await` would wait for it, too. */
  async function beginRefreshAhead(): Promise<{ announced: Promise<unknown> } | undefined> {
    const refresh = await server.refreshAhead(event)
    // Listeners report their own errors. The call may have been sent by then: failing it would have the caller send it again.
    return refresh && { announced: Promise.allSettled(listeners.map(listener => listener(refresh))) }
  }

  const transport: Transport = async (operation, args, config) => await withSignalAndTimeout(config, whenAbandoned => callServer(operation, args, config, { whenAbandoned }))

  async function callServer(...[operation, args, config, abandon]: [...Parameters<Transport>, AbandonOptions]): Promise<unknown> {
    try {
      if (operation === 'refreshUserToken' || operation === 'OAuthUserTokenRefresh') return await server.refresh(event, refused)
      if (SESSION_METHODS.has(operation)) return await server.call(event, operation, args, { ...config, ...abandon })
      return await callOperation(operation, args, config, abandon)
    }
    catch (error) {
      throw ownError(error)
    }
  }

  async function callOperation(...[operation, args, config, abandon]: [...Parameters<Transport>, AbandonOptions]): Promise<unknown> {
    // Code that does not await a call may answer before the call has begun. From then on an operation that may begin a cart delays the head itself; others set no cookie.
    let noteBegun = () => {}
    const begun = new Promise<void>((resolve) => {
      noteBegun = resolve
    })
    server.delayHead(event, begun, abandon)
    const takesTurn = server.changesCart(operation)
    const mayRefresh = config.refreshToken !== false
    try {
      const { [CALL_SESSION_HEADER]: repeatedIn, ...headers } = config.headers ?? {}
      if (repeatedIn === AS_VISITOR) return await server.call(event, operation, args, { ...config, ...abandon, headers, as: 'visitor' })
      const madeIn = typeof repeatedIn === 'string' ? repeatedIn : await server.callSessionTag(event)
      if (mayRefresh && !takesTurn) await refreshAhead()
      let generation = await server.generation(event)
      // Other code of the request has ended the session since: the call would be executed for a visitor.
      if (isOfSession(repeatedIn) && generation < 0) throw sessionChanged()
      let refresh: Awaited<ReturnType<typeof beginRefreshAhead>>
      const renew = async () => {
        refresh = await beginRefreshAhead()
        generation = await server.generation(event)
      }
      const renewal = mayRefresh && takesTurn ? renew() : undefined
      // The call awaits the renewal in its turn: until then its rejection is not unhandled.
      const renewalEnded = renewal?.catch(() => undefined)
      try {
        const answering = server.call(event, operation, args, { ...config, ...abandon, headers, madeIn, ...(renewal ? { renewal } : {}) })
        noteBegun()
        return await answering
      }
      catch (error) {
        refused = { session: madeIn, generation }
        throw await withSession(error, madeIn)
      }
      finally {
        // Only now: what a listener changes in the cart waits for the end of this call's turn.
        await renewalEnded
        await refresh?.announced
      }
    }
    finally {
      noteBegun()
    }
  }

  /** Adds the session to a failed call. Other code of the same request may have begun another session since; the call's 401 then says nothing about the tokens of that session. */
  async function withSession(failure: unknown, madeIn: string): Promise<unknown> {
    const error = ownError(failure)
    noteCallSession(error, madeIn)
    if (!(error instanceof SapccError) || error.status !== 401) return error
    const isChanged = await server.callSessionTag(event).then(now => now !== madeIn, () => false)
    return isChanged ? sessionChanged(error) : error
  }

  return Object.assign(transport, { onRefreshed: (listener: RefreshListener) => void listeners.push(listener), refreshAhead })
}

/**
 * Converts an error of the server part to the app's `SapccError`. App and server part
 * are bundled separately, so each has its own copy of the class, and `instanceof` must
 * work with the class that callers import.
 */
function ownError(error: unknown): unknown {
  if (error instanceof SapccError || !(error instanceof Error)) return error
  const { name, message } = error
  const { status, data } = error as { status?: unknown, data?: unknown }
  return (isRecord(data) && reviveSapccError({ name, status, message, data }, error.cause === undefined ? {} : { cause: error.cause })) || error
}
