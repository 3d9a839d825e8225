import process from 'node:process'
import { installDebianPackage } from './debian.ts'
import { findProgram } from './programs.ts'

/**
 * Path of the Firefox for the tests: `FIREFOX_PATH`, else a Firefox on `PATH`. `undefined` when there is none.
 *
 * @throws Error when `FIREFOX_PATH` is set to something that cannot be executed.
 */
export function findFirefox(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return findProgram('FIREFOX_PATH', ['firefox-esr', 'firefox'], env)
}

/**
 * Finds the Firefox for the tests and installs Debian's when there is none. Writes to stdout what it does.
 *
 * @returns the path of the executable
 * @throws Error with advice when there is none and none could be installed.
 */
export async function ensureFirefox(): Promise<string> {
  const reason = findFirefox() ? undefined : await installDebianPackage('firefox-esr')
  const found = findFirefox()
  if (found) {
    console.log(`Firefox: ${found}`)
    return found
  }
  throw new Error('The tests in Firefox need one, and it could not be installed'
    + `${reason ? `: ${reason}` : ''}. Install it (Debian: apt-get install firefox-esr) or set FIREFOX_PATH to the executable.`)
}
