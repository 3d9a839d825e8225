import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApp } from '../../scripts/lib/apps.ts'
import { startAlokai } from '../harness/alokai.ts'
import type { Alokai } from '../harness/alokai.ts'
import { alokaiNuxtModule } from '../harness/alokai-nuxt-module.ts'
import { Client } from '../harness/client.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { createTemporaryApp, nuxtConfig } from '../harness/temporary-app.ts'
import type { TemporaryApp } from '../harness/temporary-app.ts'

const text = (html: string, id: string) => new RegExp(`<p id="${id}">([^<]*)</p>`).exec(html)?.[1]?.trim()

/** A page that shows who is signed in, by one of the SDKs. */
const page = (composable: string) => `<script setup>
const sdk = ${composable}()
const { data: user, error } = await useAsyncData('me', async () => ({ name: (await sdk.sapcc.getUser({})).name }))
</script>
<template><main><p id="name">{{ user?.name }}</p><p id="error">{{ error?.statusCode }}</p></main></template>
`

/** A shop as it is with Alokai's module, and its existing sdk.config.ts. */
const SDK_CONFIG = `export default defineSdkConfig(({ buildModule, middlewareModule, config, getRequestHeaders }) => ({
  sapcc: buildModule(middlewareModule, { apiUrl: config.apiUrl, ssrApiUrl: config.ssrApiUrl, defaultRequestConfig: { headers: getRequestHeaders() } }),
}))
`
const SAPCC_CONFIG = `export default defineSapccSdkConfig(({ buildModule, sapccModule }) => ({
  sapcc: buildModule(sapccModule, { refreshToken: { ssrRefreshEnabled: true } }),
}))
`

// docs/moving-from-alokai.md, step by step.
describe('a shop with @vue-storefront/nuxt', () => {
  let alokai: Alokai
  let sap: RunningSap
  let files: TemporaryApp
  let app: RunningApp | undefined
  let client: Client

  beforeAll(async () => {
    alokai = await startAlokai()
    sap = await startSap({ generation: 'jdk21' })
    files = createTemporaryApp({
      ...alokaiNuxtModule,
      'app/sdk.config.ts': SDK_CONFIG,
      'app/pages/theirs.vue': page('useSdk'),
    })
  })

  afterAll(async () => {
    await alokai?.stop()
    await sap?.stop()
    files?.dispose()
  })

  beforeEach(() => {
    alokai.reset()
    sap.reset()
  })

  afterEach(async () => {
    await app?.stop()
    app = undefined
  })

  const config = (modules: string[]) => nuxtConfig(modules.includes('@vue-storefront/nuxt') ? `alokai: { middleware: { apiUrl: '${alokai.url}', ssrApiUrl: '${alokai.url}' } },` : '')
    .replace(/modules: \[(.*)\]/, (_, own: string) => `modules: [${modules.map(name => name === 'nuxt-sapcc' ? own : JSON.stringify(name)).join(', ')}]`)

  const build = () => buildApp(files.root, join(files.root, '.build'))

  async function start(env: Record<string, string>): Promise<void> {
    app = await startApp({ entry: join(files.root, '.build', 'output', 'server', 'index.mjs'), env })
    client = new Client(app.url)
  }

  /** A customer of the existing middleware. */
  const signInAtMiddleware = () => client.jar.set(`${alokai.signIn()}; Path=/; HttpOnly`, app!.url)

  it('step 1 and 2: has both modules, theirs with `useSdk` and the existing sdk.config.ts, and one session at the middleware', async () => {
    files.write('nuxt.config.ts', config(['@vue-storefront/nuxt', 'nuxt-sapcc']))
    files.write('app/sapcc.config.ts', SAPCC_CONFIG)
    files.write('app/pages/ours.vue', page('useSapccSdk'))
    await build()
    await start({ NUXT_PUBLIC_SAPCC_API_URL: alokai.url, NUXT_SAPCC_SESSION_PASSWORD: '' })
    signInAtMiddleware()
    expect(text((await client.page('/theirs')).html, 'name')).toBe('Jane Doe')
    expect(text((await client.page('/ours')).html, 'name')).toBe('Jane Doe')

    // What their part of the shop cannot do, and ours can; their calls go on with the new cookie.
    alokai.expire()
    expect(text((await client.page('/theirs')).html, 'name')).toBe('')
    expect(text((await client.page('/ours')).html, 'name')).toBe('Jane Doe')
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
    expect(text((await client.page('/theirs')).html, 'name')).toBe('Jane Doe')
  })

  it('step 3: calls SAP Commerce by the app\'s own server, while what is left of theirs stays at the middleware', async () => {
    // The app of the steps before: only its environment is another.
    await start(sap.env)
    await client.signIn()
    sap.expireAccessTokens()
    expect(text((await client.page('/ours')).html, 'name')).toBe('Jane Doe')
    expect(alokai.count('getUser')).toBe(0)
    signInAtMiddleware()
    expect(text((await client.page('/theirs')).html, 'name')).toBe('Jane Doe')
    expect(alokai.count('getUser')).toBe(1)
  })

  it('step 4: is without their module, under the common names and with the other ones', async () => {
    files.write('nuxt.config.ts', config(['nuxt-sapcc']))
    files.remove('node_modules/@vue-storefront')
    files.remove('app/sapcc.config.ts')
    files.write('app/sdk.config.ts', SAPCC_CONFIG.replace('defineSapccSdkConfig', 'defineSdkConfig'))
    await build()
    await start(sap.env)
    await client.signIn()
    for (const path of ['/ours', '/theirs']) expect(text((await client.page(path)).html, 'name')).toBe('Jane Doe')
    expect(alokai.calls).toEqual([])
  })
})
