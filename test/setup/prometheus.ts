import process from 'node:process'
import { installDebianPackage } from './debian.ts'
import { findProgram } from './programs.ts'

/**
 * Finds the Prometheus for `npm run test:chaos -- --metrics`: `PROMETHEUS_PATH`, else `prometheus` on `PATH`, and installs
 * Debian's when there is none. Debian starts the server that it installs; the runs start one of their own.
 *
 * @returns the path of the executable
 * @throws Error with advice when there is none and none could be installed.
 */
export async function ensurePrometheus(): Promise<string> {
  const find = () => findProgram('PROMETHEUS_PATH', ['prometheus'], process.env)
  const reason = find() ? undefined : await installDebianPackage('prometheus')
  const found = find()
  if (found) return found
  throw new Error(`\`--metrics\` needs Prometheus, and it could not be installed${reason ? `: ${reason}` : ''}. Install it `
    + '(Debian: apt-get install prometheus, macOS: brew install prometheus) or set PROMETHEUS_PATH to the executable.')
}
