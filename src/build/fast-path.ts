import process from 'node:process'
import { addServerTemplate, addTypeTemplate } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import type { Nitro } from 'nitropack/types'
import { joinURL, withTrailingSlash } from 'ufo'
import type { ModuleOptions } from './options'
import { commonPath, patternSegments } from './route-patterns'

/** The members of a Nitro handler that decide when it runs. */
interface Handler {
  route?: string
  middleware?: boolean
  /** Path of the handler's file. */
  handler: string
}

/** What the server needs to know to answer before Nitro's layers run; see `runtime/server/platform/nitro2/fast-path`. */
interface FastPath {
  /** Number of layers in Nitro's h3 app when no other code adds one. */
  layers: number
  /** Base path of the module's operations. */
  operations: string
  /** Base path of the raw proxy; absent when there is none. */
  proxy?: string
}

/** When this environment variable is `1` during the build, the server sends every request through Nitro's layers. Internal: `npm run bench` compares both builds. */
const DISABLE_VARIABLE = 'SAPCC_BENCH_WITHOUT_FAST_PATH'

/** Virtual module from which the server imports it. */
const TEMPLATE = '#sapcc/fast-path'

/**
 * Tells the server whether calls of the module's routes may be answered before
 * Nitro's layers run. They may when no code of the shop and no route rule would
 * affect them there.
 */
export function registerFastPath(nuxt: Nuxt, { apiPath, proxyPath }: Pick<ModuleOptions, 'apiPath' | 'proxyPath'>, resolve: (path: string) => string): void {
  const operations = joinURL('/', apiPath)
  const proxy = proxyPath === false ? {} : { proxy: joinURL('/', proxyPath) }
  const bases = [operations, ...Object.values(proxy)]
  let nitro: Nitro | undefined
  nuxt.hook('nitro:init', (started) => {
    nitro = started
    // The module's plugin runs first, so that other plugins that wrap Nitro's handler wrap the module's, too.
    const { plugins } = started.options
    const own = resolve('./runtime/server/plugins/sapcc')
    plugins.sort((a, b) => Number(b.startsWith(own)) - Number(a.startsWith(own)))
  })

  /** Evaluated when the server is bundled, because all of its handlers are known only then. */
  function fastPath(): FastPath | undefined {
    if (!nitro || process.env[DISABLE_VARIABLE] === '1') return undefined
    const { dev, node, serveStatic, handlers, routeRules, experimental } = nitro.options
    const isFree = !dev && node && !experimental.asyncContext
      && !hasOwnHandler([...handlers, ...nitro.scannedHandlers], bases, resolve('./runtime/server/routes'))
      && !hasRule(routeRules, bases, nuxt.options.app.baseURL)
    // Nitro's own layers: route rules, public files (where it serves them), router.
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
 * Whether the shop has a server middleware, or a handler of its own below one of
 * the module's base paths. Handlers of other patterns do not matter, because the
 * module's routes are more specific.
 *
 * @param ownRoutesFolder folder of the module's own handlers. The pattern alone does not tell: the shop may have a handler for the same pattern and another method.
 */
export function hasOwnHandler(handlers: readonly Handler[], bases: readonly string[], ownRoutesFolder: string): boolean {
  return handlers.some(({ route, middleware, handler }) =>
    middleware || !route || (!handler.startsWith(withTrailingSlash(ownRoutesFolder)) && bases.some(base => route.startsWith(withTrailingSlash(base)))))
}

/** The settings of a route rule that change a response. */
const EFFECTS = ['headers', 'redirect', 'proxy', 'cache', 'swr', 'isr', 'prerender'] as const

/** Whether a route rule changes responses below one of the base paths. */
export function hasRule(routeRules: Readonly<Record<string, Partial<Record<typeof EFFECTS[number], unknown>>>>, bases: readonly string[], baseURL = '/'): boolean {
  return Object.entries(routeRules).some(([rule, settings]) =>
    EFFECTS.some(effect => settings[effect]) && bases.some(base => commonPath(patternSegments(rule, baseURL), patternSegments(base))))
}
