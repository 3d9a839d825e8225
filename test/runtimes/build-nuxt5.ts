import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runOrThrow } from '../../scripts/lib/run.ts'
import { packPackage } from '../../scripts/smoke/package.ts'

/**
 * Builds the shop in Nuxt 5, and checks its types, as a shop of its own that has installed the package:
 * its Nuxt and this repository's cannot be in one process.
 *
 * @param folder in which the server is put as `output`.
 * @throws Error when that fails.
 */
export async function buildInNuxt5(folder: string): Promise<void> {
  const app = join(folder, 'app')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(join(root, 'test', 'runtimes', 'nuxt5'), app, { recursive: true })
  cpSync(join(root, 'test', 'runtimes', 'shop', 'app'), join(app, 'app'), { recursive: true })
  const { tarball } = await packPackage(folder)
  const manifest = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  manifest.dependencies['nuxt-sapcc'] = `file:${tarball}`
  writeFileSync(join(app, 'package.json'), JSON.stringify(manifest, null, 2))
  const options = { cwd: app, env: { NODE_ENV: 'production', NUXT_TELEMETRY_DISABLED: '1', CONSOLA_LEVEL: '2' } }
  await runOrThrow('npm', ['install', '--include=dev', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], options)
  const nuxt = join(app, 'node_modules', '.bin', 'nuxt')
  await runOrThrow(nuxt, ['typecheck'], options)
  await runOrThrow(nuxt, ['build'], options)
  renameSync(join(app, '.output'), join(folder, 'output'))
}
