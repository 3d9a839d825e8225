import { fileURLToPath } from 'node:url'
import process from 'node:process'

/** The smallest app there is, with the module, or without it to tell what the module adds. */
export default defineNuxtConfig({
  modules: process.env.BENCH_WITHOUT_MODULE === '1' ? [] : [fileURLToPath(new URL('../../src/module', import.meta.url))],
  devtools: { enabled: false },
  future: { compatibilityVersion: 4 },
  compatibilityDate: '2026-11-01',
  telemetry: false,
})
