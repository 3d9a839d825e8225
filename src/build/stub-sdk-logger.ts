import { readFileSync } from 'node:fs'
import { addVitePlugin } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { addRollupPlugin } from './rollup-plugin'

/** A part of the path of the SDK's files. */
const SDK = '/@vue-storefront/sdk/'

const LOGGER = '@vue-storefront/logger'

/**
 * Replaces the logger of Alokai's SDK by one of a few lines. The SDK creates its logger on import, whether or not it is
 * used, and that logger brings all of consola: a third of what the browser would download for the module, and on the
 * server a second copy of it, as CommonJS. A version of the SDK that uses more of its logger keeps the original.
 */
export function stubSdkLogger(nuxt: Nuxt, resolve: (path: string) => string): void {
  addVitePlugin({
    name: 'nuxt-sapcc:stub-sdk-logger',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source: string, importer?: string) {
      if (!isReplaced(source, importer)) return undefined
      return await this.resolve(resolve('./runtime/app/sdk/sdk-logger.client'), importer, { skipSelf: true })
    },
    transform(code: string, id: string) {
      return id.includes(SDK) ? { code: withPureCalls(code), map: null } : undefined
    },
  }, { server: false })
  addRollupPlugin(nuxt, ({ dev }) => !dev, {
    name: 'nuxt-sapcc:stub-sdk-logger',
    async resolveId(source, importer) {
      if (!isReplaced(source, importer)) return undefined
      return await this.resolve(resolve('./runtime/app/sdk/sdk-logger.server'), importer, { skipSelf: true })
    },
  })
}

function isReplaced(source: string, importer: string | undefined): importer is string {
  if (source !== LOGGER || !importer?.includes(SDK)) return false
  try {
    return usesSmallLogger(readFileSync(importer.replace('\0', '').split('?', 1)[0]!, 'utf8'))
  }
  catch {
    // Other plugins make files that exist in the bundler only.
    return false
  }
}

/**
 * Whether a file of the SDK uses only what the small logger has.
 *
 * @param code of its ES module, or of its CommonJS file, which servers get. Only the forms that are known count: one
 * import, one logger, and its `debug`.
 */
export function usesSmallLogger(code: string): boolean {
  const logger = /^const (\w+) = (?:logger\.)?LoggerFactory\.create\((?:logger\.)?LoggerType\.ConsolaGcp,/m.exec(code)?.[1]
  const count = (text: string) => code.split(text).length - 1
  const mentions = code.includes(`import { LoggerFactory, LoggerType } from '${LOGGER}';`)
    ? { each: 2, asMembers: 0 }
    : code.includes(`var logger = require('${LOGGER}');`) ? { each: 1, asMembers: 2 } : undefined
  return logger !== undefined && mentions !== undefined
    && count(LOGGER) === 1 && count('LoggerFactory') === mentions.each && count('LoggerType') === mentions.each && count('logger.Log') === mentions.asMembers
    && count(logger) === count(`const ${logger} = `) + count(`${logger}.debug(`)
}

/** The SDK makes two objects on import. With this mark the bundler leaves them and their classes out of apps that use neither; a version of the SDK that is written in another way stays as it is. */
function withPureCalls(code: string): string {
  return code.replace(/^(const \w+ = )(?=new EventManager\(|LoggerFactory\.create\()/gm, '$1/* @__PURE__ */ ')
}
