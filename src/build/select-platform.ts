import type { Nuxt } from '@nuxt/schema'

/**
 * Points the server part at the implementations that the shop's server can run:
 *
 * - `#sapcc/platform`: the adapter of its Nitro,
 * - `#sapcc/upstream`: `undici` on Node, `fetch` elsewhere.
 */
export function selectPlatform(nuxt: Nuxt, resolve: (path: string) => string): void {
  const upstream = (isNode: boolean) => resolve(isNode ? './runtime/server/upstream/node/upstream' : './runtime/server/upstream/fetch/upstream')
  nuxt.options.alias['#sapcc/platform'] = resolve('./runtime/server/platform/nitro2/index')
  nuxt.options.alias['#sapcc/upstream'] = upstream(true)
  nuxt.hook('nitro:init', (nitro) => {
    nitro.options.alias['#sapcc/upstream'] = upstream(Boolean(nitro.options.node))
  })
}
