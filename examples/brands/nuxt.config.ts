// Where SAP is while developing: the stand-in at its own port. Variables win, and are all there is in
// production: NUXT_SAPCC_API_URI, NUXT_SAPCC_API_BASE_SITE_ID, NUXT_SAPCC_OAUTH_URI, NUXT_SAPCC_OAUTH_CLIENT_ID,
// NUXT_SAPCC_OAUTH_CLIENT_SECRET, NUXT_SAPCC_PUBLIC_URL, NUXT_SAPCC_SESSION_PASSWORD.
const standIn = {
  api: { uri: 'http://127.0.0.1:9002/occ/v2', baseSiteId: 'electronics' },
  oauth: { uri: 'http://127.0.0.1:9002/authorizationserver', clientId: 'storefront', clientSecret: 'storefront-secret' },
}

export default defineNuxtConfig({
  modules: ['@nuxtjs/i18n', 'nuxt-sapcc'],
  $development: { runtimeConfig: { sapcc: standIn } },
  runtimeConfig: {
    sapcc: {
      // One server, two brands: browsers take each name below `localhost` for this machine. In production the same as JSON: NUXT_SAPCC_PUBLIC_URL='["https://…",{"url":"https://…","baseSiteId":"apparel"}]'
      publicUrl: [
        { url: 'http://localhost:3000', baseSiteId: 'electronics', defaultCurrency: 'USD' },
        { url: 'http://apparel.localhost:3000', baseSiteId: 'apparel', defaultCurrency: 'EUR' },
      ],
    },
  },
  compatibilityDate: '2026-11-01',
  i18n: {
    defaultLocale: 'en',
    locales: [
      { code: 'en', language: 'en-GB', name: 'English', file: 'en.json' },
      { code: 'de', language: 'de-DE', name: 'Deutsch', file: 'de.json' },
    ],
  },
  sapcc: { auth: { loginPage: 'login' } }, // the name of a route: the page in the visitor's language
})
