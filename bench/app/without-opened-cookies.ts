/** What is replaced, below `src/runtime`. */
const FILE = /\/server\/session\/opened-cookies\.[jt]s$/

const REPLACEMENT = 'export const createOpenedCookies = () => ({ get: () => undefined, add: () => {} })\n'

/** The part of Rollup's plugins that is needed here. */
interface Plugin {
  name: string
  load: (id: string) => string | undefined
  buildEnd: (error?: Error) => void
}

/**
 * Builds the server without the memory of opened cookies, as if it never had one: what it brings is measured against a
 * build of the module without it, and the module has no switch for it.
 *
 * @throws Error at the end of the build when there was nothing to replace.
 */
export function withoutOpenedCookies(): Plugin {
  let isReplaced = false
  return {
    name: 'bench:without-opened-cookies',
    load(id) {
      if (!FILE.test(id)) return undefined
      isReplaced = true
      return REPLACEMENT
    },
    buildEnd(error) {
      if (!error && !isReplaced) throw new Error('The bench found no memory of opened cookies to leave out')
    },
  }
}
