import { defineConfig } from '@playwright/test'

const shop = 'http://127.0.0.1:4011'
const sap = 'http://127.0.0.1:9011'

export default defineConfig({
  testDir: 'test/browser',
  // Without CHROMIUM_PATH Playwright's own Chromium: npx playwright install chromium
  use: { baseURL: shop, launchOptions: { executablePath: process.env.CHROMIUM_PATH } },
  webServer: [
    { command: 'npx nuxt-sapcc-stand-in --port 9011', url: sap },
    {
      // After `npm run build`.
      command: 'node .output/server/index.mjs',
      url: shop,
      env: {
        HOST: '127.0.0.1',
        PORT: '4011',
        NUXT_SAPCC_PUBLIC_URL: shop,
        NUXT_SAPCC_SESSION_PASSWORD: 'a session password that only tests use',
        NUXT_SAPCC_API_URI: `${sap}/occ/v2`,
        NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
        NUXT_SAPCC_OAUTH_URI: `${sap}/authorizationserver`,
        NUXT_SAPCC_OAUTH_CLIENT_ID: 'storefront',
        NUXT_SAPCC_OAUTH_CLIENT_SECRET: 'storefront-secret',
      },
    },
  ],
})
