import { createRequire } from 'node:module'
import type { Nuxt } from '@nuxt/schema'
import { addRollupResolvePlugin } from './rollup-resolve-plugin'

/** What `runtime/server/upstream/node/undici-pool.ts` imports. */
export const POOL_FILES = ['undici/lib/dispatcher/pool.js', 'undici/lib/core/errors.js'] as const

/**
 * Gives the server only undici's connection pool: the whole package is 1.3 MB and 110 files, of which the pool needs a
 * fifth, and to load all of it took about half of the time that the module added to the start of a server. The pool's files
 * are not part of undici's public interface. With a version that has them elsewhere the server gets the whole package.
 */
export function useUndiciPool(nuxt: Nuxt, resolve: (path: string) => string): void {
  if (!hasPoolFiles(createRequire(import.meta.url).resolve)) return
  const runtime = resolve('./runtime/')
  const pool = resolve('./runtime/server/upstream/node/undici-pool')
  addRollupResolvePlugin(nuxt, ({ node, dev }) => node && !dev, {
    name: 'nuxt-sapcc:undici-pool',
    async resolveId(source, importer) {
      // The shop's own imports of undici, and those of other packages, stay as they are.
      if (source !== 'undici' || !importer?.startsWith(runtime)) return undefined
      return await this.resolve(pool, importer, { skipSelf: true })
    },
  })
}

/** Whether the installed version of undici has the pool where this module expects it. @param resolve finds a file of a package; throws when there is none. */
export function hasPoolFiles(resolve: (name: string) => string): boolean {
  try {
    for (const file of POOL_FILES) resolve(file)
    return true
  }
  catch {
    return false
  }
}
