import type { SDKApi, SDKConfig, buildModule, middlewareModule } from '@vue-storefront/sdk'
import type { SapccMethods, SapccModuleInitializer } from '../sdk/module-options'
import type { SapccPublicConfig } from './types'

/** Argument of the function in `sdk.config.ts`. */
export interface SdkConfigContext {
  buildModule: typeof buildModule
  /** Calls this app's own server by default: a function call while rendering, HTTP in the browser. */
  sapccModule: SapccModuleInitializer
  middlewareModule: typeof middlewareModule
  /** `runtimeConfig.public.sapcc` */
  config: SapccPublicConfig
  /** The visitor's request headers while rendering on the server, nothing in the browser. */
  getRequestHeaders: () => Record<string, string>
}

/** Type of the default export of `sdk.config.ts`. */
export type SdkConfigFactory<Config extends SDKConfig = SDKConfig> = (context: SdkConfigContext) => Config

/** Type of the SDK that a configuration defines. */
export type SdkOf<Factory> = Factory extends SdkConfigFactory<infer Config> ? Readable<SDKApi<Config>> : never

/** Type of the SDK without an `sdk.config.ts`. */
export interface DefaultSdk {
  sapcc: SapccMethods
}

/** The same type, in which editors show a module without extensions by its name. */
type Readable<Sdk> = { [Name in keyof Sdk]: [Sdk[Name], SapccMethods] extends [SapccMethods, Omit<Sdk[Name], 'utils'>] ? SapccMethods : Sdk[Name] }

/**
 * Types the default export of `sdk.config.ts`.
 *
 * @example
 * export default defineSdkConfig(({ buildModule, sapccModule }) => ({
 *   sapcc: buildModule(sapccModule, {
 *     refreshToken: { callbacks: { onTokenRefreshError: () => navigateTo('/login') } },
 *   }),
 * }))
 */
export function defineSdkConfig<Config extends SDKConfig>(factory: SdkConfigFactory<Config>): SdkConfigFactory<Config> {
  return factory
}
