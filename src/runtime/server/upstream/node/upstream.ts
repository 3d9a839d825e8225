import { createUpstream as createFetchUpstream } from '../fetch/upstream'
import type { ConnectionOptions, Upstream } from '../upstream'
import { createUndiciUpstream } from './undici-upstream'

/**
 * The upstream of a shop that was built for Node: `undici`, or the runtime's own
 * `fetch` if another runtime than Node runs that build, or if Node has been told to use a proxy.
 *
 * @param address of a server; all requests go to its origin.
 */
export function createUpstream(address: string, options?: ConnectionOptions): Upstream {
  return runsUndici(process.versions) && !usesProxy(process) ? createUndiciUpstream(address, options) : createFetchUpstream()
}

/**
 * Bun replaces `undici` with its own module, which has no dispatcher. Deno would
 * run `undici` on emulated Node sockets, although it has a native `fetch`. Both
 * report a Node version in addition to their own.
 */
export function runsUndici(versions: Readonly<Record<string, string | undefined>>): boolean {
  return versions.node !== undefined && versions.bun === undefined && versions.deno === undefined
}

/** Whether Node's `fetch` takes the proxy that `HTTP_PROXY` and `HTTPS_PROXY` name; connections of `undici`'s own do not. */
export function usesProxy({ env, execArgv }: Pick<typeof process, 'env' | 'execArgv'>): boolean {
  return env.NODE_USE_ENV_PROXY === '1' || execArgv.includes('--use-env-proxy') || /(?:^|\s)--use-env-proxy(?:\s|$)/.test(env.NODE_OPTIONS ?? '')
}
