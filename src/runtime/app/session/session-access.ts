import { createError, navigateTo, showError, useAppConfig } from '#imports'
import type { Ref } from 'vue'
import type { SapccSessionState } from './state'

/**
 * What the plugins provide as `$sapccSession`, for the parts of the module that a browser loads only when they are needed.
 * Such a part gets from here what the first script of a page has in any case: the bundler splits the first script at every
 * module that another script imports, and each part is then compressed separately and less well.
 */
export interface SessionAccess {
  /** Asks the server who is signed in. Never rejects; without an answer the state stays unknown. */
  ask: () => Promise<void>
  state: Ref<SapccSessionState>
  /** Path of the module's routes, with the base path of the app. */
  apiUrl: string
  nuxt: NuxtFunctions
  /** Whether an error is that of a call that the browser makes again after hydration, because the rendering may not refresh. On the server only. */
  isLeftToBrowser?: (error: unknown) => boolean
}

/** Functions of Nuxt. */
export interface NuxtFunctions {
  createError: typeof createError
  navigateTo: typeof navigateTo
  showError: typeof showError
  useAppConfig: typeof useAppConfig
}

export const nuxt: NuxtFunctions = { createError, navigateTo, showError, useAppConfig }
