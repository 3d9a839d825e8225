import { addVitePlugin } from '@nuxt/kit'

/**
 * Gives the SDK a logger of a few lines in the browser: it makes one on import,
 * whether or not that is ever used, and its own comes with all of consola, a
 * third of what the browser would download for the module.
 */
export function leanSdk(resolve: (path: string) => string): void {
  addVitePlugin({
    name: 'nuxt-sapcc:lean-sdk',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source: string, importer?: string) {
      if (source !== '@vue-storefront/logger' || !importer?.includes('/@vue-storefront/sdk/')) return undefined
      return await this.resolve(resolve('./runtime/app/sdk/sdk-logger.client'), importer, { skipSelf: true })
    },
  }, { server: false })
}

/**
 * Whether an `sdk.config` may use the `middlewareModule` of its context.
 *
 * @param source of the file. Only one that takes its context apart, and by name, is known not to.
 */
export function mayUseMiddlewareModule(source: string): boolean {
  if (source.includes('middlewareModule')) return true
  const [, exported = '', ...others] = source.split(/^export default /m)
  const context = /^define(?:Sapcc)?SdkConfig\(\s*\(\s*\{([^{}]*)\}/.exec(exported)?.[1]
  return context === undefined || context.includes('...') || others.length > 0
}

/**
 * Whether an `sdk.config` may have the options `logger`, `errorHandler` or `httpClient`.
 *
 * @param source of the file. One that takes options from elsewhere may.
 */
export function mayUseRequestOptions(source: string): boolean {
  return !/buildModule\(\s*sapccModule\s*[,)]/.test(source) || /\blogger\b|\berrorHandler\b|\bhttpClient\b|\.\.\.|\bfrom ['"][.~@#]|buildModule\(\s*sapccModule\s*,\s*\w/.test(source)
}
