import type { Nuxt } from '@nuxt/schema'

/**
 * Fails `nuxt generate`: sessions need a server, and a static site has none, unless
 * `apiUrl` names a server elsewhere.
 */
export function refuseStaticHosting(nuxt: Nuxt): void {
  nuxt.hook('nitro:init', (nitro) => {
    const { apiUrl } = nuxt.options.runtimeConfig.public.sapcc as { apiUrl?: string }
    // A path would lead to this app, which has no server then.
    const hasServerElsewhere = /^https?:/i.test(process.env.NUXT_PUBLIC_SAPCC_API_URL || apiUrl || '')
    if (!nitro.options.static || hasServerElsewhere || nuxt.options._prepare) return
    throw new Error('nuxt-sapcc: `nuxt generate` makes a site without a server, but the customers\' tokens are kept on the shop\'s server. Use `nuxt build`, or set NUXT_PUBLIC_SAPCC_API_URL to the server that keeps the sessions.')
  })
}
