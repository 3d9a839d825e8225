import { fileURLToPath } from 'node:url'
import type { Nuxt } from '@nuxt/schema'
import { appFetchText } from '../../../../src/build/app-fetch.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What Nuxt's composables are told of their build. */
const NUXT_CONFIG = '\0nuxt-config'
/** The shop's `sdk.config.ts`. */
const SDK_CONFIG = '\0sdk-config'
/** The app's `$fetch`. */
const APP_FETCH = '\0app-fetch'
/** Renders, and needs a router. */
const CLIENT_ONLY = '\0client-only'

/**
 * Lets unit tests run what the module has for the browser's app, on Vue and on Nuxt's own `useAsyncData`, without a build:
 * `#imports` is `imports.ts`, and the app that composables find is the one of `app.ts`.
 */
export function nuxtInUnitTests() {
  return {
    name: 'nuxt-in-unit-tests',
    enforce: 'pre' as const,
    resolveId(source: string, importer = '') {
      if (source === '#imports') return here('imports.ts')
      if (source === '#build/nuxt.config.mjs') return NUXT_CONFIG
      if (source === '#build/sapcc/operation-kinds.mjs') return here('operation-kinds.ts')
      if (source === '#build/sapcc/sdk-config.mjs') return SDK_CONFIG
      if (source === '#build/sapcc/app-fetch.mjs') return APP_FETCH
      if (source === '../components/client-only.js') return CLIENT_ONLY
      if (source === '../nuxt.js' && importer.includes('/nuxt/dist/app/')) return here('app.ts')
      return undefined
    },
    load(id: string) {
      if (id === SDK_CONFIG) return 'export default ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule) })\nexport { buildModule, initSDK } from "@vue-storefront/sdk"\nexport const middlewareModule = undefined, requestOptions = undefined'
      if (id === APP_FETCH) return appFetchText({ _version: '4.5.2' } as Nuxt)
      if (id === CLIENT_ONLY) return 'export const clientOnlySymbol = Symbol()'
      if (id !== NUXT_CONFIG) return undefined
      return `export const asyncDataDefaults = { deep: false }
export const purgeCachedData = true, pendingWhenIdle = false, tracingChannelNuxt = false
export const useStateDefaults = {}, clientNodePlaceholder = false`
    },
    transform(code: string, id: string) {
      if (!/\/(?:nuxt\/dist\/app|src\/runtime\/app\/(?:composables|data|middleware|plugins|session))\//.test(id)) return undefined
      // Nuxt 3 has it off, Nuxt 4 on.
      return { code: code.replace(/granularCachedData, /, '').replaceAll('granularCachedData', '(globalThis.granularCachedData ?? true)').replaceAll('import.meta.client', 'true').replaceAll('import.meta.server', 'false').replaceAll('import.meta.dev', '(globalThis.isNuxtDev ?? false)'), map: null }
    },
  }
}
