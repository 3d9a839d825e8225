import { SapccError, isRecord } from '../sdk/errors'
import { errorStatus, isErrorStatus } from '../sdk/read-error'
import type { AssistedCustomer } from '../sdk/assisted-session'
import type { CartEntryNotAdded } from '../sdk/session-methods'
import type { OAuthUserTokenResponse } from '../sdk/token'
import { createLineLimit, leftOutText } from './log/line-limit'
import { settlesWithin } from './time/sleep'
import { withStatus500 } from './platform/as-error'
import type { AddListener, Platform, ServerEvent } from './platform/types'

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
  /** The customer changed their password in another session (`session.endOthersOnPasswordChange`). */
    | 'password-changed'
  /** Unused for `session.maxAge`, older than `session.absoluteMaxAge`, or not renewable: told when a request brings it. */
    | 'expired'

/** Context of the hook `sapcc:session:created`. */
export interface SessionCreatedContext {
  event: ServerEvent
  tokens: OAuthUserTokenResponse
  /** Name of the customer: the one given to `signUserIn`, absent when it is unknown. A listener may set it, also after the sign-in has been answered. */
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

/** What the hooks of the assisted service get. */
export interface AssistedContext {
  event: ServerEvent
  /** The agent's user name, where it is known: as given to `signAgentIn`; after a redirect login that of the access token, if that is a JWT. */
  agent?: string
  /** The customer that the agent acts for. */
  customer: AssistedCustomer
}

/** What `sapcc:assisted:call` gets. */
export interface AssistedCallContext extends AssistedContext {
  /** Absent at the raw proxy for an address of no known operation; so is `path`. */
  operation?: string | undefined
  method: string
  /** The operation's path with its parameters in braces. */
  path?: string | undefined
}

/** Why an agent no longer acts for a customer. */
export type AssistedEndReason
  /** The agent has ended it. */
  = | 'ended'
  /** The agent acts for another customer now. */
    | 'switched'
  /** The agent has signed out. */
    | 'signed-out'
  /** `assistedService.maxAge` is over: told with the next request of the agent's browser. */
    | 'expired'
  /** Another session has begun in the agent's browser. */
    | 'replaced'

/** What `sapcc:assisted:ended` gets. */
export interface AssistedEndedContext extends AssistedContext {
  reason: AssistedEndReason
}

/** What `sapcc:call:before` gets: one request to SAP, about to be sent. */
export interface CallBeforeContext {
  /**
   * The event that the call is made for. Absent for work of the server's own, such as a revocation that is repeated, and
   * for an answer that is kept for everybody (docs/caching.md): nothing of one visitor's may get into it.
   */
  readonly event?: ServerEvent | undefined
  /** Which of SAP's servers is called: `occ` or `authorization-server`. */
  readonly target: 'occ' | 'authorization-server'
  /**
   * What is called: an operation of OCC such as `getCart`; at the authorization server `token`, `revoke`, `authorize`,
   * `login` or `discovery`. A call of the raw proxy has the operation that its address belongs to, or none.
   */
  readonly operation?: string | undefined
  /** The operation's path with its parameters in braces, e.g. `/{baseSiteId}/users/{userId}/carts/{cartId}`: never ids of customers. */
  readonly template?: string | undefined
  /** At the token endpoint what is exchanged for tokens (RFC 6749): `refresh_token`, `authorization_code`, `password`, `client_credentials`. */
  readonly grantType?: string | undefined
  /** HTTP method, in upper case. */
  readonly method: string
  /** SAP's host, with its port where that is not the scheme's own, e.g. `api.example.com`. */
  readonly host: string
  /**
   * The answer is kept for everybody, and this call fetches it: `miss` while those who asked wait for it, `stale` while they
   * still get the one that has expired. Absent for all other calls.
   */
  readonly cache?: 'miss' | 'stale' | undefined
  /** 1, or 2 when the server sends a call again, with a new token after a 401. A call that the SDK repeats after a refresh is a call of its own. */
  readonly attempt: number
  /**
   * Headers to send beside the request's own, e.g. `traceparent`: add to them. They win over those that a caller has
   * sent. What belongs to the request itself is not replaced: credentials, and what describes its body and connection. For
   * `sapcc:call:before` only.
   */
  readonly headers: Record<string, string>
}

/** What `sapcc:call:after` gets: the object that `sapcc:call:before` got for this request, and what became of it. */
export interface CallAfterContext extends CallBeforeContext {
  /** After the call: SAP's status. Absent when there was no answer. */
  readonly status?: number | undefined
  /**
   * After the call: milliseconds until SAP's answer began (of the authorization server: was complete), or until there was
   * none. Waiting for a turn (`api.callsPerSession`) is not part of it.
   */
  readonly duration: number
  /**
   * Why there was no answer: the type of a `SapccError` such as `UpstreamTimeoutError`, `UpstreamUnreachableError` or
   * `AuthorizationServerUnavailableError`, `aborted` when the client has left, else the name of an error. Absent when there was one.
   */
  readonly errorType?: string | undefined
}

/** How long something took or waited, in milliseconds. */
interface Measured {
  readonly duration: number
}

/** What `sapcc:measured` gets. Without any name of a customer's or session's; only `cache` has the event. */
export type MeasuredContext
  /**
   * A refresh of a session has ended. `known`: no token request was necessary; `refused`: the authorization server ended
   * the session; `ended`: it had ended before; `unavailable`: there was no usable answer, and the session goes on.
   */
  = | Measured & { readonly name: 'refresh', readonly outcome: 'renewed' | 'known' | 'refused' | 'ended' | 'unavailable' | 'failed' }
  /** One caller has waited for a refresh; `gave-up`: longer than it could, the refresh goes on. */
    | Measured & { readonly name: 'refresh-wait', readonly outcome: 'answered' | 'gave-up' }
  /** A password or one-time code was tried; `limited`: there were too many attempts before, and it was not sent. */
    | { readonly name: 'sign-in', readonly kind: 'password' | 'code-request' | 'code' | 'registration-code' | 'password-check' | 'reset' | 'reset-request', readonly outcome: 'succeeded' | 'failed' | 'unknown' | 'limited' }
  /** A call has waited for its turn, behind `waiting` others: of its session (`api.callsPerSession`), or for changes to a cart. */
    | Measured & { readonly name: 'queue-wait', readonly queue: 'session-calls' | 'cart', readonly waiting: number, readonly outcome: 'entered' | 'refused' }
  /** The lock of a session was acquired, or could not be. */
    | Measured & { readonly name: 'lock-wait', readonly outcome: 'acquired' | 'failed' }
  /** The storage mount did not answer, or refused to. */
    | { readonly name: 'storage-error' }
  /**
   * An answer that is the same for everybody was asked for. `hit`: it was kept; `stale`: it was kept and had expired, a new
   * one is fetched meanwhile; `miss`: SAP was asked, also without success. Calls that the cache is not for are not told.
   */
    | Measured & { readonly name: 'cache', readonly event: ServerEvent, readonly operation: string, readonly template: string, readonly outcome: 'hit' | 'stale' | 'miss' }

/** Tells listeners of `sapcc:measured`; does nothing without them. */
export type Measure = (measured: MeasuredContext) => void

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
   * A customer signed in; calls for this event already use the new session.
   *
   * Set `context.userId` to the name under which `listSapccSessions` lists the session, for example after a redirect login,
   * which does not tell the customer's name.
   */
  'sapcc:session:created': (context: SessionCreatedContext) => void | Promise<void>
  /**
   * An access token was renewed; once per refresh, with the event that caused it.
   *
   * Do not await a change of this customer's cart: it may have to wait for the call that renews the token, which waits for
   * the listener (docs/carts.md#changes-go-one-after-another).
   */
  'sapcc:token:refreshed': (context: TokenRefreshedContext) => void | Promise<void>
  /**
   * A refresh failed. The session goes on unless `sapcc:session:ended` follows.
   *
   * Do not await a change of this customer's cart (docs/carts.md#changes-go-one-after-another).
   */
  'sapcc:token:refresh-error': (context: TokenRefreshErrorContext) => void | Promise<void>
  /**
   * A session ended; `reason` says why.
   *
   * Do not await a change of this customer's cart (docs/carts.md#changes-go-one-after-another).
   */
  'sapcc:session:ended': (context: SessionEndedContext) => void | Promise<void>
  /**
   * A visitor's cart became part of the customer's at a sign-in; once per cart. SAP does not merge a cart with a
   * guest's e-mail: its entries are added one by one, and `notAdded` lists those that could not be added.
   */
  'sapcc:cart:merged': (context: CartMergedContext) => void | Promise<void>
  /**
   * Decides the base site, language and currency of a request, and further query parameters of its calls: once per event,
   * before its first call or sign-in. An error with a status of 400 to 599 refuses the call or the sign-in with it, any other
   * one with 500; `getSession`, `refreshUserToken` and `signUserOut` depend on no site and are not refused
   * (docs/requests.md#languages-currencies-and-parameters-for-all-calls).
   *
   * Change `context`, which has the values of cookies and configuration. An error with a status is for example
   * `createError({ statusCode: 403 })`. Called before the event's first call to OCC, so a listener cannot call OCC itself: a
   * call would wait for its decision, and a change of a cart for the turn of the change that it decides about, until both fail
   * with 503. The event is a page that is rendered, or a call of the browser's: then `event.path` is the method's path and says
   * nothing of the page, so choose by host or cookie. Called once more, when the response turns out to be one for all visitors. Such an
   * event (`api.publicReads`, pages with `swr`) has no cookies. On cached pages the decision is cached with them.
   *
   * @example
   * nitroApp.hooks.hook('sapcc:site-context', ({ event, context }) => {
   *   if (getRequestHost(event, { xForwardedHost: true }) === 'shop.example.de') context.baseSiteId = 'electronics-de'
   * })
   */
  'sapcc:site-context': (payload: SiteContextPayload) => void | Promise<void>
  /**
   * A request is about to be sent to OCC or the authorization server, by a method, the raw proxy or the module itself. It
   * waits for the listeners, for a second at most (docs/production.md#hooks-around-calls).
   *
   * For a change of a cart, do not await another one of the same cart (docs/carts.md#changes-go-one-after-another).
   *
   * @example
   * nitroApp.hooks.hook('sapcc:call:before', ({ event, headers }) => {
   *   headers['x-request-id'] = event?.context.requestId ?? crypto.randomUUID()
   * })
   */
  'sapcc:call:before': (context: CallBeforeContext) => void | Promise<void>
  /**
   * The answer to such a request has arrived, or there was none. Nothing waits for the listeners.
   *
   * @example
   * nitroApp.hooks.hook('sapcc:call:after', ({ operation, status, duration }) => {
   *   if (duration > 2000) console.warn(`${operation} took ${Math.round(duration)} ms (${status})`)
   * })
   */
  'sapcc:call:after': (context: CallAfterContext) => void | Promise<void>
  /** What operators count beside calls and sessions, by `name`: refreshes, waiting, sign-in attempts, the cache, errors of the storage. Each has further fields (docs/production.md#hooks-around-calls). Nothing waits for the listeners. */
  'sapcc:measured': (context: MeasuredContext) => void | Promise<void>
  /** A support agent has begun to act for a customer; for an audit log. */
  'sapcc:assisted:started': (context: AssistedContext) => void | Promise<void>
  /**
   * An agent has called an operation, or an address of the raw proxy, for the customer. Calls of the module's own, such as a
   * cart that it makes, are part of the call that needs them.
   *
   * Neither the call nor the response waits for the listeners. Only on a platform that stops with the response and has no
   * `waitUntil`, the response waits for ten seconds at most.
   */
  'sapcc:assisted:call': (context: AssistedCallContext) => void | Promise<void>
  /** An agent has given a visitor's cart to the customer. */
  'sapcc:assisted:cart-bound': (context: AssistedContext) => void | Promise<void>
  /** An agent no longer acts for a customer. Where the agent's session ends by itself, or is ended in another browser, there is `sapcc:session:ended` only. */
  'sapcc:assisted:ended': (context: AssistedEndedContext) => void | Promise<void>
}

/** Adds a listener of one of the module's hooks. */
export type Listen = <Name extends keyof SapccServerHooks>(name: Name, listener: SapccServerHooks[Name]) => void

/** @param on of the platform, which does not know the hooks' types. */
export function createListen(on: AddListener): Listen {
  return (name, listener) => on(name, listener as (context: unknown) => unknown)
}

/** How long a request waits for listeners of a hook. Milliseconds. */
const LISTENER_WAIT = 10_000

/** Nothing waits for the listeners of these, or `upstream/watch-call.ts` decides how long. */
const NOT_AWAITED: ReadonlySet<keyof SapccServerHooks> = new Set(['sapcc:call:before', 'sapcc:call:after', 'sapcc:measured', 'sapcc:assisted:call'])

/** Calls the shop's hooks. */
export interface HookCaller {
  /**
   * Calls listeners that only listen. An error that one of them throws is logged, of each kind once in a minute, and has no other effect.
   *
   * @param onLate called when the listeners take longer than ten seconds, with a promise that settles when they have ended. For
   * hooks whose listeners change the context: what they change later must not be lost.
   * @returns `undefined` when the hook has no listeners, else a promise that settles when all have been called, or after ten seconds. It never rejects.
   */
  callHook: <Name extends keyof SapccServerHooks>(name: Name, context: Parameters<SapccServerHooks[Name]>[0], onLate?: (ended: Promise<void>) => void) => Promise<void> | void
  /**
   * Calls listeners that decide. An error that one of them throws refuses the request.
   *
   * @throws SapccError with the status of an error that has one of 4xx or 5xx, else an error that is answered with 500, with what the listener threw or as its cause; 503 when there is no decision after ten seconds.
   * @returns `undefined` when the hook has no listeners.
   */
  decide: <Name extends keyof SapccServerHooks>(name: Name, context: Parameters<SapccServerHooks[Name]>[0]) => Promise<void> | void
  /** Whether a hook has listeners: asked where making its context costs something. */
  hasListeners: (name: keyof SapccServerHooks) => boolean
  measure: Measure
}

/** @param platform calls the listeners. @param log receives the errors of listeners. */
export function createHookCaller(platform: Pick<Platform, 'callHook' | 'hasListeners'>, log: { error: (message: string, error?: unknown) => void }): HookCaller {
  const lines = createLineLimit()

  function noteSlowness(name: string): void {
    const leftOut = lines.admit(`${name} slow`)
    if (leftOut !== undefined) log.error(`A hook of ${name} takes longer than ${LISTENER_WAIT / 1000} seconds${leftOutText(leftOut)}. Requests do not wait for it any longer.`)
  }

  /** A listener that never ends, for example because of a database, must not keep a sign-in from its answer. */
  async function inTime(name: string, listeners: Promise<void>): Promise<boolean> {
    const isDone = await settlesWithin(listeners, LISTENER_WAIT)
    if (!isDone) noteSlowness(name)
    return isDone
  }

  /** A listener that fails, fails for each call: without a limit it would fill the log. */
  function noteFailure(name: string, error: unknown): void {
    const leftOut = lines.admit(`${name} ${error instanceof Error ? error.name : typeof error}`)
    if (leftOut !== undefined) log.error(`A hook of ${name} threw an error${leftOutText(leftOut)}.`, error)
  }

  function callHook<Name extends keyof SapccServerHooks>(name: Name, context: Parameters<SapccServerHooks[Name]>[0], onLate?: (ended: Promise<void>) => void): Promise<void> | void {
    const listeners = platform.callHook(name, context)?.catch((error: unknown) => noteFailure(name, error))
    return listeners && !NOT_AWAITED.has(name) ? inTime(name, listeners).then(isDone => isDone ? undefined : onLate?.(listeners)) : listeners
  }

  async function decidedInTime(name: string, decision: Promise<void>): Promise<void> {
    const settled = decision.then(() => undefined, () => undefined)
    if (await inTime(name, settled)) return await decision
    throw new SapccError('The shop did not decide about this call in time.', { status: 503, data: { type: 'RefusedByShopError' } })
  }

  return {
    callHook,
    decide: (name, context) => {
      const decision = platform.callHook(name, context)?.catch((error: unknown) => {
        throw refusalOf(error) ?? withStatus500(error)
      })
      return decision && decidedInTime(name, decision)
    },
    hasListeners: platform.hasListeners,
    measure: measured => void callHook('sapcc:measured', measured),
  }
}

/** An error that a listener has made for the client, by its status: the framework's own, or one of this package's. */
function refusalOf(error: unknown): SapccError | undefined {
  const status = errorStatus(error)
  if (!isErrorStatus(status) || (isRecord(error) && error.unhandled === true)) return undefined
  if (error instanceof SapccError) return error
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
