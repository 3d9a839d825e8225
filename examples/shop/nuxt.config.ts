// Where SAP is while developing: the stand-in at its own port. Variables win, and are all there is in
// production: NUXT_SAPCC_API_URI, NUXT_SAPCC_API_BASE_SITE_ID, NUXT_SAPCC_OAUTH_URI, NUXT_SAPCC_OAUTH_CLIENT_ID,
// NUXT_SAPCC_OAUTH_CLIENT_SECRET, NUXT_SAPCC_PUBLIC_URL, NUXT_SAPCC_SESSION_PASSWORD.
const standIn = {
  api: { uri: 'http://127.0.0.1:9002/occ/v2', baseSiteId: 'electronics' },
  oauth: { uri: 'http://127.0.0.1:9002/authorizationserver', clientId: 'storefront', clientSecret: 'storefront-secret' },
}

export default defineNuxtConfig({
  modules: ['nuxt-sapcc'],
  $development: { runtimeConfig: { sapcc: standIn } },
  css: ['~/assets/main.css'],
  runtimeConfig: { sapcc: { api: { defaultLanguage: 'en', defaultCurrency: 'USD' } } },
  compatibilityDate: '2026-11-01',
  sapcc: { auth: { loginPage: '/login' } },
})
