import { rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { apps, folderOf, root, type ContractApp } from './apps.ts'
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

/** vitest's global setup: builds every app. `REUSE_BUILDS=1` takes those of the last run. */
export default async function setup(): Promise<void> {
  if (process.env.REUSE_BUILDS === '1') return
  for (const app of apps) {
    rmSync(folderOf(app), { recursive: true, force: true })
    await (app.nitro === 'nitro2' ? buildNitro2(commonConfig(app)) : buildNitro3(commonConfig(app)))
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
