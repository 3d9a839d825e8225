/** Runs the playground from the repository's root: `nuxt dev` here is the demo shop with the module's source. */
export default defineNuxtConfig({
  modules: ['./src/module'],
  devtools: { enabled: false },
  srcDir: 'playground',
  serverDir: 'playground/server',
  dir: { public: 'playground/public' },
  runtimeConfig: {
    // Where the stand-in for SAP Commerce is, for the buttons that break and mend it.
    standInUrl: '',
  },
  compatibilityDate: '2026-11-01',
  telemetry: false,
  sapcc: {
    auth: { loginPage: '/sign-in' },
  },
})
