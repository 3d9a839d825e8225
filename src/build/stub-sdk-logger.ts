import { addVitePlugin } from '@nuxt/kit'

/**
 * Replaces the logger of Alokai's SDK by one of a few lines in the browser. The SDK
 * creates its logger on import, whether or not it is used, and that logger brings
 * all of consola: a third of what the browser would download for the module.
 */
export function stubSdkLogger(resolve: (path: string) => string): void {
  addVitePlugin({
    name: 'nuxt-sapcc:stub-sdk-logger',
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
 * @param source text of the file. A file is known not to use it only when it destructures its context and does not name it.
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
 * @param source text of the file. A file that imports or spreads its options may have them.
 */
export function mayUseRequestOptions(source: string): boolean {
  return !/buildModule\(\s*sapccModule\s*[,)]/.test(source) || /\blogger\b|\berrorHandler\b|\bhttpClient\b|\.\.\.|\bfrom ['"][.~@#]|buildModule\(\s*sapccModule\s*,\s*\w/.test(source)
}
