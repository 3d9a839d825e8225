import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runOrThrow } from '../../scripts/lib/run.ts'
import { packPackage } from '../package/pack.ts'

/**
 * Shops that have installed the packed module and a Nuxt of their own, which cannot be in one process with this
 * repository's. Their pages are those of `shop`; what else they have is in a folder with their name.
 */
export const installedShops = {
  /** The oldest version that the module says it works with. */
  'nuxt3': { files: 'nuxt3', pages: '.', nuxt: '3.21.0' },
  'nuxt3-newest': { files: 'nuxt3', pages: '.', nuxt: '3.21.11' },
  /**
   * The first version of each minor line before the one that this repository has. But for 4.0.0: newly installed, with
   * the newest `@rollup/plugin-replace`, its Nitro 2.12.0 answers 500 for the browser's files, with this module and without.
   */
  'nuxt4': { files: 'nuxt4', pages: 'app', nuxt: '4.0.1' },
  'nuxt4.1': { files: 'nuxt4', pages: 'app', nuxt: '4.1.0' },
  'nuxt4.2': { files: 'nuxt4', pages: 'app', nuxt: '4.2.0' },
  'nuxt4.3': { files: 'nuxt4', pages: 'app', nuxt: '4.3.0' },
  'nuxt4.4': { files: 'nuxt4', pages: 'app', nuxt: '4.4.2' },
  /** With the versions in its `package.json`; with Vite 8.4.0 its Cloudflare build ends with `INVALID_EXTERNAL_ID`, in Nuxt's own files. */
  'nuxt5': { files: 'nuxt5', pages: 'app' },
} as const satisfies Record<string, { files: string, pages: string, nuxt?: string }>

export type InstalledShop = keyof typeof installedShops

/** Version of a shop's Nuxt. */
export function nuxtOf(shop: InstalledShop): string {
  const { files, nuxt }: { files: string, nuxt?: string } = installedShops[shop]
  if (nuxt !== undefined) return nuxt
  const { dependencies } = JSON.parse(readFileSync(join(root, 'test', 'runtimes', files, 'package.json'), 'utf8')) as { dependencies: { nuxt: string } }
  return dependencies.nuxt.replace(/^.*@/, '')
}

const options = (cwd: string) => ({ cwd, env: { NODE_ENV: 'production', NUXT_TELEMETRY_DISABLED: '1', CONSOLA_LEVEL: '2' } })

/** One tarball, and each shop once per run. */
let tarball: Promise<string> | undefined
const installed = new Map<InstalledShop, Promise<string>>()
/** What each shop does by now: its builds share a folder, so that they cannot run side by side. */
const lastBuild = new Map<InstalledShop, Promise<unknown>>()

/**
 * Builds such a shop for a platform, the first time after it was installed and its types were checked.
 *
 * @param nitro what is set in Nitro's configuration.
 * @throws Error when that fails.
 */
export async function buildInstalledShop(shop: InstalledShop, preset: string, nitro: Record<string, unknown>): Promise<void> {
  const before = lastBuild.get(shop)
  const work = (async () => {
    await before?.catch(() => undefined)
    await build(shop, preset, nitro)
  })()
  lastBuild.set(shop, work)
  await work
}

async function build(shop: InstalledShop, preset: string, nitro: Record<string, unknown>): Promise<void> {
  const app = installed.get(shop) ?? install(shop)
  installed.set(shop, app)
  const { env, cwd } = options(await app)
  await runOrThrow(nuxtIn(cwd), ['build', '--logLevel=silent'], { cwd, env: { ...env, NITRO_PRESET: preset, RUNTIMES_NITRO: JSON.stringify(nitro) } })
}

async function install(shop: InstalledShop): Promise<string> {
  const { files, pages, nuxt }: { files: string, pages: string, nuxt?: string } = installedShops[shop]
  const app = join(root, '.cache', 'runtimes', 'installed', shop)
  const source = join(root, 'test', 'runtimes')
  rmSync(app, { recursive: true, force: true })
  mkdirSync(app, { recursive: true })
  cpSync(join(source, files), app, { recursive: true })
  if (!existsSync(join(app, 'server'))) cpSync(join(source, 'shop', 'server'), join(app, 'server'), { recursive: true })
  cpSync(join(source, 'shop', 'app'), join(app, pages), { recursive: true })
  tarball ??= packPackage(join(root, '.cache', 'runtimes', 'installed')).then(packed => packed.tarball)
  const manifest = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  manifest.dependencies['nuxt-sapcc'] = `file:${await tarball}`
  if (nuxt !== undefined) manifest.dependencies.nuxt = nuxt
  writeFileSync(join(app, 'package.json'), JSON.stringify(manifest, null, 2))
  await runOrThrow('npm', ['install', '--include=dev', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], options(app))
  await runOrThrow(nuxtIn(app), ['typecheck'], options(app))
  return app
}

function nuxtIn(app: string): string {
  return join(app, 'node_modules', '.bin', 'nuxt')
}
