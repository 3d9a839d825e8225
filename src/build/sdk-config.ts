import { existsSync, readFileSync } from 'node:fs'
import { addTemplate, findPath, updateTemplates } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { genExport, genImport } from 'knitwork'
import { basename, join, relative, resolve } from 'pathe'
import type { ModuleOptions } from './options'
import { findUsedParts } from './used-parts'
import type { UsedParts } from './used-parts'

/** Names of the configuration file: the usual one, and the one for apps where `sdk.config` belongs to `@vue-storefront/nuxt`. */
const NAMES = { shared: 'sdk.config', prefixed: 'sapcc.config' } as const

/** Name of Alokai's module in the app's list of modules. */
const ALOKAI_MODULE = '@vue-storefront/nuxt'

const TEMPLATE = 'sapcc/sdk-config.mjs'

/** The configuration of an app without an `sdk.config.ts`: `sapcc`, with every option at its default. */
const DEFAULT_CONFIG = 'export default ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) })\n'

/** A part of the SDK that a configuration may use. */
interface OptionalPart {
  part: keyof UsedParts
  names: string[]
  /** The file that has it. */
  from: string
  /** The file for a configuration that is known not to use it. @default the names are `undefined` */
  otherwise?: string
  /** Whether an app that has Alokai's module uses it in any case: subscribers of that one's modules hear the calls of this one's. */
  isSharedWithAlokai?: true
}

/** A part is left out of the app's code when the configuration is known not to use it. */
const OPTIONAL_PARTS: readonly OptionalPart[] = [
  { part: 'extensions', names: ['buildModule', 'initSDK'], from: './runtime/app/sdk/full-sdk', otherwise: './runtime/app/sdk/plain-sdk', isSharedWithAlokai: true },
  { part: 'middlewareModule', names: ['middlewareModule'], from: './runtime/app/sdk/middleware-module' },
  { part: 'requestOptions', names: ['requestOptions'], from: './runtime/app/sdk/request-options' },
]

/** The name of the configuration's file, without its extension. */
export type SdkConfigName = typeof NAMES[keyof typeof NAMES]

/** Whether this module leaves the names that it shares with `@vue-storefront/nuxt` to that module, and uses its own, such as `useSapccSdk`. */
export function usesPrefixedNames(options: ModuleOptions, nuxt: Nuxt): boolean {
  return options.ownNames ?? nuxt.options._layers.some(({ config }) => config.modules?.some(entry => (Array.isArray(entry) ? entry[0] : entry) === ALOKAI_MODULE))
}

export function sdkConfigName(isPrefixed: boolean): SdkConfigName {
  return isPrefixed ? NAMES.prefixed : NAMES.shared
}

/**
 * Makes the user's `sdk.config.ts` available to the app's plugins: the file in the
 * project's `srcDir`, otherwise the first one in a layer's `srcDir`; and the parts
 * that it may use.
 */
export function registerSdkConfig(nuxt: Nuxt, name: SdkConfigName, moduleResolve: (path: string) => string, log: Pick<Console, 'info'>): void {
  refuseMisplaced(nuxt, name)
  addTemplate({
    filename: TEMPLATE,
    write: true,
    getContents: async () => {
      const file = await findSdkConfig(nuxt, name)
      const source = file && readFileSync(file, 'utf8')
      const used = source !== undefined && await findUsedParts(source)
      const parts = OPTIONAL_PARTS.map(({ part, names, from, otherwise, isSharedWithAlokai }) => {
        // In development the file can change without this template being written again, and size does not matter.
        const isUsed = (isSharedWithAlokai && name === NAMES.prefixed) || (used && (nuxt.options.dev || used[part]))
        const file = isUsed ? from : otherwise
        return file ? `${genExport(moduleResolve(file), names)}\n` : names.map(name => `export const ${name} = undefined\n`).join('')
      })
      return (file ? `${genImport(file, 'sdkConfig')}\nexport default sdkConfig\n` : DEFAULT_CONFIG) + parts.join('')
    },
  })

  // The template changes when the file is added or removed. The bundler sees changes of its content.
  nuxt.hook('builder:watch', async (event, path) => {
    const file = resolve(nuxt.options.srcDir, path)
    if (event === 'change' || !sourceDirs(nuxt).some(dir => file.startsWith(join(dir, `${name}.`)))) return
    log.info(`${relative(nuxt.options.rootDir, file)} ${event === 'add' ? 'was added' : 'was removed'}.`)
    await updateTemplates({ filter: template => template.filename === TEMPLATE || template.filename.startsWith('types/sapcc') })
  })
}

/** Path of the configuration file in use: the project's, otherwise that of the first layer that has one. */
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

/** Fails for a configuration file outside of `srcDir`, which would silently have no effect. In Nuxt 4 `srcDir` is `app/`, in Nuxt 3 the folder of `nuxt.config.ts`. */
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
