import { addServerTemplate, addTypeTemplate } from '@nuxt/kit'
import type { ModuleOptions } from './options'

/** The module under which the server finds them. */
const TEMPLATE = '#sapcc/paths'

/** Tells the server where its routes lie, which is fixed when the shop is built. */
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
