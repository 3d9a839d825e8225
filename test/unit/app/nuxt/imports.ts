import { ref } from 'vue'
import { useNuxtApp } from './app'

export * from 'vue'
export { clearNuxtData, refreshNuxtData, useAsyncData } from '../../../../node_modules/nuxt/dist/app/composables/asyncData.js'
export { onNuxtReady } from '../../../../node_modules/nuxt/dist/app/composables/ready.js'
export { useState } from '../../../../node_modules/nuxt/dist/app/composables/state.js'
export { createError, showError } from '../../../../node_modules/nuxt/dist/app/composables/error.js'
export { abortNavigation, navigateTo, useRouter } from '../../../../node_modules/nuxt/dist/app/composables/router.js'
export { useNuxtApp, useRuntimeConfig } from './app'

export const useAppConfig = () => useNuxtApp().appConfig
export const useCookie = () => ref()
export const defineNuxtPlugin = <Plugin>(plugin: Plugin): Plugin => plugin
