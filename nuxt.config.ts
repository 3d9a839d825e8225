/** Runs the playground from the repository's root: `nuxt dev` here is the demo shop with the module's source. */
export default defineNuxtConfig({
  modules: ['./src/module'],
  devtools: { enabled: false },
  runtimeConfig: {
    // Where the stand-in for SAP Commerce is, for the buttons that break and mend it.
    standInUrl: '',
  },
  dir: { public: 'playground/public' },
  srcDir: 'playground',
  serverDir: 'playground/server',
  compatibilityDate: '2026-11-01',
  // Sessions on the server outlive a restart of the development server.
  nitro: { devStorage: { sapcc: { driver: 'fs', base: './.data/sapcc' } } },
  telemetry: false,
  sapcc: {
    // What the backend has beyond OCC.
    openapi: './playground/occ-api.yaml',
    auth: { loginPage: '/sign-in' },
  },
})
