import type { Nuxt } from '@nuxt/schema'
import { joinURL } from 'ufo'
import type { ModuleOptions } from './options'
import { commonPath, isDynamic, patternSegments } from './route-patterns'

/** The settings of a route rule that concern caches. */
export interface CacheRule {
  cache?: unknown
  swr?: unknown
  isr?: unknown
  prerender?: unknown
}

/** A route rule that would cache one visitor's response and serve it to other visitors. */
export interface CachedRoute {
  /** The rule's pattern, as written in `routeRules`. */
  rule: string
  /** The setting that caches, e.g. `swr`. */
  setting: keyof CacheRule
  /** Pattern of the module's routes that the rule affects, e.g. `/api/sapcc/**`. */
  routes: string
}

/** The order decides which setting is reported. `swr` comes before `cache`, because Nitro turns `swr` into `cache`. */
const SETTINGS = ['swr', 'isr', 'cache', 'prerender'] as const satisfies (keyof CacheRule)[]

/**
 * Fails the build when a route rule caches or prerenders the module's own routes:
 * the responses of one visitor would be served to all visitors.
 */
export function refuseCachedRoutes(nuxt: Nuxt, { apiPath, proxyPath }: Pick<ModuleOptions, 'apiPath' | 'proxyPath'>): void {
  nuxt.hook('nitro:init', (nitro) => {
    // `nuxt prepare` and static builds make no server, so there are no responses that could be cached.
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
  return `nuxt-sapcc: \`${setting}\` for \`${rule}\` would cache responses of the module's own routes (${routes}), which belong to one visitor, and serve them to all visitors. `
    + `Exclude them in nuxt.config: routeRules: { '${routes}': { cache: false, swr: false, isr: false, prerender: false } }; or narrow \`${rule}\` down, for example to the pages it is meant for.`
}

/**
 * Finds a route rule that would cache responses of the module's routes. As in
 * Nitro, the most specific rule decides: an exception for these routes overrides
 * a rule for all paths.
 *
 * @param routeRules rules by pattern, as in Nuxt's and Nitro's options.
 * @param bases base paths of the module's routes, relative to `baseURL`.
 * @returns `undefined` when there is no such rule.
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
        // Nitro turns `swr` into `cache`, so `cache: false` switches `swr` off, too.
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

/** Matches like Nitro's router: `**` stands for any number of segments, `*` and `:name` for one. */
function matches(pattern: readonly string[], path: readonly string[]): boolean {
  for (const [index, segment] of pattern.entries()) {
    if (segment.startsWith('**')) return true
    if (index >= path.length || (segment !== path[index] && !isDynamic(segment))) return false
  }
  return pattern.length === path.length
}

/** Ranks patterns, higher is more specific: paths without wildcards, then patterns with `*` or `:name`, then others. Within a kind the longer one wins. */
function specificity(pattern: readonly string[]): number {
  const kind = pattern.some(isDynamic) ? 1 : pattern.some(segment => segment.startsWith('**')) ? 0 : 2
  return kind * 10_000 + pattern.join('/').length
}
