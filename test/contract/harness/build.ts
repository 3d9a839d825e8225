import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { sourcesHash } from '../../../scripts/lib/sources-hash.ts'
import { attempt } from '../../setup/attempt.ts'
import { apps, entryOf, folderOf, root, type ContractApp } from './apps.ts'
import { buildNitro2 } from './build-nitro2.ts'
import { buildNitro3 } from './build-nitro3.ts'

const source = join(root, 'test', 'contract', 'app')

/** What both Nitros are told in the same words. */
export interface CommonConfig {
  rootDir: string
  buildDir: string
  output: { dir: string }
  dev: false
  preset: string
  baseURL: string
  compatibilityDate: '2025-10-01'
  sourceMap: false
  alias: Record<string, string>
  plugins: string[]
  handlers: { route: string, handler: string, middleware?: boolean }[]
  errorHandler?: string
  routeRules: Record<string, { cache?: { maxAge: number }, swr?: number, isr?: number, prerender?: boolean }>
  runtimeConfig: Record<string, unknown>
  storage: Record<string, { driver: string }>
  publicAssets: { dir: string, baseURL: string }[]
}

/** What the apps are made of, relative to the repository's root. */
const SOURCES = ['src/runtime', 'test/contract/app', 'test/contract/harness', 'package-lock.json']

/** Global setup: builds every app whose build is not of the present sources. With `REUSE_BUILDS=1` every build is kept. */
export default async function setup(): Promise<void> {
  const hash = sourcesHash(SOURCES)
  for (const app of apps) {
    const hashFile = join(folderOf(app), 'sources-hash.txt')
    if (process.env.REUSE_BUILDS === '1' ? existsSync(entryOf(app)) : existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) continue
    await attempt(async () => {
      rmSync(folderOf(app), { recursive: true, force: true })
      await (app.nitro === 'nitro2' ? buildNitro2(commonConfig(app)) : buildNitro3(commonConfig(app)))
      writeFileSync(hashFile, hash)
    })
  }
}

function commonConfig(app: ContractApp): CommonConfig {
  const shop = (file: string) => join(source, app.nitro, file)
  return {
    rootDir: source,
    buildDir: join(folderOf(app), 'build'),
    output: { dir: folderOf(app) },
    dev: false,
    preset: app.preset,
    baseURL: app.baseURL,
    compatibilityDate: '2025-10-01',
    sourceMap: false,
    alias: {
      '#sapcc/platform': join(root, 'src', 'runtime', 'server', 'platform', app.nitro, 'index.ts'),
      '#sapcc/fast-path': join(source, 'nitro2', app.hasFastPath ? 'fast-path.ts' : 'no-fast-path.ts'),
    },
    plugins: [join(source, 'plugin.ts'), ...app.hasShop ? [shop('shop-plugin.ts')] : []],
    handlers: [
      ...app.hasShop ? [{ route: app.nitro === 'nitro2' ? '' : '/**', middleware: true, handler: shop('shop-middleware.ts') }] : [],
      { route: '/probe/:name', handler: join(source, 'route.ts') },
      { route: '/below/**', handler: join(source, 'route.ts') },
      { route: '/__nuxt_error', handler: shop('error-page.ts') },
      { route: '/self-cached', handler: shop('self-cached.ts') },
      ...['/shop/:kind', '/cache/:kind', '/swr/:kind', '/isr/:kind', '/prerender/:kind'].map(route => ({ route, handler: shop('shop-route.ts') })),
    ],
    ...app.hasShop && { errorHandler: shop('shop-error.ts') },
    routeRules: {
      '/cache/**': { cache: { maxAge: 60 } },
      '/swr/**': { swr: 60 },
      '/isr/**': { isr: 60 },
      '/prerender/**': { prerender: true },
    },
    runtimeConfig: { app: { baseURL: app.baseURL }, sapcc: { setting: 'built' } },
    storage: { sapcc: { driver: 'memory' } },
    publicAssets: [{ dir: join(source, 'public'), baseURL: '/' }],
  }
}
