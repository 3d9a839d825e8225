/** The shop of `../shop` in Nuxt 3, with the packed module: its `app` and `server` are copied next to this file. */
export default defineNuxtConfig({
  modules: ['nuxt-sapcc'],
  devtools: { enabled: false },
  // What `swr: 60` means. Nuxt 3.21.0 has no types for that one, next to newer versions of its own packages.
  routeRules: { '/cached': { cache: { swr: true, maxAge: 60 } } },
  sourcemap: false,
  compatibilityDate: '2026-11-01',
  nitro: JSON.parse(process.env.RUNTIMES_NITRO ?? '{}'),
  telemetry: false,
})
