import { createHooks } from 'hookable'
import { reactive, shallowReactive } from 'vue'
import type { SapccAppHooks } from '../../../../src/runtime/app/types'

/** The part of a Nuxt app that composables use, in a browser that shows a page. */
export function createApp(given: Record<string, unknown> = {}) {
  const hooks = createHooks<SapccAppHooks>()
  const app = {
    hooks,
    hook: hooks.hook.bind(hooks),
    callHook: hooks.callHook.bind(hooks),
    payload: reactive({ data: shallowReactive<Record<string, unknown>>({}), state: {} as Record<string, unknown>, _errors: shallowReactive<Record<string, unknown>>({}), serverRendered: false }),
    static: { data: {} },
    _asyncData: {} as Record<string, unknown>,
    _asyncDataPromises: {},
    _state: {},
    isHydrating: false,
    cookies: reactive<Record<string, string | undefined>>({}),
    runWithContext: <Result>(run: () => Result): Result => withApp(app, run),
    $config: { app: { baseURL: '/' }, public: { sapcc: { apiPath: '/api/sapcc', apiUrl: '', loginPage: '' } } },
    appConfig: {} as Record<string, unknown>,
    ...given,
  }
  return app
}

export type App = ReturnType<typeof createApp>

let current: App | undefined

/** Runs a function as a component's `setup` or a plugin does. */
export function withApp<Result>(app: App, run: () => Result): Result {
  const before = current
  current = app
  try {
    return run()
  }
  finally {
    current = before
  }
}

export function useNuxtApp(): App {
  if (!current) throw new Error('A composable was called outside of the app.')
  return current
}

export const useRuntimeConfig = () => useNuxtApp().$config
