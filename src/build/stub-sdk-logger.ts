import { addVitePlugin } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { addRollupResolvePlugin } from './rollup-resolve-plugin'

/** A part of the path of the SDK's files. */
const SDK = '/@vue-storefront/sdk/'

/**
 * Replaces the logger of Alokai's SDK by one of a few lines. The SDK creates its logger on import, whether or not it is
 * used, and that logger brings all of consola: a third of what the browser would download for the module, and on the
 * server a second copy of it, as CommonJS.
 */
export function stubSdkLogger(nuxt: Nuxt, resolve: (path: string) => string): void {
  addVitePlugin({
    name: 'nuxt-sapcc:stub-sdk-logger',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source: string, importer?: string) {
      if (source !== '@vue-storefront/logger' || !importer?.includes(SDK)) return undefined
      return await this.resolve(resolve('./runtime/app/sdk/sdk-logger.client'), importer, { skipSelf: true })
    },
    transform(code: string, id: string) {
      return id.includes(SDK) ? { code: withPureCalls(code), map: null } : undefined
    },
  }, { server: false })
  addRollupResolvePlugin(nuxt, ({ dev }) => !dev, {
    name: 'nuxt-sapcc:stub-sdk-logger',
    async resolveId(source, importer) {
      if (source !== '@vue-storefront/logger' || !importer?.includes(SDK)) return undefined
      return await this.resolve(resolve('./runtime/app/sdk/sdk-logger.server'), importer, { skipSelf: true })
    },
  })
}

/** The SDK makes two objects on import. With this mark the bundler leaves them and their classes out of apps that use neither; a version of the SDK that is written in another way stays as it is. */
function withPureCalls(code: string): string {
  return code.replace(/^(const \w+ = )(?=new EventManager\(|LoggerFactory\.create\()/gm, '$1/* @__PURE__ */ ')
}
