/**
 * `node scripts/build-app.ts <root> <build folder>`: what `nuxt build` does, but without source maps, and into a folder of
 * its own, so that the tests' builds and a developer's do not overwrite each other.
 */
import { join } from 'node:path'
import process from 'node:process'
import { buildNuxt, loadNuxt } from '@nuxt/kit'

const [rootDir, buildDir] = process.argv.slice(2)
if (!rootDir || !buildDir) throw new Error('Usage: build-app.ts <root> <build folder>')

const nuxt = await loadNuxt({
  cwd: rootDir,
  // They are a quarter of a build: only for apps that ask for them.
  defaults: { sourcemap: false },
  overrides: { buildDir, telemetry: false, vite: { logLevel: 'warn' }, nitro: { output: { dir: join(buildDir, 'output') }, logLevel: 1, logging: { compressedSizes: false, buildSuccess: false } } },
})
nuxt.hook('build:error', () => {
  process.exitCode = 1
})
await buildNuxt(nuxt)
await nuxt.close()
// Ends the process explicitly: Nitro reports some failures without throwing, and an open watcher would keep the process running.
process.exit(process.exitCode ?? 0)
