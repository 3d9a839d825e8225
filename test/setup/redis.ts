import process from 'node:process'
import { installDebianPackage } from './debian.ts'
import { findProgram } from './programs.ts'

/**
 * Path of the Redis for the tests: `REDIS_SERVER_PATH`, else a `redis-server` (or `valkey-server`) on `PATH`.
 * `undefined` when there is none.
 *
 * @throws Error when `REDIS_SERVER_PATH` is set to something that cannot be executed.
 */
export function findRedis(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return findProgram('REDIS_SERVER_PATH', ['redis-server', 'valkey-server'], env)
}

/**
 * Finds the Redis for the tests and installs Debian's when there is none. Writes to stdout what it does. Debian starts
 * the server that it installs; the tests start servers of their own.
 *
 * @returns the path of the executable
 * @throws Error with advice when there is none and none could be installed.
 */
export async function ensureRedis(): Promise<string> {
  const reason = findRedis() ? undefined : await installDebianPackage('redis-server')
  const found = findRedis()
  if (found) {
    console.log(`Redis: ${found}`)
    return found
  }
  throw new Error('The tests of several instances need redis-server, and it could not be installed'
    + `${reason ? `: ${reason}` : ''}. Install it (Debian: apt-get install redis-server, macOS: brew install redis) or set `
    + 'REDIS_SERVER_PATH to the executable.')
}
