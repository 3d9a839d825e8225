import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { root, runOrThrow } from '../../scripts/lib/run.ts'
import { CART_PATH } from '../servers/listen.ts'
import { writeDocument } from './document-of-operations.ts'
import type { Load } from './load.ts'
import { startNuxt } from './servers.ts'
import type { BenchServer } from './servers.ts'

/** The ways in which the bench's app is built, each with what differs from the plain one. */
const BUILDS = {
  'with-module': {},
  'without-module': { BENCH_WITHOUT_MODULE: '1' },
  // The app without the module, with Alokai's SDK and a proxy of its own.
  'neighbours': { BENCH_WITHOUT_MODULE: '1', BENCH_NEIGHBOURS: '1' },
  'without-fast-path': { SAPCC_BENCH_WITHOUT_FAST_PATH: '1' },
  'without-opened-cookies': { BENCH_WITHOUT_OPENED_COOKIES: '1' },
  'with-long-lived-events': { BENCH_LONG_LIVED_EVENTS: '1' },
  'with-telemetry': { BENCH_TELEMETRY: '1' },
  'with-async-functions': { BENCH_ASYNC: '1' },
  'with-document': {},
  'worker-with-module': { BENCH_PRESET: 'cloudflare-module' },
  'worker-without-module': { BENCH_PRESET: 'cloudflare-module', BENCH_WITHOUT_MODULE: '1' },
} as const satisfies Record<string, Record<string, string>>

export type BuildName = keyof typeof BUILDS

/** The folder of a build. */
export function buildFolder(name: BuildName): string {
  return join(root, '.cache', 'builds', 'bench', name)
}

/**
 * Builds the bench's app, unless `REUSE_BUILDS=1` says that the build of the last run will do.
 *
 * @returns milliseconds it took; `undefined` when there was nothing to do.
 */
export async function buildShop(name: BuildName): Promise<number | undefined> {
  if (process.env.REUSE_BUILDS === '1' && existsSync(join(buildFolder(name), 'output', 'server', 'index.mjs'))) return undefined
  return await timeBuild(name)
}

/** Builds the bench's app in any case. @returns milliseconds it took. */
export async function timeBuild(name: BuildName): Promise<number> {
  const folder = buildFolder(name)
  rmSync(folder, { recursive: true, force: true })
  const env: Record<string, string> = name === 'with-document' ? { BENCH_DOCUMENT: writeDocument(join(root, '.cache', 'builds', 'bench')) } : BUILDS[name]
  const begun = performance.now()
  await runOrThrow('node', [join(root, 'scripts', 'build-app.ts'), fileURLToPath(new URL('../app', import.meta.url)), folder], {
    env: { NODE_ENV: 'production', NUXT_TELEMETRY_DISABLED: '1', CONSOLA_LEVEL: '2', ...env },
  })
  return performance.now() - begun
}

/** The entry of a build's server. */
export function serverEntry(name: BuildName): string {
  return join(buildFolder(name), 'output', 'server', 'index.mjs')
}

/** Settings of a shop. @param upstream origin of the upstream. */
export function shopSettings(upstream: string): Record<string, string> {
  return {
    NUXT_SAPCC_API_URI: `${upstream}/occ/v2`,
    NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
    NUXT_SAPCC_OAUTH_URI: `${upstream}/authorizationserver`,
    NUXT_SAPCC_OAUTH_CLIENT_ID: 'bench',
    NUXT_SAPCC_OAUTH_CLIENT_SECRET: 'a client secret for measurements',
    NUXT_SAPCC_OAUTH_PKCE_SUPPORTED: 'false',
    NUXT_SAPCC_SESSION_PASSWORD: 'a session password for measurements',
    // Of the pages with plain `$fetch`.
    NUXT_BENCH_SAP: `${upstream}/occ/v2/electronics`,
  }
}

/**
 * Starts a production build in a process of its own.
 *
 * @param upstream origin of the upstream.
 * @param env what differs from the other shops.
 */
export function startShop(name: BuildName, upstream: string, env: Record<string, string> = {}): Promise<BenchServer> {
  return startNuxt(serverEntry(name), { ...shopSettings(upstream), ...env })
}

/** A call of an operation, as the browser sends it. */
export const CALL = { method: 'POST', body: '[{}]', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } } as const

/** A read through the raw proxy, as the browser sends it. */
export const READ = { method: 'GET', headers: { 'sec-fetch-site': 'same-origin' } } as const

/** Adds a cookie to the headers of a load. */
export function withCookie(load: Omit<Load, 'url'>, cookie: string): Omit<Load, 'url'> {
  return { ...load, headers: { ...load.headers, cookie } }
}

/** Addresses of what is called in a shop. */
export function shopUrls(shop: BenchServer): { getCart: string, rawProxy: string } {
  return { getCart: `${shop.url}/api/sapcc/getCart`, rawProxy: `${shop.url}/api/occ${CART_PATH.replace('/occ/v2', '')}` }
}
