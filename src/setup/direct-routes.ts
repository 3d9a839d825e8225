import { addServerTemplate, addTypeTemplate } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { joinURL, withTrailingSlash } from 'ufo'
import type { ModuleOptions } from './options'
import { commonPath, patternSegments } from './route-patterns'

/** What of a handler of Nitro's tells when it runs. */
interface Handler {
  route?: string
  middleware?: boolean
}

/** What the server needs to know; see `runtime/server/direct-routes`. */
interface DirectRoutes {
  /** How many layers Nitro's app has as long as nobody adds one. */
  layers: number
  operations: string
  proxy: string
}

/** The module under which the server finds it. */
const TEMPLATE = '#sapcc/direct-routes'

/**
 * Tells the server whether calls of the module's routes may be answered without
 * passing through Nitro's layers: whether there is nothing of the shop's in them.
 */
export function registerDirectRoutes(nuxt: Nuxt, { apiPath, proxyPath }: Pick<ModuleOptions, 'apiPath' | 'proxyPath'>): void {
  let direct: DirectRoutes | undefined
  nuxt.hook('nitro:init', (nitro) => {
    nitro.hooks.hook('rollup:before', () => {
      const { dev, node, serveStatic, handlers, routeRules } = nitro.options
      const bases = [apiPath, proxyPath]
      const isFree = !dev && node && !hasOwnHandler([...handlers, ...nitro.scannedHandlers], apiPath, proxyPath) && !hasRule(routeRules, bases, nuxt.options.app.baseURL)
      // The rules, the public files, the router.
      direct = isFree ? { layers: serveStatic ? 3 : 2, operations: joinURL('/', apiPath), proxy: joinURL('/', proxyPath) } : undefined
    })
  })
  addServerTemplate({ filename: TEMPLATE, getContents: () => `export const directRoutes = ${JSON.stringify(direct)}\n` })
  addTypeTemplate({
    filename: 'types/sapcc-direct-routes.d.ts',
    getContents: () => `declare module '${TEMPLATE}' {
  export const directRoutes: { layers: number, operations: string, proxy: string } | undefined
}
`,
  }, { nitro: true, nuxt: true })
}

/** Whether the shop has a middleware, or a handler of its own below one of the module's routes; elsewhere the module's are the more specific ones. */
export function hasOwnHandler(handlers: readonly Handler[], apiPath: string, proxyPath: string): boolean {
  const ours = new Set([':operation', 'auth/login', 'auth/callback'].map(route => joinURL(apiPath, route)).concat(joinURL(proxyPath, '**')))
  const bases = [apiPath, proxyPath].map(path => withTrailingSlash(path))
  return handlers.some(({ route, middleware }) => middleware || !route || (!ours.has(route) && bases.some(base => route.startsWith(base))))
}

/** What of a route rule changes an answer. */
const EFFECTS = ['headers', 'redirect', 'proxy', 'cache', 'swr', 'isr', 'prerender'] as const

/** Whether a route rule does something to what lies below one of the bases. */
export function hasRule(routeRules: Readonly<Record<string, Partial<Record<typeof EFFECTS[number], unknown>>>>, bases: readonly string[], baseURL = '/'): boolean {
  return Object.entries(routeRules).some(([rule, settings]) =>
    EFFECTS.some(effect => settings[effect]) && bases.some(base => commonPath(patternSegments(rule, baseURL), patternSegments(base))))
}
