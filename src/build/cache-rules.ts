import type { Nuxt } from '@nuxt/schema'
import { joinURL } from 'ufo'
import type { ModuleOptions } from './options'
import { commonPath, isDynamic, patternSegments } from './route-patterns'

/** What of a route rule concerns caches. */
export interface CacheRule {
  cache?: unknown
  swr?: unknown
  isr?: unknown
  prerender?: unknown
}

/** A rule that would keep one visitor's answer for others. */
export interface CachedRoute {
  /** As it is written in `routeRules`. */
  rule: string
  /** e.g. `swr` */
  setting: keyof CacheRule
  /** The module's routes that it is about, e.g. `/api/sapcc/**`. */
  routes: string
}

/** In the order in which they are named; `swr` before the `cache` that Nitro makes of it. */
const SETTINGS = ['swr', 'isr', 'cache', 'prerender'] as const satisfies (keyof CacheRule)[]

/**
 * Stops a build whose route rules cache or prerender the module's own routes:
 * what is one visitor's would be handed out to everybody.
 */
export function refuseCachedRoutes(nuxt: Nuxt, { apiPath, proxyPath }: Pick<ModuleOptions, 'apiPath' | 'proxyPath'>): void {
  nuxt.hook('nitro:init', (nitro) => {
    // Without a server there is nothing of the module's to be kept.
    if (nuxt.options._prepare || nitro.options.static) return
    const { baseURL } = nuxt.options.app
    const rules: Record<string, CacheRule> = nitro.options.routeRules
    const prerendered = Object.fromEntries(nitro.options.prerender.routes.map((route): [string, CacheRule] => [route, { prerender: true }]))
    const bases = [apiPath, ...proxyPath === false ? [] : [proxyPath]]
    const found = findCachedRoute(rules, bases, baseURL) ?? findCachedRoute(prerendered, bases, baseURL)
    if (found) throw new Error(describe(found))
  })
}

function describe({ rule, setting, routes }: CachedRoute): string {
  return `nuxt-sapcc: \`${setting}\` for \`${rule}\` would keep answers of the module's own routes (${routes}), which are one visitor's, for everybody. `
    + `Exclude them in nuxt.config: routeRules: { '${routes}': { cache: false, swr: false, isr: false, prerender: false } }; or narrow \`${rule}\` down, for example to the pages it is meant for.`
}

/**
 * Finds a rule that makes a cache keep answers of the module's routes. As in
 * Nitro the most specific rule decides, so an exception for these routes heals
 * a rule for everything.
 *
 * @param routeRules by pattern, as Nuxt or Nitro have them.
 * @param bases of the module's routes, below `baseURL`.
 */
export function findCachedRoute(routeRules: Readonly<Record<string, CacheRule>>, bases: readonly string[], baseURL = '/'): CachedRoute | undefined {
  const rules = Object.entries(routeRules).map(([rule, settings]) => ({ rule, settings, pattern: patternSegments(rule, baseURL) }))
  for (const base of bases) {
    for (const { pattern } of rules) {
      const path = commonPath(pattern, patternSegments(base))
      if (!path) continue
      const matching = rules.filter(other => matches(other.pattern, path)).sort((a, b) => specificity(b.pattern) - specificity(a.pattern))
      for (const setting of SETTINGS) {
        const deciding = matching.find(({ settings }) => settings[setting] !== undefined && settings[setting] !== null)
        // `swr` is what Nitro makes a cache of; switched off as such, it is off.
        const isOff = !deciding || !deciding.settings[setting] || (setting === 'swr' && effectivelyOff(matching))
        if (!isOff) return { rule: deciding.rule, setting, routes: joinURL('/', base, '**') }
      }
    }
  }
  return undefined
}

function effectivelyOff(matching: readonly { settings: CacheRule }[]): boolean {
  return matching.find(({ settings }) => settings.cache !== undefined && settings.cache !== null)?.settings.cache === false
}

/** As Nitro's router does: `**` is any number of segments, `*` and `:name` are one. */
function matches(pattern: readonly string[], path: readonly string[]): boolean {
  for (const [index, segment] of pattern.entries()) {
    if (segment.startsWith('**')) return true
    if (index >= path.length || (segment !== path[index] && !isDynamic(segment))) return false
  }
  return pattern.length === path.length
}

/** Whole paths before patterns with single segments open, these before others; the longer one first among equals. */
function specificity(pattern: readonly string[]): number {
  const kind = pattern.some(isDynamic) ? 1 : pattern.some(segment => segment.startsWith('**')) ? 0 : 2
  return kind * 10_000 + pattern.join('/').length
}
