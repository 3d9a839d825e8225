import type { H3Event } from 'h3'
import type { SapccSessionInfo } from '../sdk/session-methods'
import type { AnnouncedRefresh } from '../sdk/refresh/refresh-event'
import { tokensOfSession } from './session/session'
import type { OAuthUserTokenResponse } from '../sdk/token'
import type { ServerContext } from './services'
import { callOcc, readAnswer } from './operations/occ-operation'
import { sessionAccess } from './session/access'
import type { Visit } from './session/request-session'
import { sessionInfo, sessionOperations } from './auth/session-operations'

/**
 * What the app and the shop's own routes reach the server part by, as
 * `event.context.sapcc`. It holds no request: Nitro shares `event.context`
 * between a page and the inner event of its cached rendering, so every method
 * takes the event it acts on.
 */
export interface SapccBridge {
  /** Calls a method once, without refresh and retry. */
  call: (event: H3Event, operation: string, args: readonly unknown[]) => Promise<unknown>
  /**
   * Renews the session of an event and puts the new cookies on its response.
   *
   * @param staleGeneration see {@link SapccBridge.generation}.
   */
  refresh: (event: H3Event, staleGeneration?: number) => Promise<OAuthUserTokenResponse>
  /**
   * Renews a token that is about to expire, ahead of a call, and puts the new
   * cookies on the response of the event.
   *
   * @returns the refresh, if it is this event that caused it.
   */
  refreshAhead: (event: H3Event) => Promise<AnnouncedRefresh | undefined>
  /** How many refreshes the session of this event has seen; -1 without a session. */
  generation: (event: H3Event) => Promise<number>
  session: (event: H3Event) => Promise<SapccSessionInfo>
  /** Whether this request's answer is one visitor's own; not on pages that are cached or prerendered. */
  knowsSession: (event: H3Event) => boolean
  /** Whether new cookies would reach the browser with this request's answer. */
  mayRefresh: (event: H3Event) => boolean
  /** Puts on the response what changed; for renderings that may set cookies. */
  commit: (event: H3Event) => Promise<void>
}

declare module 'h3' {
  interface H3EventContext {
    sapcc: SapccBridge
  }
}

/** @param contextFor gives the server context, or throws what is wrong with the configuration. */
export function createBridge(contextFor: (event: H3Event) => ServerContext): SapccBridge {
  return {
    async call(event, operation, args) {
      const context = contextFor(event)
      const ofSession = sessionOperations[operation]
      if (!ofSession) return await readAnswer(await callOcc(event, context, operation, args))
      const result = await ofSession(event, context, args)
      await context.visit(event).commit()
      return result
    },
    async refresh(event, staleGeneration) {
      const visit = contextFor(event).visit(event)
      try {
        return tokensOfSession(await visit.refresh(staleGeneration), Date.now())
      }
      finally {
        await commitUnlessSent(event, visit)
      }
    },
    async refreshAhead(event) {
      const visit = contextFor(event).visit(event)
      try {
        return await visit.refreshAhead()
      }
      finally {
        await commitUnlessSent(event, visit)
      }
    },
    async generation(event) {
      return (await contextFor(event).visit(event).session())?.generation ?? -1
    },
    knowsSession: event => sessionAccess(event) !== 'none',
    mayRefresh: event => sessionAccess(event) === 'write',
    session: event => sessionInfo(event, contextFor(event)),
    commit: event => commitUnlessSent(event, contextFor(event).visit(event)),
  }
}

/**
 * A page that is streamed may send its headers while a refresh is under way. The
 * new tokens are good, and later requests with the old cookie are given them.
 */
async function commitUnlessSent(event: H3Event, visit: Visit): Promise<void> {
  if (event.node.res.headersSent) return
  try {
    await visit.commit()
  }
  catch (error) {
    if (!event.node.res.headersSent) throw error
  }
}
