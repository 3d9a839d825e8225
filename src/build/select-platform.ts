import type { Nuxt } from '@nuxt/schema'

/**
 * Points `#sapcc/upstream` at the implementation that the server's platform can
 * run: `undici` on Node, `fetch` elsewhere.
 */
export function selectUpstream(nuxt: Nuxt, resolve: (path: string) => string): void {
  const implementation = (isNode: boolean) => resolve(isNode ? './runtime/server/upstream/node/upstream' : './runtime/server/upstream/fetch/upstream')
  nuxt.options.alias['#sapcc/upstream'] = implementation(true)
  nuxt.hook('nitro:init', (nitro) => {
    nitro.options.alias['#sapcc/upstream'] = implementation(Boolean(nitro.options.node))
  })
}
