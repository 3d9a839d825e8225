import type { Nuxt } from '@nuxt/schema'

/** What of Rollup's plugin context is used. */
interface PluginContext {
  resolve: (source: string, importer: string | undefined, options: { skipSelf: true }) => Promise<unknown>
}

/** consola's builds for Node, as modules and as CommonJS. */
const NODE_BUILD = /(\/consola\/dist)\/index\.([cm]js)$/

/**
 * Gives servers that do not run on Node consola's build for browsers. The build
 * for Node, which bundlers find by the condition `node`, writes to
 * `process.stdout` as soon as it is imported: edge runtimes have none and do not
 * start. The SDK brings consola, too.
 */
export function usePortableLogger(nuxt: Nuxt): void {
  nuxt.hook('nitro:init', (nitro) => {
    if (nitro.options.node) return
    nitro.hooks.hook('rollup:before', (_nitro, config) => {
      const plugin = {
        name: 'nuxt-sapcc:portable-logger',
        async resolveId(this: PluginContext, source: string, importer: string | undefined) {
          if (source === 'consola') return await this.resolve('consola/browser', importer, { skipSelf: true })
          // As the bundle of the Vue app names it.
          return NODE_BUILD.test(source) ? source.replace(NODE_BUILD, '$1/browser.$2') : undefined
        },
      }
      config.plugins = [plugin as never, ...[config.plugins].flat()]
    })
  })
}
