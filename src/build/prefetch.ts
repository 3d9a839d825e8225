import { readFile } from 'node:fs/promises'
import type { Nuxt, NuxtPage } from '@nuxt/schema'

/** Source files of scripts that few apps need. */
const NOT_PREFETCHED = /\/runtime\/(?:app\/sdk\/foreign-server\.client|app\/session\/leave-for-login|sdk\/transport\/upload-form)\.[jt]s$/

/** The script with the operations' kinds, by its name: where components share it, the manifest does not give its source file. */
const KINDS = 'operation-kind'

/** Source file of the middleware that guards pages. */
const GUARD = /\/runtime\/app\/middleware\/sapcc-auth\.[jt]s$/

/** The name that pages and route rules use for it. */
export const GUARD_NAME = 'sapcc-auth'

/**
 * Keeps browsers from prefetching scripts that most apps never need: Nuxt makes
 * them prefetch every script that the scripts of a page may import later. The middleware of guarded pages is prefetched
 * where the app has such a page. If it is only added by other means, it is loaded on demand.
 */
export function excludeFromPrefetch(nuxt: Nuxt): void {
  let pages: readonly NuxtPage[] = []
  nuxt.hook('pages:extend', (all) => {
    pages = all
  })
  nuxt.hook('build:manifest', async (manifest) => {
    const isGuarded = JSON.stringify(nuxt.options.routeRules ?? {}).includes(GUARD_NAME) || await anyPageNamesGuard(pages)
    const isExcluded = (name: string) => NOT_PREFETCHED.test(name) || manifest[name]?.name === KINDS || (!isGuarded && GUARD.test(name))
    for (const entry of Object.values(manifest)) {
      if (entry.dynamicImports) entry.dynamicImports = entry.dynamicImports.filter(name => !isExcluded(name))
    }
  })
}

async function anyPageNamesGuard(pages: readonly NuxtPage[]): Promise<boolean> {
  for (const { file, children = [], meta } of pages) {
    const text = file === undefined ? '' : await readFile(file, 'utf8').catch(() => '')
    if (text.includes(GUARD_NAME) || JSON.stringify(meta ?? {}).includes(GUARD_NAME) || await anyPageNamesGuard(children)) return true
  }
  return false
}
