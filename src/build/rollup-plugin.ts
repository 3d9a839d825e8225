import type { Nuxt } from '@nuxt/schema'
import type { Nitro } from 'nitropack/types'

/** A plugin of Rollup for the server's bundle. */
export interface RollupPlugin {
  name: string
  /** Decides what an import leads to. */
  resolveId?: (this: PluginContext, source: string, importer: string | undefined) => Promise<unknown>
  /** Gives a file another content. */
  load?: (id: string) => Promise<string | undefined>
  /** A `map` of `null` keeps the source map as it is. */
  transform?: (code: string, id: string) => Promise<{ code: string, map: string | null } | undefined>
}

/** The part of Rollup's plugin context that is used here. */
interface PluginContext {
  resolve: (source: string, importer: string | undefined, options: { skipSelf: true }) => Promise<unknown>
}

/**
 * Adds a plugin to the server's bundle.
 *
 * @param isWanted whether this build of the server needs it.
 * @param place before all others, to decide what imports lead to; or after them, to get code as they have left it.
 */
export function addRollupPlugin(nuxt: Nuxt, isWanted: (options: Nitro['options']) => boolean, plugin: RollupPlugin, place: 'first' | 'last' = 'first'): void {
  nuxt.hook('nitro:init', (nitro) => {
    if (!isWanted(nitro.options)) return
    nitro.hooks.hook('rollup:before', (_nitro, config) => {
      const others = [config.plugins].flat()
      config.plugins = (place === 'first' ? [plugin, ...others] : [...others, plugin]) as typeof others
    })
  })
}
