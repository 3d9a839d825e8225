import type { Nuxt } from '@nuxt/schema'
import { loadEsbuild } from './esbuild'
import { addRollupPlugin } from './rollup-plugin'

/** Packages that only this module uses on a server, and of which it needs a part. */
const PACKAGES = ['oauth4webapi']

/** Files of packages whose code this module brings. */
const BROUGHT = /\/node_modules\/(?:oauth4webapi|@vue-storefront\/sdk)\//

/**
 * Makes what the module adds to a production server smaller: Nitro copies packages as a whole, with their comments and
 * what nothing uses, and minifies no code by default. So packages become a part of the bundle, which leaves out what is
 * not used, and the module's code loses its whitespace. Names stay, so that stack traces can be read.
 */
export function compactServer(nuxt: Nuxt, resolve: (path: string) => string): void {
  if (nuxt.options.dev) return
  nuxt.options.build.transpile.push(...PACKAGES)
  const runtime = resolve('./runtime/')
  addRollupPlugin(nuxt, ({ dev }) => !dev, {
    name: 'nuxt-sapcc:compact-server',
    async transform(code, id) {
      if (!id.startsWith(runtime) && !BROUGHT.test(id)) return undefined
      const esbuild = await loadEsbuild()
      return await esbuild?.transform(code, { loader: 'js', target: 'es2022', minifySyntax: true, minifyWhitespace: true, legalComments: 'none', sourcemap: true, sourcefile: id })
    },
  }, 'last')
}
