/** Runs the playground from the repository's root: `nuxt dev` here is the demo shop with the module's source. */
export default defineNuxtConfig({
  modules: ['./src/module'],
  srcDir: 'playground',
  serverDir: 'playground/server',
  dir: { public: 'playground/public' },
  devtools: { enabled: false },
  compatibilityDate: '2026-11-01',
})
