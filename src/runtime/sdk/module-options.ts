import type { ErrorHandler, HTTPClient, Logger } from '@vue-storefront/sdk'
import type { SapccError } from './errors'
import type { OccMethods } from './occ/types'
import type { RefreshTokenOptions } from './refresh/options'
import type { RefreshListener } from './refresh/refresh-event'
import type { SessionMethods } from './session-methods'
import type { FetchInstance } from './transport/fetch-instance'
import type { Transport } from './transport/http-transport'

/** Settings of every request of an HTTP transport, as `middlewareModule` has them. */
export interface RequestDefaults {
  method?: 'GET' | 'POST'
  headers?: Record<string, string | string[]>
}

/** What an error handler is told: as for `middlewareModule`, with the type of the error. */
export type SapccErrorHandlerContext = Omit<Parameters<ErrorHandler>[0], 'error'> & {
  /** What the call failed with. A call that its signal has ended fails with the signal's reason, which need not be a `SapccError`. */
  error: SapccError
}

/**
 * Has the last word on a call that failed.
 *
 * @returns what becomes the result of the call, in place of the error.
 */
export type SapccErrorHandler = (context: SapccErrorHandlerContext) => Promise<unknown>

/** Options of {@link sapccModule}. All have defaults. */
export interface SapccModuleOptions {
  /**
   * Where the methods are reached. An empty one counts as left out.
   *
   * @default the module's own routes, `/api/sapcc`
   */
  apiUrl?: string
  /** Used instead of `apiUrl` while rendering on the server, for example an address inside the cluster. An empty one counts as left out. */
  ssrApiUrl?: string
  refreshToken?: RefreshTokenOptions
  /** Headers of all requests; those of `defaultRequestConfig`, `methodsRequestConfig` and a call win over them. */
  headers?: RequestDefaults['headers']
  /** Settings of all requests. */
  defaultRequestConfig?: RequestDefaults
  /** Settings by method, e.g. `{ getProduct: { method: 'GET' } }`. */
  methodsRequestConfig?: Record<string, RequestDefaults>
  /**
   * Sends the calls over HTTP: an instance of `ofetch`, e.g. of `ofetch.create()`,
   * whose interceptors then see every call. Its `retry` and `baseURL` have no effect here.
   *
   * @default Nuxt's `$fetch`; `ofetch` itself outside Nuxt
   */
  fetch?: FetchInstance
  /**
   * Sends the calls over HTTP in place of `fetch`, with the arguments and the
   * result that Alokai's SDK defines: a function around any client. It hands out
   * no response headers, so the module learns of a refresh that the server did
   * ahead of a call with the next `getSession` only, and rendering against
   * another server does not refresh, because the new cookies would be lost.
   */
  httpClient?: HTTPClient
  /** Added to the address of calls that are sent by GET, so that a CDN asks anew after a deployment. */
  cdnCacheBustingId?: string
  /**
   * Has the last word on a call that failed, after refresh and repeat: its result
   * becomes the call's. `httpClient` of its context sends the call once more.
   */
  errorHandler?: SapccErrorHandler
  /**
   * Hears of every request and its response, refreshes and repeats included;
   * `true` logs their methods, addresses and durations. Arguments and results of
   * sign-in, sign-out and refresh are left out.
   *
   * @default false
   */
  logger?: boolean | Logger
  /** Replaces HTTP altogether. */
  transport?: Transport
  /** What the surrounding framework knows and decides. */
  host?: SapccModuleHost
}

/** The seams at which a framework joins in; the Nuxt plugin fills them. */
export interface SapccModuleHost {
  /** Whether a 401 of unknown type may come from an expired session. @default always */
  isSignedIn?: () => boolean
  /** Whether another tab is signing out: the session counts as over from the beginning of a sign-out. @default never */
  isSigningOut?: () => boolean
  /** Whether it is known that no customer is signed in, so that no refresh can cure a 401. @default never */
  isAnonymous?: () => boolean
  /** Whether the server itself lets new calls wait for a refresh under way, as this module's does. @default false: they wait here */
  serverWaits?: boolean
  /** The rendered page's own word on refreshing, which wins over `ssrRefreshEnabled`. */
  pageSsrRefresh?: () => boolean | undefined
  /** Learns of each 401 that was left alone because rendering may not refresh. */
  onRefreshSkipped?: ((error: unknown) => void) | undefined
  /** Tells of refreshes that the server did by itself, ahead of calls. */
  onRefreshed?: (listener: RefreshListener) => void
  /** Whether what the transport answered to `refreshUserToken` came from a refresh that this side caused. @default always */
  isOwnRefresh?: ((response: unknown) => boolean) | undefined
  /** Where the requests of `logger: true` are written. @default console.debug */
  log?: (message: string) => void
  /** Where a callback that throws is reported. */
  report?: (message: string, error: unknown) => void
}

/** Every method of `sdk.sapcc`: sign-in and session, and one per OCC operation. */
export type SapccMethods = { [Name in keyof SessionMethods]: SessionMethods[Name] } & OccMethods

/** What {@link sapccModule} gives to the SDK. */
export interface SapccModule {
  connector: SapccMethods
  context: {
    /** Sends a call without refresh and retry. */
    send: Transport
    /** Refreshes once, together with all calls that need a refresh at the moment; repeats no call. */
    refresh: () => Promise<void>
  }
}
