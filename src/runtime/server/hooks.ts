import { SapccError, isRecord } from '../sdk/errors'
import { errorStatus } from '../sdk/refresh/is-unauthorized'
import type { CartEntryNotAdded } from '../sdk/session-methods'
import type { OAuthUserTokenResponse } from '../sdk/token'
import type { Platform, ServerEvent } from './platform/types'

/** Base site, language and currency of a request, and further parameters of its calls. A call's own parameters win over them. */
export interface SiteContext {
  baseSiteId: string
  /** SAP's ISO code, e.g. `de`; without it the base site's default. */
  language?: string | undefined
  /** SAP's ISO code, e.g. `EUR`; without it the base site's default. */
  currency?: string | undefined
  /** Parameters for all calls of the request, unless a call has its own, e.g. `{ cmsTicketId }` for SmartEdit. */
  query?: Record<string, string | number | boolean | undefined> | undefined
}

/** Why a session ended. */
export type SessionEndReason
  /** The customer signed out. */
  = | 'signed-out'
  /** Another sign-in replaced it. */
    | 'replaced'
  /** The authorization server refused to renew it. */
    | 'refused'
  /** `endSapccSessions` ended it. */
    | 'ended-elsewhere'

/** Context of the hook `sapcc:session:created`. */
export interface SessionCreatedContext {
  event: ServerEvent
  tokens: OAuthUserTokenResponse
  /** Name of the customer: the one given to `signUserIn`, absent when it is unknown. A listener may set it. */
  userId?: string
}

/** Context of the hook `sapcc:cart:merged`. */
export interface CartMergedContext {
  event: ServerEvent
  baseSiteId: string
  /** Entries of a guest's cart that could not be added. */
  notAdded: readonly CartEntryNotAdded[]
}

/** Context of the hook `sapcc:token:refreshed`. */
export interface TokenRefreshedContext {
  /** The event that caused the refresh. */
  event: ServerEvent
  tokens: OAuthUserTokenResponse
}

/** Context of the hook `sapcc:token:refresh-error`. */
export interface TokenRefreshErrorContext {
  event: ServerEvent
  error: unknown
}

/** What `sapcc:session:ended` gets. */
export interface SessionEndedContext {
  event: ServerEvent
  reason: SessionEndReason
}

/** What `sapcc:site-context` gets. */
export interface SiteContextPayload {
  event: ServerEvent
  /** Comes with what cookies and configuration say. May be changed. */
  context: SiteContext
}

/**
 * Hooks on Nitro, for logging, merging carts and the like. They run on the
 * server and get the tokens by name (`tokens.access_token`); a copy, a log line
 * or JSON of the context has none. Never pass them to the browser.
 *
 * @example
 * export default defineNitroPlugin((nitroApp) => {
 *   nitroApp.hooks.hook('sapcc:session:created', async ({ event }) => {
 *     const { uid } = await useServerSdk(event).sapcc.getUser({})
 *     await noteSignIn(uid)
 *   })
 * })
 */
export interface SapccServerHooks {
  /**
   * A customer signed in; calls for this event already use the new session. Set
   * `context.userId` to the name under which `listSapccSessions` lists the session,
   * for example after a redirect login, which does not tell the customer's name.
   */
  'sapcc:session:created': (context: SessionCreatedContext) => void | Promise<void>
  /**
   * A visitor's cart became part of the customer's at a sign-in; once per cart. SAP does not merge a cart with a
   * guest's e-mail: its entries are added one by one, and `notAdded` lists those that could not be added.
   */
  'sapcc:cart:merged': (context: CartMergedContext) => void | Promise<void>
  /** An access token was renewed; once per refresh, with the event that caused it. */
  'sapcc:token:refreshed': (context: TokenRefreshedContext) => void | Promise<void>
  /** A refresh failed. The session goes on unless `sapcc:session:ended` follows. */
  'sapcc:token:refresh-error': (context: TokenRefreshErrorContext) => void | Promise<void>
  /** A session ended; `reason` says why. */
  'sapcc:session:ended': (context: SessionEndedContext) => void | Promise<void>
  /**
   * Decides the base site, language and currency of a request, and further query
   * parameters of its calls: change `context`, which has the values of cookies and
   * configuration. An error that has a status, such as
   * `createError({ statusCode: 403 })`, refuses the call with it; any other one
   * refuses it with 500. Called once per event, before its first call to OCC, so a
   * listener cannot call OCC itself. Called once more, without the cookies, when the
   * response turns out to be one for all visitors. On cached pages the decision is
   * cached with them.
   *
   * @example
   * nitroApp.hooks.hook('sapcc:site-context', ({ event, context }) => {
   *   if (getRequestHost(event, { xForwardedHost: true }) === 'shop.example.de') context.baseSiteId = 'electronics-de'
   * })
   */
  'sapcc:site-context': (payload: SiteContextPayload) => void | Promise<void>
}

/** Calls the shop's hooks. */
export interface HookCaller {
  /**
   * Calls listeners that only listen. An error that one of them throws is logged and has no other effect.
   *
   * @returns `undefined` when the hook has no listeners, else a promise that settles when all have been called. It never rejects.
   */
  callHook: <Name extends keyof SapccServerHooks>(name: Name, context: Parameters<SapccServerHooks[Name]>[0]) => Promise<void> | void
  /**
   * Calls listeners that decide. An error that one of them throws refuses the request.
   *
   * @throws SapccError with the status of an error that has one of 4xx or 5xx, else what the listener threw.
   * @returns `undefined` when the hook has no listeners.
   */
  decide: <Name extends keyof SapccServerHooks>(name: Name, context: Parameters<SapccServerHooks[Name]>[0]) => Promise<void> | void
}

/** @param platform calls the listeners. @param log receives the errors of listeners. */
export function createHookCaller(platform: Pick<Platform, 'callHook'>, log: { error: (message: string, error: unknown) => void }): HookCaller {
  return {
    callHook(name, context) {
      return platform.callHook(name, context)?.catch((error: unknown) => log.error(`A hook of ${name} threw an error.`, error))
    },
    decide: (name, context) => platform.callHook(name, context)?.catch((error: unknown) => {
      throw refusalOf(error) ?? error
    }),
  }
}

/** An error that a listener has made for the client, by its status: the framework's own, or one of this package's. */
function refusalOf(error: unknown): SapccError | undefined {
  if (error instanceof SapccError) return error
  const status = errorStatus(error)
  if (status === undefined || status < 400 || status > 599 || (isRecord(error) && error.unhandled === true)) return undefined
  const message = error instanceof Error && error.message !== '' ? error.message : 'The shop refuses this call.'
  return new SapccError(message, { status, data: { type: 'RefusedByShopError' }, cause: error })
}

/* eslint-disable @typescript-eslint/no-empty-object-type -- merging needs an interface */
declare module 'nitropack' {
  interface NitroRuntimeHooks extends SapccServerHooks {}
}
declare module 'nitropack/types' {
  interface NitroRuntimeHooks extends SapccServerHooks {}
}
