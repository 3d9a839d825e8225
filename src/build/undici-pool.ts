import { createRequire } from 'node:module'
import type { Nuxt } from '@nuxt/schema'
import type { Plugin } from 'esbuild'
import { dirname } from 'pathe'
import { loadEsbuild } from './esbuild'
import type { Esbuild } from './esbuild'
import { addRollupPlugin } from './rollup-plugin'

/** What `runtime/server/upstream/node/undici-pool.ts` imports. */
export const POOL_FILES = ['undici/lib/dispatcher/pool.js', 'undici/lib/core/errors.js'] as const

/** undici's own `FormData`, and what reads it: a third of what the pool requires. The server sends forms as bytes; see `runtime/server/upstream/node/undici-upstream.ts`. */
const FORMS = /\/web\/fetch\/body(?:\.js)?$/

/**
 * Gives the server only undici's connection pool, as a part of the server's own code: the whole package is 1.3 MB and 110
 * files, of which the pool needs a tenth, and to load all of it took about half of the time that the module added to the
 * start of a server. The pool's files are not part of undici's public interface. With a version that has them elsewhere the
 * server gets the whole package.
 */
export function useUndiciPool(nuxt: Nuxt, resolve: (path: string) => string): void {
  if (!hasPoolFiles(createRequire(import.meta.url).resolve)) return
  const runtime = resolve('./runtime/')
  const pool = resolve('./runtime/server/upstream/node/undici-pool')
  addRollupPlugin(nuxt, ({ node, dev }) => node && !dev, {
    name: 'nuxt-sapcc:undici-pool',
    async resolveId(source, importer) {
      // The shop's own imports of undici, and those of other packages, stay as they are.
      if (source !== 'undici' || !importer?.startsWith(runtime)) return undefined
      return await this.resolve(pool, importer, { skipSelf: true })
    },
    async load(id) {
      if (!id.startsWith(`${pool}.`)) return undefined
      const esbuild = await loadEsbuild()
      return esbuild && await bundlePool(esbuild, dirname(id))
    },
  })
}

/** As `undici-pool.ts`, but that undici is evaluated with the first pool, and not at the start of the server. */
const ENTRY = `
export const errors = require(${JSON.stringify(POOL_FILES[1])})
export class Pool {
  constructor(origin, options) {
    return new (require(${JSON.stringify(POOL_FILES[0])}))(origin, options)
  }
}`

/** Makes one ES module of the pool and all it requires. @param folder where `undici` is found from. */
export async function bundlePool({ build }: Pick<Esbuild, 'build'>, folder: string): Promise<string> {
  const { outputFiles: [output] } = await build({
    stdin: { contents: ENTRY, resolveDir: folder },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    minifySyntax: true,
    minifyWhitespace: true,
    // undici is CommonJS, which requires what is built into Node.
    banner: { js: 'import { createRequire } from "node:module";const require = createRequire(import.meta.url);' },
    plugins: [withoutForms],
    logLevel: 'silent',
  })
  return output!.text
}

const withoutForms: Plugin = {
  name: 'nuxt-sapcc:undici-without-forms',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: FORMS }, ({ path }) => ({ path, namespace: 'without-forms' }))
    onLoad({ filter: FORMS, namespace: 'without-forms' }, () => ({ contents: 'exports.extractBody = () => { throw new TypeError("This build of undici sends no FormData.") }' }))
  },
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
