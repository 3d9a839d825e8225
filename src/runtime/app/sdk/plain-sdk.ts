import type { buildModule as alokaiBuildModule, initSDK as alokaiInitSDK } from '@vue-storefront/sdk'
import type { SapccModule, SapccModuleOptions } from '../../sdk/module-options'

/**
 * `buildModule` and `initSDK` of Alokai's SDK for a configuration that is known to have only `sapccModule` with options:
 * no extension, interceptor, subscriber, override or util, which are most of the code of the SDK. `build/sdk-config.ts`
 * decides which of the two an app gets.
 */
export const buildModule = ((module: (options?: SapccModuleOptions) => SapccModule, options?: SapccModuleOptions) => module(options)) as typeof alokaiBuildModule

export const initSDK = ((config: Record<string, SapccModule>) => Object.fromEntries(Object.entries(config).map(([name, { connector, context, ...others }]) => {
  // A function of the shop's that is called like the module's has added them.
  if (Object.keys(others).length > 0) throw new Error(`nuxt-sapcc: in sdk.config, give \`${Object.keys(others)[0]}\` of \`${name}\` to \`buildModule\`.`)
  return [name, new Proxy(connector, {
    get: (methods, name) => name === 'utils' ? {} : Reflect.get(methods, name) as unknown,
  })]
}))) as unknown as typeof alokaiInitSDK
