/** Runs the playground from the repository's root: `nuxt dev` here is the demo shop with the module's source. */
export default defineNuxtConfig({
  modules: ['./src/module'],
  devtools: { enabled: false },
  dir: { public: 'playground/public' },
  srcDir: 'playground',
  serverDir: 'playground/server',
  compatibilityDate: '2026-11-01',
})
