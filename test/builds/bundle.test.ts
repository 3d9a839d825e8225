import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../../scripts/lib/apps.ts'
import { clientScripts, downloadedBytes, downloadedScripts, MAX_BUNDLE, measureBundle } from '../../scripts/lib/bundle-size.ts'
import { root } from '../../scripts/lib/run.ts'
import { operations } from '../../src/runtime/server/occ/operations.ts'
import { startApp } from '../harness/server.ts'
import { createTemporaryApp, nuxtConfig, type TemporaryApp } from '../harness/temporary-app.ts'

/** What a shop has on every page: calls, and the state of the session. */
const APP_WITH = `<script setup>
const sdk = useSdk()
const { loggedIn, signOut } = useSapccSession()
const load = () => sdk.sapcc.getProduct({ productCode: '1' })
</script>
<template><p v-if="loggedIn" @click="signOut()">Shop</p><p v-else @click="load()">Shop</p></template>
`
const APP_WITHOUT = '<template><p>Shop</p></template>\n'

/** Everything that a file and the module's files below it import: the importing file and the source. Types do not count. */
function importedBy(entry: string): [file: string, source: string][] {
  const found: [string, string][] = []
  const pending = [entry]
  for (const seen = new Set<string>(); pending.length > 0;) {
    const file = pending.pop()!
    if (seen.has(file)) continue
    seen.add(file)
    const sources = [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^\n]*from '([^']+)'/gm)].map(([, source = '']) => source)
    for (const source of sources) {
      found.push([file, source])
      if (source.startsWith('.')) pending.push(`${join(dirname(file), source)}.ts`)
    }
  }
  return found
}

/** With callbacks, as most shops have them. */
const SDK_CONFIG = `export default defineSdkConfig(({ buildModule, sapccModule }) => ({
  sapcc: buildModule(sapccModule, { refreshToken: { callbacks: { onTokenRefreshError: () => undefined } } }),
}))
`

const withModule = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig(), 'app/app.vue': APP_WITH, 'app/sdk.config.ts': SDK_CONFIG })
const withoutModule = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig().replace(/modules: .*/, ''), 'app/app.vue': APP_WITHOUT })

/** An app with pages, one of which has data of its own. */
const appWithPages = (setup: string, action: string) => ({
  'app/app.vue': '<template><NuxtPage /></template>\n',
  'app/pages/index.vue': `<script setup>
const route = useRoute()
const { data } = await useAsyncData(() => route.path, () => Promise.resolve(1))
${setup}
</script>
<template><p @click="${action}">Shop {{ data }}</p></template>
`,
  'app/pages/other.vue': '<template><p>Other <NuxtLink to="/">Shop</NuxtLink></p></template>\n',
})
const pagesWithModule = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig(), 'app/sdk.config.ts': SDK_CONFIG, ...appWithPages('const sdk = useSdk()', 'sdk.sapcc.getProduct({ productCode: \'1\' })') })
/** The same, with a page for customers only. */
const guardedPages = createTemporaryApp({
  'nuxt.config.ts': nuxtConfig(),
  'app/sdk.config.ts': SDK_CONFIG,
  ...appWithPages('const sdk = useSdk()', 'sdk.sapcc.getProduct({ productCode: \'1\' })'),
  'app/pages/account/index.vue': '<script setup>\ndefinePageMeta({ middleware: \'sapcc-auth\' })\n</script>\n<template><p>Account</p></template>\n',
})
const pagesWithoutModule = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig().replace(/modules: .*/, ''), ...appWithPages('', '$router.push(\'/other\')') })

/** How a page uses a composable, and text of it that is in no other script. */
const COMPOSABLES = {
  useSapccSession: { setup: 'const { status: shown } = useSapccSession()', trace: '/auth/login?returnTo=' },
  useSapccData: { setup: 'const { data: shown } = await useSapccData(\'getProduct\', { productCode: \'1\' })', trace: 'TransformError' },
  useSapccUser: { setup: 'const { name: shown } = await useSapccUser()', trace: 'uid,name' },
  useSapccCart: { setup: 'const { count: shown } = useSapccCart()', trace: 'InsufficientStockError' },
  useSapccSiteContext: { setup: 'const { language: shown } = useSapccSiteContext()', trace: 'UnsupportedCurrencyError' },
}
const composablePage = (setup = 'const shown = 1') => `<script setup>
const { sapcc } = useSdk()
const { data } = await useAsyncData('one', () => Promise.resolve(1))
${setup}
</script>
<template><p @click="sapcc.getProduct({ productCode: '1' })">{{ data }} {{ shown }}</p></template>
`
/** A page for each composable, and one without any. */
const composablePages = createTemporaryApp({
  'nuxt.config.ts': nuxtConfig(),
  'app/sdk.config.ts': SDK_CONFIG,
  'app/app.vue': '<template><NuxtPage /></template>\n',
  'app/pages/index.vue': composablePage(),
  ...Object.fromEntries(Object.entries(COMPOSABLES).map(([name, { setup }]) => [`app/pages/${name}.vue`, composablePage(setup)])),
})

const apps = [withModule, withoutModule, pagesWithModule, guardedPages, pagesWithoutModule, composablePages]
const buildOf = (app: TemporaryApp) => join(app.root, '.build')
const builds = { with: buildOf(withModule), without: buildOf(withoutModule), pagesWith: buildOf(pagesWithModule), guarded: buildOf(guardedPages), pagesWithout: buildOf(pagesWithoutModule), composables: buildOf(composablePages) }

beforeAll(async () => {
  for (const app of apps) await buildApp(app.root, buildOf(app))
})

afterAll(() => {
  for (const app of apps) app.dispose()
})

describe('what the browser downloads', () => {
  it('is at most 8 KB more with the module', async () => {
    const { added } = await measureBundle(builds.with, builds.without)
    console.log(`The module adds ${added} bytes, gzipped.`)
    expect(added).toBeGreaterThan(0)
    expect(added).toBeLessThanOrEqual(MAX_BUNDLE)
  })

  it('is at most 8 KB more for a page that makes calls in an app with pages', async () => {
    const { added } = await measureBundle(builds.pagesWith, builds.pagesWithout, ['pages/index.vue'])
    console.log(`The module adds ${added} bytes in an app with pages, gzipped.`)
    expect(added).toBeGreaterThan(0)
    expect(added).toBeLessThanOrEqual(MAX_BUNDLE)
  })

  it('has the middleware of guarded pages only in an app that has such a page: it is prefetched there', async () => {
    const [guarded, open] = await Promise.all([builds.guarded, builds.pagesWith].map(folder => measureBundle(folder, builds.pagesWithout, ['pages/index.vue'])))
    // The guarded page itself is in it, too.
    console.log(`A guarded page adds ${guarded!.added - open!.added} bytes, gzipped.`)
    expect(guarded!.added - open!.added).toBeGreaterThan(800)
    expect(guarded!.added - open!.added).toBeLessThan(1600)
  })

  it('has nothing of a composable on a page that does not use it, nor in an app that uses none', async () => {
    const scriptsOf = async (page: string) => (await downloadedScripts(builds.composables, [`pages/${page}.vue`])).join('\n')
    const [unused, other] = [await scriptsOf('index'), [...clientScripts(builds.pagesWith).values()].join('\n')]
    for (const [name, { trace }] of Object.entries(COMPOSABLES)) {
      expect(await scriptsOf(name), name).toContain(trace)
      expect(unused, name).not.toContain(trace)
      expect(other, name).not.toContain(trace)
    }
  })

  it.each(Object.keys(COMPOSABLES))('has as much more for %s as docs/performance.md says', async (name) => {
    const bytes = async (page: string) => await downloadedBytes(builds.composables, [`pages/${page}.vue`])
    const added = await bytes(name) - await bytes('index')
    console.log(`${name} adds ${added} bytes, gzipped.`)
    const documented = new RegExp(`^\\| \`${name}\\(\\)\` \\| ([\\d,]+) \\|$`, 'm').exec(readFileSync(join(root, 'docs/performance.md'), 'utf8'))?.[1]
    expect(Math.abs(added - Number(documented?.replace(',', ''))), `docs/performance.md has ${documented}, measured ${added}`).toBeLessThan(100)
  })

  it('has one copy of ofetch, which is Nuxt\'s', () => {
    const copies = (folder: string) => [...clientScripts(folder).values()].join('\n').split('[ofetch] global.fetch is not supported!').length - 1
    expect(copies(builds.with)).toBe(1)
    expect(copies(builds.without)).toBe(1)
    // Whatever versions are installed: nothing that the app is made of imports it.
    expect(importedBy(join(root, 'src/runtime/app/plugins/sdk.client.ts')).filter(([, source]) => source === 'ofetch')).toEqual([])
  })

  it('has nothing that few pages need before it is used: Nuxt does not tell browsers to prefetch it', async () => {
    const scripts = [...clientScripts(builds.with)]
    const rare = ['sapcc:foreign:', 'ui_locales'].map(trace => scripts.filter(([, script]) => script.includes(trace)).map(([path]) => basename(path)))
    expect(rare.map(files => files.length)).toEqual([1, 1])
    const app = await startApp({ entry: join(builds.with, 'output', 'server', 'index.mjs'), env: { NUXT_PUBLIC_SAPCC_API_URL: 'http://127.0.0.1:9' } })
    try {
      const html = await (await fetch(app.url)).text()
      expect(html).toContain('/_nuxt/')
      for (const file of rare.flat()) expect(html).not.toContain(file)
    }
    finally {
      await app.stop()
    }
  })

  it('has nothing of Alokai\'s SDK that a configuration without extensions does not use', () => {
    const scripts = [...clientScripts(builds.with).values()].join('\n')
    // What is there shows that it would be found.
    expect(scripts).toContain('SdkHttpError')
    for (const trace of ['registerSubscribers', 'executeBeforeInterceptors']) expect(scripts).not.toContain(trace)
  })

  it('has nothing of the DevTools tab, nor has the server', () => {
    const server = globSync('**/*.{mjs,js}', { cwd: join(builds.with, 'output', 'server'), exclude: path => path === 'node_modules' })
    const scripts = [...clientScripts(builds.with).values(), ...server.map(path => readFileSync(join(builds.with, 'output', 'server', path), 'utf8'))].join('\n')
    // What is there shows that it would be found.
    expect(scripts).toContain('sapcc:tabs:')
    expect(scripts).toContain('sapcc:token:refreshed')
    for (const trace of ['sapcc:devtools', '__sapcc_devtools', 'nuxt-sapcc:devtools', 'expire-access-tokens', 'Rendering does not refresh']) expect(scripts).not.toContain(trace)
  })

  it('has nothing of the table of operations', async () => {
    // The script that is loaded when a session turns out to be over knows the names of reads.
    const scripts = (await downloadedScripts(builds.with, [])).join('\n')
    // The page's own call shows that names would be found.
    expect(scripts).toContain('getProduct')
    const table = Object.entries(operations).filter(([name]) => name.length > 12)
    expect(table.length).toBeGreaterThan(200)
    expect(table.map(([name]) => name).filter(name => scripts.includes(name))).toEqual([])
    expect([...clientScripts(builds.with).values()].join('\n')).not.toContain('/users/{userId}')
  })
})

describe('what is deployed', () => {
  const packages = join(builds.with, 'output', 'server', 'node_modules')

  it('has what is used of undici and of oauth4webapi in the server\'s own code, and no whole package', () => {
    for (const name of ['undici', 'oauth4webapi']) expect(existsSync(join(packages, name)), name).toBe(false)
    const server = readFileSync(join(builds.with, 'output', 'server', 'chunks', 'nitro', 'nitro.mjs'), 'utf8')
    // The parser of undici's connections, and a request to the token endpoint.
    expect(server).toContain('llhttp_alloc')
    expect(server).toContain('grant_type')
  })

  it('has one copy of consola, and not the logger of Alokai\'s SDK', () => {
    expect(globSync('consola/dist/index.*', { cwd: packages })).toEqual([join('consola', 'dist', 'index.mjs')])
    expect(existsSync(join(packages, '@vue-storefront'))).toBe(false)
  })

  it('starts without consola, which is loaded for the first line of the log', () => {
    const server = join(builds.with, 'output', 'server')
    const code = globSync(['index.mjs', 'chunks/**/*.mjs'], { cwd: server }).map(path => readFileSync(join(server, path), 'utf8')).join('\n')
    expect(code).toContain('import(\'consola\')')
    expect(code.match(/(?:\bfrom|^import)\s*["']consola["'].*$/gm)).toBeNull()
  })
})
