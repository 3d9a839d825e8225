import { replaceInBuild } from './replace-in-build'
import type { Plugin } from './replace-in-build'

/** What the module makes of a function that Nitro assigns to an event. */
const CHANGED = / = !event \? undefined : /g

/** The server with Nitro's own functions of events. */
export function withLongLivedEvents(): Plugin {
  return replaceInBuild('with-long-lived-events', (code, id) => id.includes('/nitropack/dist/runtime/') ? code.replaceAll(CHANGED, ' = ') : code)
}
