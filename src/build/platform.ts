import { isNuxtMajorVersion } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'

/** Folder in `runtime/server/platform` of an implementation of the platform's interface. */
export type PlatformName = 'nitro2' | 'nitro3'

/**
 * The implementation that fits the app's Nitro. Nuxt 5 says which Nitro it has;
 * Nuxt 3 and 4 have Nitro 2. Not kit's `getNitroVersion`: where Nuxt does not say
 * it, that looks for an installed package `nitro`, which npm also installs for an
 * optional peer dependency of Nuxt's DevTools.
 */
export function platformFor(nuxt: Nuxt): PlatformName {
  const { _nitroMajor } = nuxt.options as { _nitroMajor?: number }
  if (_nitroMajor !== undefined) return _nitroMajor === 2 ? 'nitro2' : 'nitro3'
  return isNuxtMajorVersion(3, nuxt) || isNuxtMajorVersion(4, nuxt) ? 'nitro2' : 'nitro3'
}

/**
 * Points the server part at the implementations that the shop's server can run:
 *
 * - `#sapcc/platform`: the adapter of its Nitro,
 * - `#sapcc/upstream`: the way to SAP of builds for Node (`undici`, or `fetch` where
 *   such a build is run by another runtime); `fetch` alone elsewhere.
 */
export function selectPlatform(nuxt: Nuxt, resolve: (path: string) => string): PlatformName {
  const platform = platformFor(nuxt)
  const upstream = (isNode: boolean) => resolve(isNode ? './runtime/server/upstream/node/upstream' : './runtime/server/upstream/fetch/upstream')
  nuxt.options.alias['#sapcc/platform'] = resolve(`./runtime/server/platform/${platform}/index`)
  nuxt.options.alias['#sapcc/upstream'] = upstream(true)
  nuxt.hook('nitro:init', (nitro) => {
    nitro.options.alias['#sapcc/upstream'] = upstream(Boolean(nitro.options.node))
  })
  return platform
}
