import type { Nuxt } from '@nuxt/schema'
import type { Nitro } from 'nitropack/types'

/** A plugin of Rollup that decides what imports in the server's bundle lead to. */
interface ResolvePlugin {
  name: string
  resolveId: (this: PluginContext, source: string, importer: string | undefined) => Promise<unknown>
}

/** The part of Rollup's plugin context that is used here. */
interface PluginContext {
  resolve: (source: string, importer: string | undefined, options: { skipSelf: true }) => Promise<unknown>
}

/** Adds a plugin before all others of the server's bundle. @param isWanted whether this build of the server needs it. */
export function addRollupResolvePlugin(nuxt: Nuxt, isWanted: (options: Nitro['options']) => boolean, plugin: ResolvePlugin): void {
  nuxt.hook('nitro:init', (nitro) => {
    if (!isWanted(nitro.options)) return
    nitro.hooks.hook('rollup:before', (_nitro, config) => {
      config.plugins = [plugin as never, ...[config.plugins].flat()]
    })
  })
}
