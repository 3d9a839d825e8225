import { createUpstream as createFetchUpstream } from '../fetch/upstream'
import type { ConnectionOptions, Upstream } from '../upstream'
import { createUndiciUpstream } from './undici-upstream'

/**
 * The upstream of a shop that was built for Node: `undici`, or the runtime's own
 * `fetch` if another runtime than Node runs that build.
 *
 * @param address of a server; all requests go to its origin.
 */
export function createUpstream(address: string, options?: ConnectionOptions): Upstream {
  return runsUndici(process.versions) ? createUndiciUpstream(address, options) : createFetchUpstream()
}

/**
 * Bun replaces `undici` with its own module, which has no dispatcher. Deno would
 * run `undici` on emulated Node sockets, although it has a native `fetch`. Both
 * report a Node version in addition to their own.
 */
export function runsUndici(versions: Readonly<Record<string, string | undefined>>): boolean {
  return versions.node !== undefined && versions.bun === undefined && versions.deno === undefined
}
