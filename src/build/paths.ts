import { addServerTemplate, addTypeTemplate } from '@nuxt/kit'
import type { ModuleOptions } from './options'

/** Virtual module from which the server imports the paths. */
const TEMPLATE = '#sapcc/paths'

/** Tells the server the base path of its routes, which is fixed at build time. */
export function registerPaths({ apiPath }: Pick<ModuleOptions, 'apiPath'>): void {
  addServerTemplate({ filename: TEMPLATE, getContents: () => `export const apiPath = ${JSON.stringify(apiPath)}\n` })
  addTypeTemplate({
    filename: 'types/sapcc-paths.d.ts',
    getContents: () => `declare module '${TEMPLATE}' {
  export const apiPath: string
}
`,
  }, { nitro: true, nuxt: true })
}
