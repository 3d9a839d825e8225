import { computed } from 'vue'
import { useNuxtApp } from './app'

export * from 'vue'
export { clearNuxtData, refreshNuxtData, useAsyncData } from '../../../../node_modules/nuxt/dist/app/composables/asyncData.js'
export { onNuxtReady } from '../../../../node_modules/nuxt/dist/app/composables/ready.js'
export { clearNuxtState } from '../../../../node_modules/nuxt/dist/app/composables/state.js'
export { createError, showError } from '../../../../node_modules/nuxt/dist/app/composables/error.js'
export { abortNavigation, navigateTo, useRouter } from '../../../../node_modules/nuxt/dist/app/composables/router.js'
export { useNuxtApp, useRuntimeConfig } from './app'

export const useRequestEvent = () => undefined
export const useAppConfig = () => useNuxtApp().appConfig
/** All readers of a cookie see at once what one of them writes. */
export function useCookie(name: string) {
  const { cookies } = useNuxtApp()
  return computed({ get: () => cookies[name], set: (value) => {
    cookies[name] = value
  } })
}
export const defineNuxtPlugin = <Plugin>(plugin: Plugin): Plugin => plugin
