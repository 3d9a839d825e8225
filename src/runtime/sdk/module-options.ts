import type { ErrorHandler, HTTPClient, Logger } from '@vue-storefront/sdk'
import type { SapccError } from './errors'
import type { OccMethods } from './occ/types'
import type { RefreshTokenOptions } from './refresh/options'
import type { RefreshListener } from './refresh/refresh-event'
import type { AssistedServiceMethods } from './assisted-service-methods'
import type { SessionMethods } from './session-methods'
import type { FetchInstance } from './transport/fetch-instance'
import type { Transport } from './transport/http-transport'

/** Settings of all requests of an HTTP transport; the same as in `middlewareModule`. */
export interface RequestDefaults {
  method?: 'GET' | 'POST'
  headers?: Record<string, string | string[]>
}

/** Argument of an error handler: the same as in `middlewareModule`, with the type of the error. */
export type SapccErrorHandlerContext = Omit<Parameters<ErrorHandler>[0], 'error'> & {
  /** The error of the call. A call that was aborted by its signal fails with the signal's `reason`, which need not be a `SapccError`. */
  error: SapccError
}

/**
 * Handles the error of a call that failed, after refresh and retry.
 *
 * @returns the result of the call in place of the error. To keep the error, throw it.
 */
export type SapccErrorHandler = (context: SapccErrorHandlerContext) => Promise<unknown>

/** Options of {@link sapccModule}. All have defaults. */
export interface SapccModuleOptions {
  /**
   * Base URL or path of the methods. An empty string means the default.
   *
   * @default the module's own routes, `/api/sapcc`
   */
  apiUrl?: string
  /** Used instead of `apiUrl` while rendering on the server, for example a URL inside the cluster. An empty string means `apiUrl`. */
  ssrApiUrl?: string
  refreshToken?: RefreshTokenOptions
  /** Headers of all requests; those of `defaultRequestConfig`, `methodsRequestConfig` and a call win over them. */
  headers?: RequestDefaults['headers']
  /** Settings of all requests. */
  defaultRequestConfig?: RequestDefaults
  /** Settings by method, e.g. `{ getProduct: { method: 'GET' } }`. */
  methodsRequestConfig?: Record<string, RequestDefaults>
  /**
   * Sends the calls over HTTP: an instance of `ofetch`, e.g. the result of
   * `ofetch.create()`, whose interceptors then see every call. Its `retry` and
   * `baseURL` have no effect here.
   *
   * @default Nuxt's `$fetch`; `ofetch` itself outside Nuxt
   */
  fetch?: FetchInstance
  /**
   * Sends the calls over HTTP in place of `fetch`: a function around any HTTP client,
   * with the arguments and the result that Alokai's SDK defines. It returns no
   * response headers. For this reason the module learns only with the next
   * `getSession` that the server has refreshed ahead of a call, and rendering against
   * another server does not refresh, because the new cookies would be lost.
   */
  httpClient?: HTTPClient
  /** Query parameter of calls that are sent by GET. A new value after a deployment makes a CDN request the responses again. */
  cdnCacheBustingId?: string
  /**
   * Handles the error of a call that failed, after refresh and retry: what it returns
   * becomes the call's result. `httpClient` of its context sends the call once more.
   */
  errorHandler?: SapccErrorHandler
  /**
   * Called with every request and its response, including refreshes and retries.
   * `true` logs HTTP method, URL and duration. Arguments and results of methods
   * that take a password, a code for a new one or a card are left out, and so are
   * those of sign-out and refresh.
   *
   * @default false
   */
  logger?: boolean | Logger
  /** Sends the calls in a way of its own, instead of over HTTP. */
  transport?: Transport
  /** Functions by which the surrounding framework takes part; the Nuxt plugin sets them. */
  host?: SapccModuleHost
}

/** Functions by which a framework tells the module what it knows, and is told of events. The Nuxt plugin sets them. */
export interface SapccModuleHost {
  /** Whether a 401 of unknown type may come from an expired session. @default always */
  isSignedIn?: () => boolean
  /** Whether another tab is signing out. The session counts as ended from the beginning of a sign-out. @default never */
  isSigningOut?: () => boolean
  /** How many sessions this browser has ended, in whatever tab, and this tab has begun. A call from before the last change is neither repeated nor a reason for a refresh. @default only the module's own sign-ins and sign-outs count */
  sessionChanges?: () => number
  /** Whether it is known that no customer is signed in, so that a refresh cannot help after a 401. @default never */
  isAnonymous?: () => boolean
  /** Whether an operation reads what is the same for everybody. Such a call is made once more, without a session, when its session has turned out to be over. @default never */
  isForEveryone?: (operation: string) => boolean | Promise<boolean>
  /** Whether the server makes new calls wait for a refresh in progress, as this module's server does. @default false: they wait in this module */
  serverWaits?: boolean
  /** Whether the page that is rendered may refresh; wins over `ssrRefreshEnabled` unless it is `undefined`. */
  pageSsrRefresh?: () => boolean | undefined
  /** Whether the transport of a page that is rendered can make a call without the visitor's session. What is the same for everybody is then read like that where the token has expired. @default false */
  callsAsVisitor?: boolean
  /** Called for each call whose token was refused, and that was answered without the session: see {@link SapccModuleHost.callsAsVisitor}. */
  onReadAsVisitor?: (() => void) | undefined
  /** Called for each 401 that led to no refresh because rendering may not refresh. */
  onRefreshSkipped?: ((error: unknown) => void) | undefined
  /** Registers a listener for refreshes that the server did by itself, ahead of calls. */
  onRefreshed?: (listener: RefreshListener) => void
  /** Whether a response to `refreshUserToken` comes from a refresh that this page or render caused. @default always */
  isOwnRefresh?: ((response: unknown) => boolean) | undefined
  /** Writes a line of `logger: true`. @default console.debug */
  log?: (message: string) => void
  /** Reports the error of a callback that threw. */
  report?: (message: string, error: unknown) => void
}

/** Every method of `sdk.sapcc`: sign-in and session, and one per OCC operation. */
export type SapccMethods = { [Name in keyof SessionMethods]: SessionMethods[Name] } & { [Name in keyof AssistedServiceMethods]: AssistedServiceMethods[Name] } & OccMethods

/**
 * The type of {@link sapccModule} in `sdk.config.ts`. `buildModule` infers from the last signature, whose options are not optional: otherwise
 * TypeScript would infer no parameters of the other functions beside an `isUnauthorized` that is an arrow for the errors of
 * another library, such as `AxiosError`. The function itself has one signature: with two, TypeScript cannot tell the type of
 * its result where the options use it.
 */
export interface SapccModuleInitializer {
  (options?: SapccModuleOptions): SapccModule
  (options: SapccModuleOptions): SapccModule
}

/** The result of {@link sapccModule}, for the SDK's `buildModule`. */
export interface SapccModule {
  connector: SapccMethods
  context: {
    /** Sends a call without refresh and retry. */
    send: Transport
    /**
     * Refreshes once, sharing the refresh with all calls that need one at the moment; repeats no call.
     *
     * @param settings with `isOver`, `onTokenRefreshError` is called only where that returns `false`.
     */
    refresh: (settings?: { isOver?: () => boolean }) => Promise<void>
  }
}
