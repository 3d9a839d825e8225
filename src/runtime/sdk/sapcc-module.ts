import { splitCallConfig } from './call-config'
import { SapccError } from './errors'
import type { OccMethods } from './occ/types'
import { CALL_SESSION_HEADER, NO_CALL_SESSION, createCallSessions } from './refresh/call-session'
import { announceRefresh, createRefreshTokenAndRetryHandler } from './refresh/handler'
import type { RefreshTokenState } from './refresh/handler'
import type { RefreshListener } from './refresh/refresh-event'
import { isUnauthorized } from './refresh/is-unauthorized'
import type { RefreshTokenOptions } from './refresh/options'
import { createConnector } from './connector'
import { createHttpTransport } from './transport/http-transport'
import type { Transport } from './transport/http-transport'
import type { SessionMethods } from './session-methods'
import { SESSION_METHODS } from './session-methods'

/** Settings of every request of an HTTP transport, as `middlewareModule` has them. */
export interface RequestDefaults {
  method?: 'GET' | 'POST'
  headers?: Record<string, string | string[]>
}

/** Options of {@link sapccModule}. All have defaults. */
export interface SapccModuleOptions {
  /**
   * Where the methods are reached.
   *
   * @default the module's own routes, `/api/sapcc`
   */
  apiUrl?: string
  /** Used instead of `apiUrl` while rendering on the server, for example an address inside the cluster. */
  ssrApiUrl?: string
  refreshToken?: RefreshTokenOptions
  /** Settings of all requests. */
  defaultRequestConfig?: RequestDefaults
  /** Settings by method, e.g. `{ getProduct: { method: 'GET' } }`. */
  methodsRequestConfig?: Record<string, RequestDefaults>
  /** Replaces the plain HTTP transport. */
  transport?: Transport
  /** What the surrounding framework knows and decides. */
  host?: SapccModuleHost
}

/** The seams at which a framework joins in; the Nuxt plugin fills them. */
export interface SapccModuleHost {
  /** Whether a 401 of unknown type may come from an expired session. @default always */
  isSignedIn?: () => boolean
  /** The rendered page's own word on refreshing, which wins over `ssrRefreshEnabled`. */
  pageSsrRefresh?: () => boolean | undefined
  /** Learns of each 401 that was left alone because rendering may not refresh. */
  onRefreshSkipped?: (error: unknown) => void
  /** Tells of refreshes that the server did by itself, ahead of calls. */
  onRefreshed?: (listener: RefreshListener) => void
  /** Whether what the transport answered to `refreshUserToken` came from a refresh that this side caused. @default always */
  isOwnRefresh?: (response: unknown) => boolean
  /** The session that a failed call was made in, by the name that the server gives it: the call is repeated in no other. */
  callSession?: (error: unknown) => string | undefined
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

/**
 * The SDK module for SAP Commerce Cloud: a connector whose every call is
 * repeated once after one shared refresh when it met an expired token.
 *
 * @example
 * const sdk = initSDK({
 *   sapcc: buildModule(sapccModule, {
 *     apiUrl: 'https://shop.example/api/sapcc',
 *     refreshToken: { callbacks: { onTokenRefreshed: () => console.log('renewed') } },
 *   }),
 * })
 */
export function sapccModule(options: SapccModuleOptions = {}): SapccModule {
  const { host = {} } = options
  const ownCalls = createCallSessions()
  const transport = options.transport ?? createHttpTransport({ apiUrl: apiUrl(options), onFailure: ownCalls.note })
  const callSession = host.callSession ?? ownCalls.of
  const state: RefreshTokenState = {}
  const handle = createRefreshTokenAndRetryHandler(state)
  const send = withDefaults(options, transport)
  const refreshOptions = {
    isUnauthorized: (error: unknown) => isUnauthorized(error, host.isSignedIn?.() ?? true),
    refreshTokenMethod: () => send('refreshUserToken', [], {}),
    ...defined(options.refreshToken),
    ...(host.isOwnRefresh ? { isOwnRefresh: host.isOwnRefresh } : {}),
    ...(host.report ? { report: host.report } : {}),
  }

  host.onRefreshed?.(refresh => announceRefresh(state, refresh.tokens, refreshOptions))

  /** Sign-ins and sign-outs: a call from before one would be repeated as somebody else. */
  let changes = 0

  async function call(operation: string, rawArgs: unknown[]): Promise<unknown> {
    const { args, config } = splitCallConfig(rawArgs)
    const startedAt = state.generation ?? 0
    const changesBefore = changes
    // Asked anew each time: a streamed page's headers go out while its calls are under way.
    const isSsrRefreshEnabled = () => host.pageSsrRefresh?.() ?? refreshOptions.ssrRefreshEnabled ?? false
    const mayRefresh = config.refreshToken !== false && !SESSION_METHODS.has(operation)
    // A rendering that may not refresh after a call may not refresh ahead of it, either.
    const invoke = (settings = config) => send(operation, args, isRendering() && !isSsrRefreshEnabled() ? { ...settings, refreshToken: false } : settings)
    try {
      const result = await invoke()
      if (operation === 'signUserIn' || operation === 'signUserOut') changes += 1
      return result
    }
    catch (error) {
      if (!mayRefresh || changes !== changesBefore) throw error
      const ssrRefreshEnabled = isSsrRefreshEnabled()
      if (isRendering() && !ssrRefreshEnabled && refreshOptions.isUnauthorized(error)) host.onRefreshSkipped?.(error)
      const repeat = () => {
        if (changes !== changesBefore) throw error
        const session = callSession(error)
        return session === undefined ? invoke() : invoke({ ...config, headers: { ...config.headers, [CALL_SESSION_HEADER]: session } })
      }
      const isOfOtherSession = (refreshError: unknown) => ![undefined, NO_CALL_SESSION, callSession(error)].includes(callSession(refreshError))
      return await handle(error, repeat, [], { ...refreshOptions, isOfOtherSession, ssrRefreshEnabled, startedAt })
    }
  }

  return {
    // The proxy answers every name; which of them exist is known to the types and to the server.
    connector: createConnector(call) as unknown as SapccMethods,
    context: {
      send,
      refresh: () => handle(refreshWanted(), () => undefined, [], { ...refreshOptions, isUnauthorized: () => true }),
    },
  }
}

/** Stands for the 401 where a refresh is asked for rather than met: what the asker gets when it is refused. */
function refreshWanted(): SapccError {
  return new SapccError('The session has ended.', { status: 401, data: { type: 'InvalidTokenError' } })
}

function apiUrl(options: SapccModuleOptions): string {
  const url = options.apiUrl ?? '/api/sapcc'
  return isRendering() ? options.ssrApiUrl ?? url : url
}

function isRendering(): boolean {
  return typeof window === 'undefined'
}

/** Applies `defaultRequestConfig` and `methodsRequestConfig` below what the call itself says. */
function withDefaults(options: SapccModuleOptions, transport: Transport): Transport {
  const { defaultRequestConfig = {}, methodsRequestConfig = {} } = options
  return (operation, args, config) => {
    const ofMethod = methodsRequestConfig[operation] ?? {}
    return transport(operation, args, {
      ...defaultRequestConfig,
      ...ofMethod,
      ...config,
      headers: { ...defaultRequestConfig.headers, ...ofMethod.headers, ...config.headers },
    })
  }
}

/** An option that is given as `undefined` means its default. */
function defined<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>
}
