import type { Nuxt } from '@nuxt/schema'
import { relative } from 'pathe'

/**
 * Warns when the app has an auto-import of its own under a name of this module's, as shops have that build Alokai's SDK
 * themselves (`composables/useSdk.ts`): Nuxt uses one of the two, and says nothing.
 *
 * @param names of the module that the option `ownNames` can change, with the file that each comes from.
 */
export function warnOfTakenNames(nuxt: Nuxt, names: readonly { name: string, from: string }[], log: Pick<Console, 'warn'>): void {
  const warned = new Set<string>()
  nuxt.hook('imports:extend', (imports) => {
    for (const { name, from } of names) {
      const other = imports.find(entry => (entry.as ?? entry.name) === name && entry.from !== from)
      if (!other || warned.has(name)) continue
      warned.add(name)
      log.warn(`\`${name}\` comes from ${relative(nuxt.options.rootDir, other.from)} and from nuxt-sapcc, and Nuxt uses only one of them. Remove the app's, or set \`sapcc: { ownNames: true }\` in nuxt.config.ts: then this module has the names \`useSapccSdk\`, \`defineSapccSdkConfig\` and \`sapcc.config.ts\`.`)
    }
  })
}
