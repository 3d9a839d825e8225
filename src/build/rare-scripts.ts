import type { Nuxt } from '@nuxt/schema'

/** Scripts that few apps need, by the names of their sources. */
const RARE = /\/runtime\/(?:app\/sdk\/foreign-session\.client|app\/session\/login-address|sdk\/transport\/upload-form)\.[jt]s$/

/**
 * Keeps browsers from downloading scripts ahead that most apps never need: Nuxt
 * asks them to prefetch whatever a page's scripts may import later.
 */
export function leaveRareScriptsToTheirUse(nuxt: Nuxt): void {
  nuxt.hook('build:manifest', (manifest) => {
    for (const entry of Object.values(manifest)) {
      if (entry.dynamicImports) entry.dynamicImports = entry.dynamicImports.filter(name => !RARE.test(name))
    }
  })
}
