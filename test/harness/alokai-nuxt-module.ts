/**
 * The parts of `@vue-storefront/nuxt` that affect other modules, for an app's own `node_modules`, without a download: the
 * imports `useSdk` and `defineSdkConfig` from templates, a plugin that reads `~/sdk.config` and provides the SDK, and a
 * configuration that is a function without arguments once `defineSdkConfig` has wrapped it. The published versions,
 * 3.1.1 in Nuxt 3 and 13.0.0 in Nuxt 4, are installed by `npm run test:package`: `test/package/both-modules.test.ts`.
 */
export const alokaiNuxtModule: Record<string, string> = {
  'node_modules/@vue-storefront/nuxt/package.json': JSON.stringify({ name: '@vue-storefront/nuxt', version: '0.0.0', type: 'module', exports: { '.': './module.mjs' } }),
  'node_modules/@vue-storefront/nuxt/module.mjs': `import { addImportsSources, addPluginTemplate, addTemplate, createResolver, defineNuxtModule } from '@nuxt/kit'

export default defineNuxtModule({
  meta: { name: '@vue-storefront/nuxt', configKey: 'alokai' },
  setup(options, nuxt) {
    const { resolve } = createResolver(nuxt.options.buildDir)
    nuxt.options.runtimeConfig.public.alokai = options
    addTemplate({ filename: 'useSdk.ts', write: true, getContents: () => \`
      import { useNuxtApp } from '#imports'
      export const useSdk = () => useNuxtApp().$alokai.getSdk()
    \` })
    addTemplate({ filename: 'defineSdkConfig.ts', write: true, getContents: () => \`
      import { buildModule, middlewareModule } from '@vue-storefront/sdk'
      import { useRequestHeaders, useRuntimeConfig } from '#imports'
      export function defineSdkConfig(config) {
        return () => config({ buildModule, middlewareModule, getRequestHeaders: () => useRequestHeaders(), config: useRuntimeConfig().public.alokai.middleware })
      }
    \` })
    addPluginTemplate({ filename: 'alokaiPlugin.ts', write: true, getContents: () => \`
      import { initSDK } from '@vue-storefront/sdk'
      import sdkConfig from '~/sdk.config'
      import { defineNuxtPlugin } from '#imports'
      export default defineNuxtPlugin(() => ({ provide: { alokai: { getSdk: () => initSDK(sdkConfig()) } } }))
    \` })
    addImportsSources([
      { imports: ['useSdk'], from: resolve('useSdk.ts') },
      { imports: ['defineSdkConfig'], from: resolve('defineSdkConfig.ts') },
    ])
  },
})
`,
}
