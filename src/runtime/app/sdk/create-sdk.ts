import { buildModule, initSDK } from '@vue-storefront/sdk'
import type { SDKConfig } from '@vue-storefront/sdk'
import type { RefreshListener } from '../../sdk/refresh/refresh-event'
import { sapccModule } from '../../sdk/sapcc-module'
import type { SapccModule, SapccModuleHost, SapccModuleOptions } from '../../sdk/sapcc-module'
import type { Transport } from '../../sdk/transport/http-transport'
import type { SdkConfigContext, SdkConfigFactory } from '../sdk-config'
import type { SapccPublicConfig } from '../types'
import { foreignRefresh } from './foreign-refresh'
import { unwrapErrors } from './unwrap-errors'

/** What differs between the browser and a rendering server. */
export interface SdkPlatform {
  /** Carries calls to this app's own server part. */
  ownTransport: Transport
  /** Carries calls to somewhere else. @param apiUrl absolute */
  foreignTransport: (apiUrl: string) => Transport
  /** Absent where the configuration is known not to use it. */
  middlewareModule?: SdkConfigContext['middlewareModule']
  getRequestHeaders: () => Record<string, string>
  /** Tells of refreshes that this app's own server did by itself. */
  onRefreshed: (listener: RefreshListener) => void
  /** Whether an answer of `ownTransport`'s came from a refresh that it caused. @default always */
  isOwnRefresh?: (response: unknown) => boolean
  /** As the module's host. */
  callSession?: SapccModuleHost['callSession']
  host: Omit<SapccModuleHost, 'onRefreshSkipped' | 'onRefreshed' | 'isOwnRefresh' | 'callSession'> & {
    /** @param module which one, as its place in {@link CreatedSdk.modules}. */
    onRefreshSkipped?: (error: unknown, module: number) => void
  }
  /** Runs a callback of the user's where composables work. */
  runInContext: <Result>(callback: () => Result) => Result
}

/** The SDK and the SAPCC modules in it, whatever names the configuration gave them. */
export interface CreatedSdk {
  sdk: object
  modules: SapccModule[]
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
  let usesOwnServer = false

  function boundModule(options: SapccModuleOptions = {}): SapccModule {
    const apiUrl = options.apiUrl ?? (config.apiUrl || undefined)
    const isForeign = apiUrl !== undefined && apiUrl.replace(/\/+$/, '') !== ownApiUrl
    const place = modules.length
    const host: SapccModuleHost = {
      ...platform.host,
      onRefreshSkipped: error => platform.host.onRefreshSkipped?.(error, place),
    }
    const module = sapccModule({
      ...options,
      refreshToken: refreshOptions(options),
      ...(isForeign ? foreign(options, apiUrl, host) : { transport: options.transport ?? platform.ownTransport, host: { ...host, ...ofOwnServer(platform), ...options.host } }),
    })
    usesOwnServer ||= !isForeign
    modules.push(module)
    return module
  }

  function refreshOptions({ refreshToken = {} }: SapccModuleOptions): SapccModuleOptions['refreshToken'] {
    const { refreshTokenMethod } = refreshToken
    const { onTokenRefreshed, onTokenRefreshError } = refreshToken.callbacks ?? {}
    return {
      ...refreshToken,
      ...(refreshTokenMethod ? { refreshTokenMethod: () => platform.runInContext(() => refreshTokenMethod()) } : {}),
      ssrRefreshEnabled: refreshToken.ssrRefreshEnabled ?? config.ssrRefreshEnabled,
      callbacks: {
        ...(onTokenRefreshed ? { onTokenRefreshed: response => platform.runInContext(() => onTokenRefreshed(response)) } : {}),
        ...(onTokenRefreshError ? { onTokenRefreshError: error => platform.runInContext(() => onTokenRefreshError(error)) } : {}),
      },
    }
  }

  function foreign(options: SapccModuleOptions, apiUrl: string, host: SapccModuleHost): SapccModuleOptions {
    const ssrApiUrl = options.ssrApiUrl ?? (config.ssrApiUrl || apiUrl)
    if (import.meta.server && !options.transport && !/^https?:/i.test(ssrApiUrl)) {
      throw new Error(`nuxt-sapcc: ${ssrApiUrl} is no address that the server can call while rendering. Set \`ssrApiUrl\` (NUXT_PUBLIC_SAPCC_SSR_API_URL) to a whole one.`)
    }
    const transport = options.transport ?? platform.foreignTransport(import.meta.server ? ssrApiUrl : apiUrl)
    return {
      transport: foreignRefresh(transport),
      // Whether somebody is signed in is known to the middleware alone, so every 401 of unknown type counts.
      host: { ...host, isSignedIn: () => true, ...options.host },
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
  return { sdk: unwrapErrors(initSDK(import.meta.server ? withoutSubscribers(sdkConfig) : sdkConfig)), modules, usesOwnServer }
}

function ofOwnServer({ onRefreshed, isOwnRefresh, callSession }: SdkPlatform): SapccModuleHost {
  return { onRefreshed, ...(isOwnRefresh ? { isOwnRefresh } : {}), ...(callSession ? { callSession } : {}) }
}

/** The SDK has one event manager for all requests of a process: what subscribed there would hear every visitor's calls. */
function withoutSubscribers(config: SDKConfig): SDKConfig {
  return Object.fromEntries(Object.entries(config).map(([name, module]) => [name, { ...module, subscribers: {} }])) as SDKConfig
}
