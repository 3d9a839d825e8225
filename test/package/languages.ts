import { join } from 'node:path'
import type { AppContents, NuxtLine } from './app.ts'

/** How `@nuxtjs/i18n` tells the language of a page: by a prefix of its path, or by a cookie alone. */
export type LanguageStrategy = 'prefix_except_default' | 'no_prefix'

/** Its newest version when this was written. */
const I18N = '10.6.0'

/** A page for customers only, one that signs in by redirect, one that changes its language between two calls, and one where a visitor chooses it. */
const pages = {
  'members.vue': `<script setup>
definePageMeta({ middleware: 'sapcc-auth' })
</script>
<template><p>members</p></template>
`,
  'login.vue': `<script setup>
const { login } = useSapccSession()
const { locale } = useI18n()
const { query } = useRoute()
if (query.leave) await login()
</script>
<template><p id="language">{{ locale }}</p></template>
`,
  'switch.vue': `<script setup>
const sdk = useSdk()
const { setLocale } = useI18n()
await sdk.sapcc.getProduct({ productCode: '325234' })
await setLocale('de')
await sdk.sapcc.getProduct({ productCode: '325234' })
</script>
<template><p>switched</p></template>
`,
  'choose.vue': `<script setup>
const { language, setLanguage } = await useSapccSiteContext()
const { data: product } = await useSapccData('getProduct', { productCode: '325234' })
</script>
<template>
  <p id="chosen">{{ language }} {{ $i18n.locale }}</p>
  <p id="product">{{ product?.code }}</p>
  <button id="german" @click="setLanguage('de')">Deutsch</button>
</template>
`,
}

/** What makes the application of `test/fixtures/consumer` a shop in two languages. */
export function languageContents({ languages, srcDir }: NuxtLine): AppContents {
  if (!languages) return { dependencies: {} }
  return {
    dependencies: { '@nuxtjs/i18n': I18N },
    files: {
      'nuxt.config.ts': `export default defineNuxtConfig({
  modules: ['@nuxtjs/i18n', 'nuxt-sapcc'],
  i18n: {
    strategy: '${languages}',
    defaultLocale: 'en',
    locales: [{ code: 'en', language: 'en-US' }, { code: 'de', language: 'de-DE' }],
  },
  compatibilityDate: '2025-07-01',
})
`,
      ...Object.fromEntries(Object.entries(pages).map(([name, source]) => [join(srcDir, 'pages', name), source])),
    },
  }
}
