import type { SDKConfig, buildModule, initSDK } from '@vue-storefront/sdk'
import type { RefreshListener } from '../../sdk/refresh/refresh-event'
import { createSapccModule } from '../../sdk/create-module'
import type { SapccModule, SapccModuleHost, SapccModuleOptions } from '../../sdk/module-options'
import type { RequestOptions } from '../../sdk/request-options'
import type { Transport } from '../../sdk/transport/http-transport'
import type { SdkConfigContext, SdkConfigFactory } from '../sdk-config'
import type { SapccPublicConfig } from '../types'
import { unwrapErrors } from './unwrap-errors'

/** The parts that differ between the browser and a rendering server. */
export interface SdkPlatform {
  /** These two functions of Alokai's SDK, or what is enough of them for the configuration (`plain-sdk.ts`). */
  alokai: { buildModule: typeof buildModule, initSDK: typeof initSDK }
  /** Sends calls to this app's own server part. */
  ownTransport: Transport
  /**
   * Sends calls to another server.
   *
   * @param apiUrl absolute URL
   * @param transport transport from the configuration, in place of HTTP
   * @param browserUrl the address that the browser calls; the same unless a page is rendered
   */
  foreignTransport: (apiUrl: string, transport: Transport | undefined, browserUrl: string) => ForeignTransport
  /** `middlewareModule`; absent when the configuration is known not to use it. */
  middlewareModule?: SdkConfigContext['middlewareModule']
  /** Implements `logger`, `errorHandler` and `httpClient`; absent when the configuration is known to have none of them. */
  requestOptions?: (options: SapccModuleOptions) => RequestOptions
  getRequestHeaders: () => Record<string, string>
  /** Registers a listener for refreshes that this app's own server did by itself. */
  onRefreshed: (listener: RefreshListener) => void
  /** Wraps a `refreshTokenMethod` of the shop, for a module that calls this app's own server. @default unchanged */
  watchRefresh?: (refresh: () => Promise<unknown>) => Promise<unknown>
  /** Whether a response of `ownTransport` comes from a refresh that this page caused. @default always */
  isOwnRefresh?: (response: unknown) => boolean
  host: Omit<SapccModuleHost, 'onReadAsVisitor' | 'onRefreshSkipped' | 'onRefreshed' | 'isOwnRefresh'> & {
    /** @param module as below. */
    onReadAsVisitor?: (module: number) => void
    /**
     * @param module index of the SDK module in {@link CreatedSdk.modules}.
     * @param knowsVisitor see {@link ForeignTransport.knowsVisitor}.
     */
    onRefreshSkipped?: (error: unknown, module: number, knowsVisitor: boolean) => void
  }
  /** Runs a callback of the user in a context in which composables work. */
  runInContext: <Result>(callback: () => Result) => Result
}

/** Sends calls to another server, and knows about the session there. */
export interface ForeignTransport {
  transport: Transport
  /** Coordinates the shop's own refresh with those of the browser's other tabs. @default runs it immediately */
  oneRefreshAtATime?: ((refresh: () => Promise<unknown>) => Promise<unknown>) | undefined
  /** @default always */
  isOwnRefresh?: (response: unknown) => boolean
  /** Whether the calls of a page that is rendered have the cookies by which the other server knows its visitor. Without them a refresh would be refused. @default always */
  knowsVisitor?: () => boolean
}

/** The SDK and its SAPCC modules, under any names in the configuration. */
export interface CreatedSdk {
  sdk: object
  modules: SapccModule[]
  /** Indices in `modules` of those that call this app's own server. */
  ownModules: number[]
  /** Whether any of them calls this app's own server. If not, this server has no session. */
  usesOwnServer: boolean
}

/**
 * Builds the SDK from `sdk.config.ts`.
 *
 * @param ownApiUrl URL of this app's own routes: a module with this `apiUrl` calls this app's own server.
 */
export function createSdk(factory: SdkConfigFactory, config: SapccPublicConfig, ownApiUrl: string, platform: SdkPlatform): CreatedSdk {
  const modules: SapccModule[] = []
  const ownModules: number[] = []

  function boundModule(options: SapccModuleOptions = {}): SapccModule {
    // An empty string counts as left out, because `apiUrl: config.apiUrl` is empty when the variable is not set.
    const apiUrl = options.apiUrl || config.apiUrl || undefined
    const isForeign = apiUrl !== undefined && apiUrl.replace(/\/+$/, '') !== ownApiUrl
    const moduleIndex = modules.length
    const host = import.meta.client ? platform.host as SapccModuleHost : hostOfPage(moduleIndex)
    const { transport, oneRefreshAtATime, ...settings } = isForeign ? foreign(options, apiUrl, host, moduleIndex) : own(options, host)
    const { errorHandler } = options
    const resolved: SapccModuleOptions = {
      ...options,
      ...settings,
      ...(errorHandler ? { errorHandler: context => platform.runInContext(() => errorHandler(context)) } : {}),
      refreshToken: refreshOptions(options, isForeign, oneRefreshAtATime),
    }
    const module = createSapccModule(resolved, transport, platform.requestOptions?.(resolved))
    if (!isForeign) ownModules.push(moduleIndex)
    modules.push(module)
    return module
  }

  /** The rendering server is told which module a call was made by. A browser's host has no such callbacks. */
  function hostOfPage(moduleIndex: number): SapccModuleHost {
    return {
      ...platform.host,
      onReadAsVisitor: () => platform.host.onReadAsVisitor?.(moduleIndex),
      onRefreshSkipped: error => platform.host.onRefreshSkipped?.(error, moduleIndex, true),
    }
  }

  function refreshOptions({ refreshToken = {} }: SapccModuleOptions, isForeign: boolean, oneRefreshAtATime: Destination['oneRefreshAtATime'] = isForeign ? undefined : platform.watchRefresh): SapccModuleOptions['refreshToken'] {
    const { refreshTokenMethod, callbacks = {}, ...others } = refreshToken
    const runRefresh = oneRefreshAtATime ?? (refresh => refresh())
    // While rendering, the own server is called by function. With a request by the shop's method, the server would get the new cookies, but not the browser.
    const isRefreshedByFunction = import.meta.server && !isForeign
    return {
      ...others,
      ...(refreshTokenMethod && !isRefreshedByFunction ? { refreshTokenMethod: (...args: never[]) => runRefresh(() => platform.runInContext(() => refreshTokenMethod(...args))) } : {}),
      ...(import.meta.client ? {} : { ssrRefreshEnabled: refreshToken.ssrRefreshEnabled ?? config.ssrRefreshEnabled }),
      callbacks: {
        onTokenRefreshed: response => platform.runInContext(() => callbacks.onTokenRefreshed?.(response)),
        onTokenRefreshError: error => platform.runInContext(() => callbacks.onTokenRefreshError?.(error)),
      },
    }
  }

  function own(options: SapccModuleOptions, host: SapccModuleHost): Destination {
    const transport = options.transport ?? platform.ownTransport
    const callsAsVisitor = import.meta.client ? {} : { callsAsVisitor: !options.transport }
    return { apiUrl: ownApiUrl, transport, host: { ...host, ...ofOwnServer(platform), ...callsAsVisitor, ...options.host } }
  }

  const isAnonymousThere = () => ownModules.length === 0 && (platform.host.isAnonymous?.() ?? false)

  function foreign(options: SapccModuleOptions, apiUrl: string, host: SapccModuleHost, moduleIndex: number): Destination {
    const url = import.meta.server ? options.ssrApiUrl || config.ssrApiUrl || apiUrl : apiUrl
    const { transport, oneRefreshAtATime, isOwnRefresh, knowsVisitor = () => true } = platform.foreignTransport(url, options.transport, apiUrl)
    const whileRendering: SapccModuleHost = import.meta.client
      ? {}
      : {
          pageSsrRefresh: () => losesNewCookies(options) || !knowsVisitor() ? false : host.pageSsrRefresh?.(),
          onRefreshSkipped: error => platform.host.onRefreshSkipped?.(error, moduleIndex, knowsVisitor()),
        }
    return {
      apiUrl: url,
      transport,
      oneRefreshAtATime,
      // The app's session state may describe the session of its own server. Until the other server was asked, it is unknown
      // whether a customer is signed in there: a 401 of unknown type may then come from an expired session.
      host: { ...host, isAnonymous: isAnonymousThere, isSignedIn: () => !isAnonymousThere(), isOwnRefresh, ...whileRendering, ...options.host },
    }
  }

  const sdkConfig = factory({
    buildModule: platform.alokai.buildModule,
    sapccModule: boundModule,
    // Absent only when the configuration does not use it; see `build/used-parts.ts`.
    middlewareModule: platform.middlewareModule as SdkConfigContext['middlewareModule'],
    config,
    getRequestHeaders: platform.getRequestHeaders,
  })
  const sdk: Record<string, object | undefined> = unwrapErrors(platform.alokai.initSDK(import.meta.server ? withoutSubscribers(sdkConfig) : sdkConfig))
  // Composables call `sapcc`. A shop that has no such module has given another name to it, such as `commerce`.
  const main = modules[ownModules[0] ?? 0]?.connector
  for (const name in sdkConfig) if (main && sdkConfig[name]?.connector === main) sdk.sapcc ??= sdk[name]
  return { sdk, modules, ownModules, usesOwnServer: ownModules.length > 0 }
}

/** The server that a module calls. */
interface Destination extends Pick<ForeignTransport, 'transport' | 'oneRefreshAtATime'> {
  apiUrl: string
  host: SapccModuleHost
}

function ofOwnServer({ onRefreshed, isOwnRefresh }: SdkPlatform): SapccModuleHost {
  return { onRefreshed, serverWaits: true, isOwnRefresh }
}

/**
 * Whether a refresh at another server while rendering would lose the new cookies: an HTTP client of the shop returns no response
 * headers, and a refresh of the shop's own is sent without the browser's cookies, with an answer that only its caller sees.
 */
function losesNewCookies({ httpClient, refreshToken }: SapccModuleOptions): boolean {
  return Boolean(httpClient ?? refreshToken?.refreshTokenMethod)
}

/** Removes subscribers while rendering: the SDK has one event manager for all requests of a process, so a subscriber would get the calls of all visitors. */
function withoutSubscribers(config: SDKConfig): SDKConfig {
  return Object.fromEntries(Object.entries(config).map(([name, { subscribers, ...module }]) => [name, module])) as SDKConfig
}
