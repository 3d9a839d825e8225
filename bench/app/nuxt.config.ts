import { fileURLToPath } from 'node:url'
import process from 'node:process'
import { withLongLivedEvents } from './with-long-lived-events'
import { withoutOpenedCookies } from './without-opened-cookies'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const isSet = (name: string) => process.env[name] === '1'

const withModule = !isSet('BENCH_WITHOUT_MODULE')
const view = (name: string) => here(`./app/views/${name}.vue`)

/** Pages by their path: the same in all builds, so that builds differ in nothing but the module. */
const PAGES = {
  '/': withModule ? 'start-page-with-module' : 'start-page',
  '/product': withModule ? 'product-with-module' : 'product-with-fetch',
  '/product-without-data': 'product-without-data',
  '/product-from-memory': 'product-from-memory',
  '/customer': withModule ? 'customer-with-module' : 'customer-with-fetch',
  ...(isSet('BENCH_NEIGHBOURS') ? { '/product-with-alokai': 'product-with-alokai' } : {}),
}

/** The smallest app there is, with the module, or without it to tell what the module adds. */
export default defineNuxtConfig({
  modules: withModule ? [here('../../src/module')] : [],
  pages: true,
  devtools: { enabled: false },
  runtimeConfig: { bench: { sap: '', alokai: '' } },
  // As a shop has them by default.
  sourcemap: { server: true, client: false },
  future: { compatibilityVersion: 4 },
  compatibilityDate: '2026-11-01',
  nitro: {
    // As a shop gets the module: Nitro rewrites the repository's source for older runtimes, but no package in `node_modules`.
    esbuild: { options: { target: 'esnext' } },
    ...(process.env.BENCH_PRESET ? { preset: process.env.BENCH_PRESET } : {}),
    handlers: isSet('BENCH_NEIGHBOURS') ? [{ route: '/api/plain', handler: here('./server/only/plain.ts') }] : [],
    plugins: [
      ...(isSet('BENCH_ASYNC') ? [here('./server/only/async-functions.ts')] : []),
      ...(isSet('BENCH_TELEMETRY') ? [here('./server/only/telemetry.ts')] : []),
    ],
    ...(isSet('BENCH_LONG_LIVED_EVENTS') ? { rollupConfig: { output: {}, plugins: [withLongLivedEvents()] } } : {}),
    ...(isSet('BENCH_WITHOUT_OPENED_COOKIES') ? { rollupConfig: { output: {}, plugins: [withoutOpenedCookies()] } } : {}),
  },
  telemetry: false,
  hooks: {
    'pages:extend': (pages) => {
      pages.push(...Object.entries(PAGES).map(([path, name]) => ({ name, path, file: view(name) })))
    },
  },
  sapcc: {
    ...(isSet('BENCH_TELEMETRY') ? { telemetry: true } : {}),
    ...(process.env.BENCH_DOCUMENT ? { openapi: process.env.BENCH_DOCUMENT } : {}),
  },
})
