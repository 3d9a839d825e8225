import { isNuxtMajorVersion } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { deploymentOf } from '../runtime/server/platform/presets'

/** Name of a folder in `runtime/server/platform` that implements the platform's interface (`types.ts`). */
export type PlatformName = 'nitro2' | 'nitro3'

/**
 * The implementation for the app's Nitro. Nuxt 5 says which Nitro it has; Nuxt 3
 * and 4 have Nitro 2. Kit's `getNitroVersion` is not used: where Nuxt does not say
 * it, that function looks for an installed package `nitro`, which npm also installs
 * for an optional peer dependency of Nuxt's DevTools.
 */
export function platformFor(nuxt: Nuxt): PlatformName {
  const { _nitroMajor } = nuxt.options as { _nitroMajor?: number }
  if (_nitroMajor !== undefined) return _nitroMajor === 2 ? 'nitro2' : 'nitro3'
  return isNuxtMajorVersion(3, nuxt) || isNuxtMajorVersion(4, nuxt) ? 'nitro2' : 'nitro3'
}

/**
 * Sets the aliases of the implementations that the shop's server can run:
 *
 * - `#sapcc/platform`: the adapter for its Nitro,
 * - `#sapcc/upstream`: the HTTP client for SAP. Builds for Node contain `undici`, and
 *   `fetch` for when another runtime runs such a build; other builds contain `fetch` only.
 * - `#sapcc/load-consola`: functions and workers load `consola` at their start, servers later.
 */
export function selectPlatform(nuxt: Nuxt, resolve: (path: string) => string): PlatformName {
  const platform = platformFor(nuxt)
  const upstream = (isNode: boolean) => resolve(isNode ? './runtime/server/upstream/node/upstream' : './runtime/server/upstream/fetch/upstream')
  nuxt.options.alias['#sapcc/platform'] = resolve(`./runtime/server/platform/${platform}/index`)
  const loadConsola = (when: 'at-start' | 'later') => resolve(`./runtime/server/log/load-consola/${when}`)
  nuxt.options.alias['#sapcc/upstream'] = upstream(true)
  nuxt.options.alias['#sapcc/load-consola'] = loadConsola('later')
  nuxt.hook('nitro:init', (nitro) => {
    nitro.options.alias['#sapcc/upstream'] = upstream(Boolean(nitro.options.node))
    nitro.options.alias['#sapcc/load-consola'] = loadConsola(nitro.options.node && !deploymentOf(nitro.options.preset).isFunction ? 'later' : 'at-start')
  })
  return platform
}
