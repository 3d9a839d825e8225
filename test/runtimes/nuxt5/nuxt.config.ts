/** The shop of `../shop` in Nuxt 5, with the packed module: its `app` is copied next to this file. */
export default defineNuxtConfig({
  modules: ['nuxt-sapcc'],
  devtools: { enabled: false },
  routeRules: { '/cached': { swr: 60 } },
  compatibilityDate: '2026-11-01',
  nitro: JSON.parse(process.env.RUNTIMES_NITRO ?? '{}'),
  telemetry: false,
})
