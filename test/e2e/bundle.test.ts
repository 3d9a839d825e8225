import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../../scripts/lib/apps.ts'
import { clientScripts, MAX_BUNDLE, measureBundle } from '../../scripts/lib/bundle-size.ts'
import { operations } from '../../src/runtime/server/occ/operations.ts'
import { createTemporaryApp, nuxtConfig } from '../harness/temporary-app.ts'

/** What a shop has on every page: calls, and who is looking. */
const APP_WITH = `<script setup>
const sdk = useSdk()
const { loggedIn, signOut } = useSapccSession()
const load = () => sdk.sapcc.getProduct({ productCode: '1' })
</script>
<template><p v-if="loggedIn" @click="signOut()">Shop</p><p v-else @click="load()">Shop</p></template>
`
const APP_WITHOUT = '<template><p>Shop</p></template>\n'

/** With callbacks, as most shops have them. */
const SDK_CONFIG = `export default defineSdkConfig(({ buildModule, sapccModule }) => ({
  sapcc: buildModule(sapccModule, { refreshToken: { callbacks: { onTokenRefreshError: () => undefined } } }),
}))
`

const withModule = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig(), 'app/app.vue': APP_WITH, 'app/sdk.config.ts': SDK_CONFIG })
const withoutModule = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig().replace(/modules: .*/, ''), 'app/app.vue': APP_WITHOUT })
const builds = { with: join(withModule.root, '.build'), without: join(withoutModule.root, '.build') }

beforeAll(async () => {
  await buildApp(withModule.root, builds.with)
  await buildApp(withoutModule.root, builds.without)
})

afterAll(() => {
  withModule.dispose()
  withoutModule.dispose()
})

describe('what the browser downloads', () => {
  it('is at most 8 KB more with the module', () => {
    const { added } = measureBundle(builds.with, builds.without)
    console.log(`The module adds ${added} bytes, gzipped.`)
    expect(added).toBeGreaterThan(0)
    expect(added).toBeLessThanOrEqual(MAX_BUNDLE)
  })

  it('has nothing of the table of operations', () => {
    const scripts = [...clientScripts(builds.with).values()].join('\n')
    // The page's own call shows that names would be found.
    expect(scripts).toContain('getProduct')
    const table = Object.entries(operations).filter(([name]) => name.length > 12)
    expect(table.length).toBeGreaterThan(200)
    expect(table.map(([name]) => name).filter(name => scripts.includes(name))).toEqual([])
    expect(scripts).not.toContain('/users/{userId}')
  })
})
