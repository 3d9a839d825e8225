import process from 'node:process'
import { addServerTemplate, addTypeTemplate } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import type { Nitro } from 'nitropack/types'
import { joinURL, withTrailingSlash } from 'ufo'
import type { ModuleOptions } from './options'
import { commonPath, patternSegments } from './route-patterns'

/** What of a handler of Nitro's tells when it runs. */
interface Handler {
  route?: string
  middleware?: boolean
  /** Its file. */
  handler: string
}

/** What the server needs to know; see `runtime/server/platform/nitro2/fast-path`. */
interface FastPath {
  /** How many layers Nitro's app has as long as no other code adds one. */
  layers: number
  operations: string
  /** Absent without a raw proxy. */
  proxy?: string
}

/** Set to `1` while the server is built, it sends every request through Nitro's layers. Internal: `npm run bench` compares both builds. */
const SWITCHED_OFF = 'SAPCC_BENCH_WITHOUT_FAST_PATH'

/** The module under which the server finds it. */
const TEMPLATE = '#sapcc/fast-path'

/**
 * Tells the server whether calls of the module's routes may be answered without
 * passing through Nitro's layers: whether there is nothing of the shop's in them.
 */
export function registerFastPath(nuxt: Nuxt, { apiPath, proxyPath }: Pick<ModuleOptions, 'apiPath' | 'proxyPath'>, resolve: (path: string) => string): void {
  const operations = joinURL('/', apiPath)
  const proxy = proxyPath === false ? {} : { proxy: joinURL('/', proxyPath) }
  const bases = [operations, ...Object.values(proxy)]
  let nitro: Nitro | undefined
  nuxt.hook('nitro:init', (started) => {
    nitro = started
    // First: other plugins that wrap Nitro's handler then wrap the module's, too.
    const { plugins } = started.options
    const own = resolve('./runtime/server/plugins/sapcc')
    plugins.sort((a, b) => Number(b.startsWith(own)) - Number(a.startsWith(own)))
  })

  /** Asked when the server is bundled: all of its handlers are known then. */
  function fastPath(): FastPath | undefined {
    if (!nitro || process.env[SWITCHED_OFF] === '1') return undefined
    const { dev, node, serveStatic, handlers, routeRules, experimental } = nitro.options
    const isFree = !dev && node && !experimental.asyncContext
      && !hasOwnHandler([...handlers, ...nitro.scannedHandlers], bases, resolve('./runtime/server/routes'))
      && !hasRule(routeRules, bases, nuxt.options.app.baseURL)
    // The rules, the public files, the router.
    return isFree ? { layers: serveStatic ? 3 : 2, operations, ...proxy } : undefined
  }

  addServerTemplate({ filename: TEMPLATE, getContents: () => `export const fastPath = ${JSON.stringify(fastPath())}\n` })
  addTypeTemplate({
    filename: 'types/sapcc-fast-path.d.ts',
    getContents: () => `declare module '${TEMPLATE}' {
  export const fastPath: { layers: number, operations: string, proxy?: string } | undefined
}
`,
  }, { nitro: true, nuxt: true })
}

/**
 * Whether the shop has a middleware, or a handler of its own at or below one of
 * the module's routes; elsewhere the module's are the more specific ones.
 *
 * @param ours folder of the module's own handlers: also for the same pattern, with another method, there may be somebody else's.
 */
export function hasOwnHandler(handlers: readonly Handler[], bases: readonly string[], ours: string): boolean {
  return handlers.some(({ route, middleware, handler }) =>
    middleware || !route || (!handler.startsWith(withTrailingSlash(ours)) && bases.some(base => route.startsWith(withTrailingSlash(base)))))
}

/** What of a route rule changes an answer. */
const EFFECTS = ['headers', 'redirect', 'proxy', 'cache', 'swr', 'isr', 'prerender'] as const

/** Whether a route rule does something to what lies below one of the bases. */
export function hasRule(routeRules: Readonly<Record<string, Partial<Record<typeof EFFECTS[number], unknown>>>>, bases: readonly string[], baseURL = '/'): boolean {
  return Object.entries(routeRules).some(([rule, settings]) =>
    EFFECTS.some(effect => settings[effect]) && bases.some(base => commonPath(patternSegments(rule, baseURL), patternSegments(base))))
}
