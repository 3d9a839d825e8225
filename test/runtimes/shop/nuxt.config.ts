/** A small shop that is built once for each platform. `RUNTIMES_NITRO` has what a platform needs in its Nitro configuration, as JSON. */
export default defineNuxtConfig({
  modules: ['../../../src/module'],
  devtools: { enabled: false },
  routeRules: { '/cached': { swr: 60 } },
  future: { compatibilityVersion: 4 },
  compatibilityDate: '2026-11-01',
  nitro: JSON.parse(process.env.RUNTIMES_NITRO ?? '{}'),
  telemetry: false,
})
