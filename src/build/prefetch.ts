import type { Nuxt } from '@nuxt/schema'

/** Source files of scripts that few apps need. */
const NOT_PREFETCHED = /\/runtime\/(?:app\/sdk\/foreign-server\.client|app\/session\/leave-for-login|sdk\/transport\/upload-form)\.[jt]s$/

/**
 * Keeps browsers from prefetching scripts that most apps never need: Nuxt makes
 * them prefetch every script that the scripts of a page may import later.
 */
export function excludeFromPrefetch(nuxt: Nuxt): void {
  nuxt.hook('build:manifest', (manifest) => {
    for (const entry of Object.values(manifest)) {
      if (entry.dynamicImports) entry.dynamicImports = entry.dynamicImports.filter(name => !NOT_PREFETCHED.test(name))
    }
  })
}
