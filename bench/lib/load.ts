import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** One kind of request, with one or many sessions. */
export interface Load {
  url: string
  method: 'GET' | 'POST'
  body?: string
  headers?: Record<string, string>
  /** A file with one `Cookie` header per line; every request takes the next one. */
  cookies?: string
}

/** The result of a load. */
export interface LoadResult {
  requests: number
  /** How long it really took, in seconds. */
  duration: number
  /** Milliseconds. */
  latency: { p50: number, p99: number }
}

/**
 * Sends a load from a process of its own.
 *
 * @param seconds how long.
 * @throws Error when a response was no success: errors are fast and must not improve the result.
 */
export async function sendLoad(load: Load, seconds: number): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('./load-process.ts', import.meta.url)), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.send({ ...load, seconds })
  const [result] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [{ failure: 'The load process ended' }])]) as [LoadResult | { failure: string }]
  if (child.connected) child.disconnect()
  if ('failure' in result) throw new Error(`${load.method} ${load.url}: ${result.failure}`)
  return result
}
