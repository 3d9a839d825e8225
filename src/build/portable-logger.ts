import type { Nuxt } from '@nuxt/schema'
import { addRollupPlugin } from './rollup-plugin'

/** consola's builds for Node, as ES module and as CommonJS. */
const NODE_BUILD = /(\/consola\/dist)\/index\.([cm]js)$/

/**
 * Makes servers that do not run on Node use consola's build for browsers. The build
 * for Node, which bundlers choose by the export condition `node`, uses
 * `process.stdout` on import. Edge runtimes have none, so the server would not
 * start. Alokai's SDK depends on consola, too.
 */
export function usePortableLogger(nuxt: Nuxt): void {
  addRollupPlugin(nuxt, ({ node }) => !node, {
    name: 'nuxt-sapcc:portable-logger',
    async resolveId(source, importer) {
      if (source === 'consola') return await this.resolve('consola/browser', importer, { skipSelf: true })
      // The bundle of the Vue app imports the file of the build by its path.
      return NODE_BUILD.test(source) ? source.replace(NODE_BUILD, '$1/browser.$2') : undefined
    },
  })
}
