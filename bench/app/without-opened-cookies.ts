import { replaceInBuild } from './replace-in-build'
import type { Plugin } from './replace-in-build'

/** Below `src/runtime`. */
const FILE = /\/server\/session\/opened-cookies\.[jt]s$/

const REPLACEMENT = 'export const createOpenedCookies = () => ({ get: () => undefined, add: () => {} })\n'

/** The server without the memory of opened cookies, as if it never had one. */
export function withoutOpenedCookies(): Plugin {
  return replaceInBuild('without-opened-cookies', (code, id) => FILE.test(id) ? REPLACEMENT : code)
}
