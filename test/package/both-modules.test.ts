import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startAlokai, type Alokai } from '../harness/alokai.ts'
import { Client } from '../harness/client.ts'
import { startSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import { folderOf, installApp, nuxt3, nuxt4, type ConsumerApp, type NuxtLine } from './app.ts'

/** A shop that has the published `@vue-storefront/nuxt` beside this module, as docs/moving-from-alokai.md describes it. */
interface BothModules extends NuxtLine {
  /** Version of `@vue-storefront/nuxt`. */
  alokai: string
  /** The key of its options in nuxt.config.ts. */
  configKey: 'vsf' | 'alokai'
  /** What its `sdk.config.ts` reads from the context, and how it forms the addresses. */
  context: string
  addresses: string
  /** Replacements of packages that are not public, by path. */
  files: Record<string, string>
  dependencies: Record<string, string>
}

/** Its two versions that are published and still install: for Nuxt 3, and for Nuxt 4. */
const bothModules: readonly BothModules[] = [
  {
    title: '@vue-storefront/nuxt 3.1.1 in Nuxt 3',
    manager: 'npm',
    version: '3.21.9',
    ...nuxt3,
    alokai: '3.1.1',
    configKey: 'vsf',
    context: 'middlewareUrl',
    addresses: 'apiUrl: middlewareUrl',
    files: {},
    dependencies: {},
  },
  {
    title: '@vue-storefront/nuxt 13.0.0 in Nuxt 4',
    manager: 'npm',
    ...nuxt4,
    alokai: '13.0.0',
    configKey: 'alokai',
    context: 'config',
    addresses: 'apiUrl: config.apiUrl, ssrApiUrl: config.ssrApiUrl',
    // Only Alokai's customers can install these two. The first one is the name of `@vue-storefront/sdk` there, and a logger; the
    // second reports measurements. The module itself is the published one.
    files: {
      'stubs/connect/package.json': JSON.stringify({ name: '@alokai/connect', version: '2.5.0', type: 'module', exports: { './sdk': './sdk.mjs', './logger': './logger.mjs' } }),
      'stubs/connect/sdk.mjs': 'export * from \'@vue-storefront/sdk\'\n',
      'stubs/connect/logger.mjs': `export const createStorefrontLogger = () => console
export const withStorefrontScope = logger => logger
export const installConsoleBridge = () => {}
`,
      'stubs/instrumentation/package.json': JSON.stringify({ name: '@alokai/instrumentation-nuxt-module', version: '1.0.1', type: 'module', exports: './module.mjs' }),
      'stubs/instrumentation/module.mjs': 'export default () => {}\n',
    },
    dependencies: { '@alokai/connect': 'file:stubs/connect', '@alokai/instrumentation-nuxt-module': 'file:stubs/instrumentation', '@nuxt/image': '^2.0.0' },
  },
]

/** A page that shows who is signed in, by one of the SDKs. */
const page = (composable: string) => `<script setup>
const sdk = ${composable}()
const { data: user } = await useAsyncData('me', async () => ({ name: (await sdk.sapcc.getUser({})).name }))
</script>
<template><main><p id="name">{{ user?.name }}</p></main></template>
`

/** The app of steps 1 to 3. What differs between the steps is the environment. */
function filesOf({ configKey, context, addresses, files, srcDir }: BothModules): Record<string, string> {
  return {
    ...files,
    'nuxt.config.ts': `export default defineNuxtConfig({
  modules: ['@vue-storefront/nuxt', 'nuxt-sapcc'],
  ${configKey}: { middleware: { apiUrl: 'http://localhost:4000', ssrApiUrl: 'http://localhost:4000' } },
  compatibilityDate: '2026-11-01',
})
`,
    [join(srcDir, 'sdk.config.ts')]: `export default defineSdkConfig(({ buildModule, middlewareModule, getRequestHeaders, ${context} }) => ({
  sapcc: buildModule(middlewareModule, { ${addresses}, defaultRequestConfig: { headers: getRequestHeaders() } }),
}))
`,
    [join(srcDir, 'sapcc.config.ts')]: `export default defineSapccSdkConfig(({ buildModule, sapccModule }) => ({
  sapcc: buildModule(sapccModule, { refreshToken: { ssrRefreshEnabled: true } }),
}))
`,
    [join(srcDir, 'pages', 'theirs.vue')]: page('useSdk'),
    [join(srcDir, 'pages', 'ours.vue')]: page('useSapccSdk'),
  }
}

describe.each(bothModules)('$title', (line) => {
  let app: ConsumerApp
  let alokai: Alokai

  beforeAll(async () => {
    app = await installApp(line, folderOf(line, inject('workFolder')), inject('managers')[line.manager], {
      files: filesOf(line),
      dependencies: { 'nuxt': line.version, 'nuxt-sapcc': `file:${inject('packed').tarball}`, '@vue-storefront/nuxt': line.alokai, '@vue-storefront/sdk': '^3.4.2', ...line.dependencies },
    })
    await app.run('nuxi', 'build')
    alokai = await startAlokai()
  })
  afterAll(() => alokai?.stop())

  async function withShop(env: Record<string, string>, use: (client: Client) => Promise<void>): Promise<void> {
    const theirs = `NUXT_PUBLIC_${line.configKey.toUpperCase()}_MIDDLEWARE`
    const shop = await startApp({
      entry: join(app.folder, '.output', 'server', 'index.mjs'),
      node: app.node,
      env: { [`${theirs}_API_URL`]: alokai.url, [`${theirs}_SSR_API_URL`]: alokai.url, ...env },
    })
    try {
      await use(new Client(shop.url))
    }
    finally {
      await shop.stop()
    }
  }

  const signInAtMiddleware = (client: Client) => client.jar.set(`${alokai.signIn()}; Path=/; HttpOnly`, client.url)

  it('both modules have the session at the middleware, and ours renews it for both', async () => {
    await withShop({ NUXT_PUBLIC_SAPCC_API_URL: alokai.url, NUXT_SAPCC_SESSION_PASSWORD: '' }, async (client) => {
      alokai.reset()
      signInAtMiddleware(client)
      expect([await nameOn(client, '/theirs'), await nameOn(client, '/ours')]).toEqual(['Jane Doe', 'Jane Doe'])
      alokai.expire()
      expect([await nameOn(client, '/theirs'), await nameOn(client, '/ours'), await nameOn(client, '/theirs')]).toEqual(['', 'Jane Doe', 'Jane Doe'])
      expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
    })
  })

  it('ours calls SAP by the app\'s own server, while theirs stays at the middleware', async () => {
    const sap = await startSap({ generation: 'jdk21' })
    try {
      await withShop(sap.env, async (client) => {
        alokai.reset()
        await client.signIn()
        sap.expireAccessTokens()
        expect(await nameOn(client, '/ours')).toMatch(/Jane/)
        expect(alokai.count('getUser')).toBe(0)
        signInAtMiddleware(client)
        expect(await nameOn(client, '/theirs')).toBe('Jane Doe')
        expect(alokai.count('getUser')).toBe(1)
      })
    }
    finally {
      await sap.stop()
    }
  })
})

async function nameOn(client: Client, path: string): Promise<string | undefined> {
  const { html } = await client.page(path)
  return /<p id="name">([^<]*)<\/p>/.exec(html)?.[1]?.trim()
}
