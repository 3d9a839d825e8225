import type { SapccCallConfig } from '../call-config'
import { SapccError, isRecord, reviveSapccError } from '../errors'
import type { AnnouncedRefresh, RefreshListener, RefreshSource } from '../refresh/refresh-event'
import type { OAuthUserTokenResponse } from '../token'
import type { Transport } from './http-transport'
import { SESSION_METHODS } from '../session-methods'

/** The part of the server's API that a transport needs; see `server/server-api.ts`. */
export interface ServerCalls<Event> {
  call: (event: Event, operation: string, args: readonly unknown[], options?: Pick<SapccCallConfig, 'headers' | 'onResponseHeaders'>) => Promise<unknown>
  refresh: (event: Event, staleGeneration?: number) => Promise<OAuthUserTokenResponse>
  refreshAhead: (event: Event) => Promise<AnnouncedRefresh | undefined>
  generation: (event: Event) => Promise<number>
}

/**
 * Calls the server part by function, on the request that is being answered: no
 * HTTP, and cookies land on that request's own response.
 */
export function createServerTransport<Event>(server: ServerCalls<Event>, event: Event): Transport & RefreshSource & { refreshAhead: () => Promise<void> } {
  /** Of the tokens a call was last refused with; a refresh that has happened since is not repeated. */
  let refusedGeneration: number | undefined
  /** One per module that uses this transport. */
  const listeners: RefreshListener[] = []

  /** Renews a token that is about to expire, and tells the app of it. */
  async function refreshAhead(): Promise<void> {
    const refresh = await server.refreshAhead(event)
    if (refresh) await Promise.all(listeners.map(listener => listener(refresh)))
  }

  const transport: Transport = async (operation, args, config) => {
    try {
      if (operation === 'refreshUserToken' || operation === 'OAuthUserTokenRefresh') return await server.refresh(event, refusedGeneration)
      if (config.refreshToken !== false && !SESSION_METHODS.has(operation)) await refreshAhead()
      const generation = await server.generation(event)
      try {
        return await server.call(event, operation, args, config)
      }
      catch (error) {
        refusedGeneration = generation
        throw error
      }
    }
    catch (error) {
      throw ownError(error)
    }
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
