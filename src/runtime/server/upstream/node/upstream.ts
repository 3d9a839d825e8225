import { createUpstream as createFetchUpstream } from '../fetch/upstream'
import type { Upstream } from '../upstream'
import { createUndiciUpstream } from './undici-upstream'

/**
 * The way to SAP of a shop that was built for Node: `undici`, or the runtime's own
 * `fetch` where such a build is run by something else than Node.
 *
 * @param apiUri address at SAP; requests to other servers than that one are not for this upstream.
 */
export function createUpstream(apiUri: string): Upstream {
  return runsUndici(process.versions) ? createUndiciUpstream(apiUri) : createFetchUpstream()
}

/**
 * Bun puts a module of its own in the place of `undici`, without what dispatches
 * requests. Deno would run `undici` on an emulation of Node's sockets, although it
 * has a `fetch` of its own. Both say that they are Node, and beside it who they are.
 */
export function runsUndici(versions: Readonly<Record<string, string | undefined>>): boolean {
  return versions.node !== undefined && versions.bun === undefined && versions.deno === undefined
}
