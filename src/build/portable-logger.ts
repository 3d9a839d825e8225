import type { Nuxt } from '@nuxt/schema'

/** The part of Rollup's plugin context that is used here. */
interface PluginContext {
  resolve: (source: string, importer: string | undefined, options: { skipSelf: true }) => Promise<unknown>
}

/** consola's builds for Node, as ES module and as CommonJS. */
const NODE_BUILD = /(\/consola\/dist)\/index\.([cm]js)$/

/**
 * Makes servers that do not run on Node use consola's build for browsers. The build
 * for Node, which bundlers choose by the export condition `node`, uses
 * `process.stdout` on import. Edge runtimes have none, so the server would not
 * start. Alokai's SDK depends on consola, too.
 */
export function usePortableLogger(nuxt: Nuxt): void {
  nuxt.hook('nitro:init', (nitro) => {
    if (nitro.options.node) return
    nitro.hooks.hook('rollup:before', (_nitro, config) => {
      const plugin = {
        name: 'nuxt-sapcc:portable-logger',
        async resolveId(this: PluginContext, source: string, importer: string | undefined) {
          if (source === 'consola') return await this.resolve('consola/browser', importer, { skipSelf: true })
          // The bundle of the Vue app imports the file of the build by its path.
          return NODE_BUILD.test(source) ? source.replace(NODE_BUILD, '$1/browser.$2') : undefined
        },
      }
      config.plugins = [plugin as never, ...[config.plugins].flat()]
    })
  })
}
