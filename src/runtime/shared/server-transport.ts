import type { SapccCallConfig } from '../sdk/call-config'
import { SapccError, isRecord, reviveSapccError } from '../sdk/errors'
import { CALL_SESSION_HEADER, noteCallSession, sessionChanged } from '../sdk/refresh/call-session'
import type { AnnouncedRefresh, RefreshListener, RefreshSource } from '../sdk/refresh/refresh-event'
import type { OAuthUserTokenResponse } from '../sdk/token'
import type { Transport } from '../sdk/transport/http-transport'
import { SESSION_METHODS } from '../sdk/session-methods'

/** A call that was refused, perhaps because of its token. */
export interface RefusedCall {
  /** The session it was made in; see {@link ServerCalls.callSession}. */
  session: string
  /** How many refreshes that session had seen. */
  generation: number
}

/** The part of the server's API that a transport needs; see `server/server-api.ts`. */
export interface ServerCalls<Event> {
  call: (event: Event, operation: string, args: readonly unknown[], options?: Pick<SapccCallConfig, 'headers' | 'onResponseHeaders'> & { madeIn?: string }) => Promise<unknown>
  refresh: (event: Event, refused?: RefusedCall) => Promise<OAuthUserTokenResponse>
  refreshAhead: (event: Event) => Promise<AnnouncedRefresh | undefined>
  generation: (event: Event) => Promise<number>
  callSession: (event: Event) => Promise<string>
}

/**
 * Calls the server part by function, on the request that is being answered: no
 * HTTP, and cookies land on that request's own response.
 */
export function createServerTransport<Event>(server: ServerCalls<Event>, event: Event): Transport & RefreshSource & { refreshAhead: () => Promise<void> } {
  /** The last one; a refresh that has happened since is not repeated. */
  let refused: RefusedCall | undefined
  /** One per module that uses this transport. */
  const listeners: RefreshListener[] = []

  /** Renews a token that is about to expire, and tells the app of it. */
  async function refreshAhead(): Promise<void> {
    const refresh = await server.refreshAhead(event)
    if (refresh) await Promise.all(listeners.map(listener => listener(refresh)))
  }

  const transport: Transport = async (operation, args, config) => {
    try {
      if (operation === 'refreshUserToken' || operation === 'OAuthUserTokenRefresh') return await server.refresh(event, refused)
      if (SESSION_METHODS.has(operation)) return await server.call(event, operation, args, config)
      const { [CALL_SESSION_HEADER]: repeatedIn, ...headers } = config.headers ?? {}
      const madeIn = typeof repeatedIn === 'string' ? repeatedIn : await server.callSession(event)
      if (config.refreshToken !== false) await refreshAhead()
      const generation = await server.generation(event)
      try {
        return await server.call(event, operation, args, { ...config, headers, madeIn })
      }
      catch (error) {
        refused = { session: madeIn, generation }
        throw await withSession(error, madeIn)
      }
    }
    catch (error) {
      throw ownError(error)
    }
  }

  /** Another part of the same request may have begun another session: then the call's 401 says nothing about that one's tokens. */
  async function withSession(failure: unknown, madeIn: string): Promise<unknown> {
    const error = ownError(failure)
    noteCallSession(error, madeIn)
    if (!(error instanceof SapccError) || error.status !== 401) return error
    const isChanged = await server.callSession(event).then(now => now !== madeIn, () => false)
    return isChanged ? sessionChanged(error) : error
  }

  return Object.assign(transport, { onRefreshed: (listener: RefreshListener) => void listeners.push(listener), refreshAhead })
}

/**
 * The app and the server part are bundled apart, so each has its copy of the
 * error class. Callers must be able to rely on the one they import.
 */
function ownError(error: unknown): unknown {
  if (error instanceof SapccError || !(error instanceof Error)) return error
  const { name, message } = error
  const { status, data } = error as { status?: unknown, data?: unknown }
  return (isRecord(data) && reviveSapccError({ name, status, message, data }, error.cause === undefined ? {} : { cause: error.cause })) || error
}
