import { addTemplate, isNuxtMajorVersion } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'

/** Module of the app with the function `currentFetch`, which returns the app's `$fetch`. */
const TEMPLATE = 'sapcc/app-fetch.mjs'

/** Provides the part of the module that runs in the app with the app's `$fetch`. */
export function registerAppFetch(nuxt: Nuxt): void {
  addTemplate({ filename: TEMPLATE, write: true, getContents: () => appFetchText(nuxt) })
}

/**
 * Nuxt 3 and 4 have `$fetch` as a global variable, which a plugin of the shop may replace later. In Nuxt 5 the browser has
 * no such variable: `$fetch` is an auto-import, which Nuxt does not add to the code of packages.
 */
export function appFetchText(nuxt: Nuxt): string {
  if (isNuxtMajorVersion(3, nuxt) || isNuxtMajorVersion(4, nuxt)) return 'export const currentFetch = () => globalThis.$fetch\n'
  return 'import { $fetch } from \'#imports\'\n\nexport const currentFetch = () => $fetch\n'
}
