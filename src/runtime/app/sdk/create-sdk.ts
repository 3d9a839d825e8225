import { buildModule, initSDK } from '@vue-storefront/sdk'
import type { SDKConfig } from '@vue-storefront/sdk'
import type { RefreshListener } from '../../sdk/refresh/refresh-event'
import { createSapccModule } from '../../sdk/create-module'
import type { SapccModule, SapccModuleHost, SapccModuleOptions } from '../../sdk/module-options'
import type { RequestOptions } from '../../sdk/request-options'
import type { Transport } from '../../sdk/transport/http-transport'
import type { SdkConfigContext, SdkConfigFactory } from '../sdk-config'
import type { SapccPublicConfig } from '../types'
import { unwrapErrors } from './unwrap-errors'

/** What differs between the browser and a rendering server. */
export interface SdkPlatform {
  /** Carries calls to this app's own server part. */
  ownTransport: Transport
  /** Carries calls to somewhere else. @param apiUrl absolute @param transport the configuration's own, in place of HTTP */
  foreignTransport: (apiUrl: string, transport?: Transport) => ForeignTransport
  /** Absent where the configuration is known not to use it. */
  middlewareModule?: SdkConfigContext['middlewareModule']
  /** Absent where the configuration is known to have none of `logger`, `errorHandler` and `httpClient`. */
  requestOptions?: (options: SapccModuleOptions) => RequestOptions
  getRequestHeaders: () => Record<string, string>
  /** Tells of refreshes that this app's own server did by itself. */
  onRefreshed: (listener: RefreshListener) => void
  /** Runs a `refreshTokenMethod` of the shop's for a module that calls this app's own server. @default as it is */
  watchRefresh?: (refresh: () => Promise<unknown>) => Promise<unknown>
  /** Whether an answer of `ownTransport`'s came from a refresh that it caused. @default always */
  isOwnRefresh?: (response: unknown) => boolean
  host: Omit<SapccModuleHost, 'onRefreshSkipped' | 'onRefreshed' | 'isOwnRefresh'> & {
    /** @param module which one, as its place in {@link CreatedSdk.modules}. */
    onRefreshSkipped?: (error: unknown, module: number) => void
  }
  /** Runs a callback of the user's where composables work. */
  runInContext: <Result>(callback: () => Result) => Result
}

/** How calls reach a server elsewhere, and what is known of the session there. */
export interface ForeignTransport {
  transport: Transport
  /** Runs a refresh of the shop's own together with those of the browser's other tabs. @default at once */
  oneRefreshAtATime?: ((refresh: () => Promise<unknown>) => Promise<unknown>) | undefined
  /** @default always */
  isOwnRefresh?: (response: unknown) => boolean
}

/** The SDK and the SAPCC modules in it, whatever names the configuration gave them. */
export interface CreatedSdk {
  sdk: object
  modules: SapccModule[]
  /** Places in `modules` of those that call this app's own server. */
  ownModules: number[]
  /** Whether any of them calls this app's own server; without, there is no session here to ask for. */
  usesOwnServer: boolean
}

/**
 * Builds the SDK from `sdk.config.ts`.
 *
 * @param ownApiUrl where this app's own routes are: a module with this `apiUrl` is not a foreign one.
 */
export function createSdk(factory: SdkConfigFactory, config: SapccPublicConfig, ownApiUrl: string, platform: SdkPlatform): CreatedSdk {
  const modules: SapccModule[] = []
  const ownModules: number[] = []

  function boundModule(options: SapccModuleOptions = {}): SapccModule {
    // An empty one is left out: `apiUrl: config.apiUrl` is empty where the variable is not set.
    const apiUrl = options.apiUrl || config.apiUrl || undefined
    const isForeign = apiUrl !== undefined && apiUrl.replace(/\/+$/, '') !== ownApiUrl
    const place = modules.length
    const host: SapccModuleHost = {
      ...platform.host,
      onRefreshSkipped: import.meta.client ? undefined : error => platform.host.onRefreshSkipped?.(error, place),
    }
    const { transport, oneRefreshAtATime, ...settings } = isForeign ? foreign(options, apiUrl, host) : own(options, host)
    const { errorHandler } = options
    const resolved: SapccModuleOptions = {
      ...options,
      ...settings,
      ...(errorHandler ? { errorHandler: context => platform.runInContext(() => errorHandler(context)) } : {}),
      refreshToken: refreshOptions(options, isForeign, oneRefreshAtATime),
    }
    const module = createSapccModule(resolved, transport, platform.requestOptions?.(resolved))
    if (!isForeign) ownModules.push(place)
    modules.push(module)
    return module
  }

  function refreshOptions({ refreshToken = {}, httpClient }: SapccModuleOptions, isForeign: boolean, oneRefreshAtATime: Destination['oneRefreshAtATime'] = isForeign ? undefined : platform.watchRefresh): SapccModuleOptions['refreshToken'] {
    const { refreshTokenMethod, callbacks = {}, ...others } = refreshToken
    const runRefresh = oneRefreshAtATime ?? (refresh => refresh())
    // A request of the shop's own would bring the new cookies to the server, and not to the browser.
    const isOwnRefresh = import.meta.server && !isForeign
    return {
      ...others,
      ...(refreshTokenMethod && !isOwnRefresh ? { refreshTokenMethod: (...args: never[]) => runRefresh(() => platform.runInContext(() => refreshTokenMethod(...args))) } : {}),
      // A client that hands out no response headers would lose the new cookies.
      ...(import.meta.client ? {} : { ssrRefreshEnabled: isForeign && httpClient ? false : refreshToken.ssrRefreshEnabled ?? config.ssrRefreshEnabled }),
      callbacks: {
        onTokenRefreshed: response => platform.runInContext(() => callbacks.onTokenRefreshed?.(response)),
        onTokenRefreshError: error => platform.runInContext(() => callbacks.onTokenRefreshError?.(error)),
      },
    }
  }

  function own(options: SapccModuleOptions, host: SapccModuleHost): Destination {
    const transport = options.transport ?? platform.ownTransport
    return { apiUrl: ownApiUrl, transport, host: { ...host, ...ofOwnServer(platform), ...options.host } }
  }

  const isAnonymousThere = () => ownModules.length === 0 && (platform.host.isAnonymous?.() ?? false)

  function foreign(options: SapccModuleOptions, apiUrl: string, host: SapccModuleHost): Destination {
    const url = import.meta.server ? options.ssrApiUrl || config.ssrApiUrl || apiUrl : apiUrl
    const { transport, oneRefreshAtATime, isOwnRefresh } = platform.foreignTransport(url, options.transport)
    return {
      apiUrl: url,
      transport,
      oneRefreshAtATime,
      // The app's session state may describe the session of its own server. Until the other server was asked, it is unknown
      // whether a customer is signed in there: a 401 of unknown type may then come from an expired session.
      host: { ...host, isAnonymous: isAnonymousThere, isSignedIn: () => !isAnonymousThere(), isOwnRefresh, ...options.host },
    }
  }

  const sdkConfig = factory({
    buildModule,
    sapccModule: boundModule,
    // Left out only for a configuration that does not take it from here; see `build/stub-sdk-logger.ts`.
    middlewareModule: platform.middlewareModule as SdkConfigContext['middlewareModule'],
    config,
    getRequestHeaders: platform.getRequestHeaders,
  })
  return { sdk: unwrapErrors(initSDK(import.meta.server ? withoutSubscribers(sdkConfig) : sdkConfig)), modules, ownModules, usesOwnServer: ownModules.length > 0 }
}

/** Where a module's calls go. */
interface Destination extends Pick<ForeignTransport, 'transport' | 'oneRefreshAtATime'> {
  apiUrl: string
  host: SapccModuleHost
}

function ofOwnServer({ onRefreshed, isOwnRefresh }: SdkPlatform): SapccModuleHost {
  return { onRefreshed, serverWaits: true, isOwnRefresh }
}

/** The SDK has one event manager for all requests of a process: what subscribed there would hear every visitor's calls. */
function withoutSubscribers(config: SDKConfig): SDKConfig {
  return Object.fromEntries(Object.entries(config).map(([name, module]) => [name, { ...module, subscribers: {} }])) as SDKConfig
}
