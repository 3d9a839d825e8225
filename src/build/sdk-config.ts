import { existsSync, readFileSync } from 'node:fs'
import { addTemplate, findPath, updateTemplates } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { genExport, genImport } from 'knitwork'
import { basename, join, relative, resolve } from 'pathe'
import type { ModuleOptions } from './options'
import { mayUseMiddlewareModule, mayUseRequestOptions } from './stub-sdk-logger'

/** The configuration's file, and where `sdk.config` is another module's. */
const NAMES = { shared: 'sdk.config', own: 'sapcc.config' } as const

/** Of Alokai's module for Nuxt, in the app's list of modules. */
const ALOKAI_MODULE = '@vue-storefront/nuxt'

const TEMPLATE = 'sapcc/sdk-config.mjs'

/** Without a `sdk.config.ts`: `sapcc`, with every option at its default. */
const DEFAULT_CONFIG = 'export default ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) })\n'

/** What a configuration may use, and where it is; left out of the app's code where it is known not to. */
const PARTS = [
  { name: 'middlewareModule', from: './runtime/app/sdk/middleware-module', mayBeUsed: mayUseMiddlewareModule },
  { name: 'requestOptions', from: './runtime/app/sdk/request-options', mayBeUsed: mayUseRequestOptions },
] as const

/** The name of the configuration's file, without its extension. */
export type SdkConfigName = typeof NAMES[keyof typeof NAMES]

/** Whether the module leaves the names that it shares with `@vue-storefront/nuxt` to that one. */
export function keepsToOwnNames(options: ModuleOptions, nuxt: Nuxt): boolean {
  return options.ownNames ?? nuxt.options._layers.some(({ config }) => config.modules?.some(entry => (Array.isArray(entry) ? entry[0] : entry) === ALOKAI_MODULE))
}

export function sdkConfigName(isOwn: boolean): SdkConfigName {
  return isOwn ? NAMES.own : NAMES.shared
}

/**
 * Makes the user's `sdk.config.ts` available to the plugins: the one in the
 * project's `srcDir`, else the first one in a layer's; and `middlewareModule`
 * where it may be used.
 */
export function registerSdkConfig(nuxt: Nuxt, name: SdkConfigName, moduleResolve: (path: string) => string, log: Pick<Console, 'info'>): void {
  refuseMisplaced(nuxt, name)
  addTemplate({
    filename: TEMPLATE,
    write: true,
    getContents: async () => {
      const file = await findSdkConfig(nuxt, name)
      const source = file && readFileSync(file, 'utf8')
      const parts = PARTS.map(({ name, from, mayBeUsed }) =>
        // In development the file changes without this template, and size is of no importance.
        source !== undefined && (nuxt.options.dev || mayBeUsed(source))
          ? `${genExport(moduleResolve(from), [name])}\n`
          : `export const ${name} = undefined\n`)
      return (file ? `${genImport(file, 'sdkConfig')}\nexport default sdkConfig\n` : DEFAULT_CONFIG) + parts.join('')
    },
  })

  // A file that appears or goes changes the template; one that changes is the bundler's business.
  nuxt.hook('builder:watch', async (event, path) => {
    const file = resolve(nuxt.options.srcDir, path)
    if (event === 'change' || !sourceDirs(nuxt).some(dir => file.startsWith(join(dir, `${name}.`)))) return
    log.info(`${relative(nuxt.options.rootDir, file)} ${event === 'add' ? 'was added' : 'is gone'}.`)
    await updateTemplates({ filter: template => template.filename === TEMPLATE || template.filename.startsWith('types/sapcc') })
  })
}

/** The configuration that is in force, without layers' that it overrides. */
export async function findSdkConfig(nuxt: Nuxt, name: SdkConfigName): Promise<string | undefined> {
  for (const dir of sourceDirs(nuxt)) {
    const file = await findPath(join(dir, name))
    if (file) return file
  }
  return undefined
}

function sourceDirs(nuxt: Nuxt): string[] {
  return nuxt.options._layers.map(layer => layer.config.srcDir)
}

/** In Nuxt 4 the app's files lie in `app/`; one beside `nuxt.config.ts`, or the other way round, would silently do nothing. */
function refuseMisplaced(nuxt: Nuxt, name: SdkConfigName): void {
  const right = sourceDirs(nuxt).map(dir => resolve(dir))
  for (const { config: { rootDir, srcDir } } of nuxt.options._layers) {
    for (const folder of [rootDir, join(rootDir, 'app'), join(rootDir, 'src')]) {
      if (right.includes(resolve(folder))) continue
      const misplaced = nuxt.options.extensions.map(extension => join(folder, `${name}${extension}`)).find(file => existsSync(file))
      if (!misplaced) continue
      const from = relative(nuxt.options.rootDir, misplaced)
      const to = relative(nuxt.options.rootDir, join(srcDir, basename(misplaced)))
      throw new Error(`nuxt-sapcc: ${from} has no effect there. Move it to ${to}, beside the app's other files.`)
    }
  }
}
