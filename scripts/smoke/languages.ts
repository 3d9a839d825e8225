import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { Client } from '../../test/harness/client.ts'
import { navigation } from '../../test/harness/redirect-login.ts'
import type { AppContents, NuxtLine } from './app.ts'
import { textOf, type RunningConsumer } from './app-checks.ts'
import type { Check } from './check.ts'

/** How `@nuxtjs/i18n` tells the language of a page: by a prefix of its path, or by a cookie alone. */
export type LanguageStrategy = 'prefix_except_default' | 'no_prefix'

/** Its newest version when this was written. */
const I18N = '10.6.0'

/** A page for customers only, one that signs in by redirect, and one that changes its language between two calls. */
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

/** Where a page leads a visitor to. */
async function locationOf(client: Client, path: string): Promise<string> {
  const { response } = await client.page(path, { redirect: 'manual' })
  return response.headers.get('location') ?? `none, status ${response.status}`
}

/** The language that the authorization server is asked to show its page in, when a visitor signs in by redirect on a page. */
async function languageOfLogin(client: Client, path: string): Promise<string | null> {
  const leaving = await client.fetch(await locationOf(client, path), navigation)
  return new URL(leaving.headers.get('location') ?? 'none:').searchParams.get('ui_locales')
}

/** The languages in which SAP was asked while a page was rendered. */
async function languagesOf({ sap }: RunningConsumer, client: Client, path: string, operation: 'getProducts' | 'getProduct'): Promise<unknown[]> {
  const before = sap.requests(operation).length
  const { response } = await client.page(path)
  assert.equal(response.status, 200)
  return sap.requests(operation).slice(before).map(({ query }) => query.lang)
}

/** A browser with the cookie in which `@nuxtjs/i18n` keeps a visitor's choice. */
function germanVisitor(url: string): Client {
  const client = new Client(url)
  client.jar.set('i18n_redirected=de; Path=/', url)
  return client
}

const prefixChecks: readonly Check<RunningConsumer>[] = [
  {
    name: 'leads from a page in a language to the sign-in page in it',
    async run({ app: { url } }) {
      const client = new Client(url)
      assert.equal(await locationOf(client, '/members?tab=1'), '/login?returnTo=/members?tab=1')
      assert.equal(await locationOf(client, '/de/members'), '/de/login?returnTo=/de/members')
      assert.equal(textOf((await client.page('/de/login')).html, 'language'), 'de')
    },
  },
  {
    name: 'goes on in that language at the authorization server',
    async run({ app: { url } }) {
      assert.equal(await languageOfLogin(new Client(url), '/de/login?leave=1'), 'de')
      assert.equal(await languageOfLogin(new Client(url), '/login?leave=1'), 'en')
    },
  },
  {
    name: 'calls OCC in the language of the page',
    async run(running) {
      // New visitors: who has been on a German page is led back there from the start page.
      const visitor = () => new Client(running.app.url)
      assert.deepEqual(await languagesOf(running, visitor(), '/de', 'getProducts'), ['de'])
      assert.deepEqual(await languagesOf(running, visitor(), '/', 'getProducts'), ['en'])
    },
  },
]

const cookieChecks: readonly Check<RunningConsumer>[] = [
  {
    name: 'leads to the sign-in page, which is in the language of the visitor\'s cookie',
    async run({ app: { url } }) {
      const client = germanVisitor(url)
      assert.equal(await locationOf(client, '/members'), '/login?returnTo=/members')
      assert.equal(textOf((await client.page('/login')).html, 'language'), 'de')
    },
  },
  {
    name: 'goes on in that language at the authorization server',
    async run({ app: { url } }) {
      assert.equal(await languageOfLogin(germanVisitor(url), '/login?leave=1'), 'de')
      assert.equal(await languageOfLogin(new Client(url), '/login?leave=1'), 'en')
    },
  },
  {
    name: 'calls OCC in that language',
    async run(running) {
      assert.deepEqual(await languagesOf(running, germanVisitor(running.app.url), '/', 'getProducts'), ['de'])
      assert.deepEqual(await languagesOf(running, new Client(running.app.url), '/', 'getProducts'), ['en'])
      assert.deepEqual(await languagesOf(running, new Client(running.app.url), '/switch', 'getProduct'), ['en', 'de'])
    },
  },
]

/** What a running shop in two languages is checked for. */
export const languageChecks: Record<LanguageStrategy, readonly Check<RunningConsumer>[]> = { prefix_except_default: prefixChecks, no_prefix: cookieChecks }
