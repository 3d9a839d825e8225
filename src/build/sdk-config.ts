import { existsSync, readFileSync } from 'node:fs'
import { addTemplate, findPath, updateTemplates } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { genExport, genImport } from 'knitwork'
import { basename, join, relative, resolve } from 'pathe'
import { mayUseMiddlewareModule } from './stub-sdk-logger'

const NAME = 'sdk.config'
const TEMPLATE = 'sapcc/sdk-config.mjs'

/** Without a `sdk.config.ts`: `sapcc`, with every option at its default. */
const DEFAULT_CONFIG = 'export default ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) })\n'

/** In place of a `middlewareModule` that the configuration does not use. */
const NO_MIDDLEWARE_MODULE = 'export const middlewareModule = undefined\n'

/**
 * Makes the user's `sdk.config.ts` available to the plugins: the one in the
 * project's `srcDir`, else the first one in a layer's; and `middlewareModule`
 * where it may be used.
 */
export function registerSdkConfig(nuxt: Nuxt, moduleResolve: (path: string) => string, log: Pick<Console, 'info'>): void {
  refuseMisplaced(nuxt)
  addTemplate({
    filename: TEMPLATE,
    write: true,
    getContents: async () => {
      const file = await findSdkConfig(nuxt)
      if (!file) return DEFAULT_CONFIG + NO_MIDDLEWARE_MODULE
      // In development the file changes without this template, and size is of no importance.
      const middlewareModule = nuxt.options.dev || mayUseMiddlewareModule(readFileSync(file, 'utf8'))
        ? `${genExport(moduleResolve('./runtime/app/sdk/middleware-module'), ['middlewareModule'])}\n`
        : NO_MIDDLEWARE_MODULE
      return `${genImport(file, 'sdkConfig')}\nexport default sdkConfig\n${middlewareModule}`
    },
  })

  // A file that appears or goes changes the template; one that changes is the bundler's business.
  nuxt.hook('builder:watch', async (event, path) => {
    const file = resolve(nuxt.options.srcDir, path)
    if (event === 'change' || !sourceDirs(nuxt).some(dir => file.startsWith(join(dir, `${NAME}.`)))) return
    log.info(`${relative(nuxt.options.rootDir, file)} ${event === 'add' ? 'was added' : 'is gone'}.`)
    await updateTemplates({ filter: template => template.filename === TEMPLATE || template.filename.startsWith('types/sapcc') })
  })
}

/** The `sdk.config` that is in force, without layers' that it overrides. */
export async function findSdkConfig(nuxt: Nuxt): Promise<string | undefined> {
  for (const dir of sourceDirs(nuxt)) {
    const file = await findPath(join(dir, NAME))
    if (file) return file
  }
  return undefined
}

function sourceDirs(nuxt: Nuxt): string[] {
  return nuxt.options._layers.map(layer => layer.config.srcDir)
}

/** In Nuxt 4 the app's files lie in `app/`; one beside `nuxt.config.ts`, or the other way round, would silently do nothing. */
function refuseMisplaced(nuxt: Nuxt): void {
  const right = sourceDirs(nuxt).map(dir => resolve(dir))
  for (const { config: { rootDir, srcDir } } of nuxt.options._layers) {
    for (const folder of [rootDir, join(rootDir, 'app'), join(rootDir, 'src')]) {
      if (right.includes(resolve(folder))) continue
      const misplaced = nuxt.options.extensions.map(extension => join(folder, `${NAME}${extension}`)).find(file => existsSync(file))
      if (!misplaced) continue
      const from = relative(nuxt.options.rootDir, misplaced)
      const to = relative(nuxt.options.rootDir, join(srcDir, basename(misplaced)))
      throw new Error(`nuxt-sapcc: ${from} has no effect there. Move it to ${to}, beside the app's other files.`)
    }
  }
}
