import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { run } from '../../scripts/lib/run.ts'

/**
 * Installs a package with `apt-get` where that is possible without asking: as root, on Debian. Writes to stdout that it does.
 *
 * @param names of packages that serve the same: the first one that there is.
 * @returns why none was installed; `undefined` when one was.
 */
export async function installDebianPackage(...names: readonly string[]): Promise<string | undefined> {
  if (!existsSync('/etc/debian_version')) return 'this system is not a Debian or Ubuntu'
  if (process.getuid?.() !== 0) return 'apt-get needs root'
  console.log(`${names[0]} is missing: installing Debian's with apt-get`)
  // The list of packages is empty in a fresh container. An update that fails for one of several sources need not keep
  // the installation from working.
  const updated = await aptGet('update')
  let failed = 0
  for (const name of names) {
    failed = await aptGet('install', '-y', '--no-install-recommends', name)
    if (failed === 0) return undefined
  }
  return `apt-get install ${names.join(', and ')} ended with exit code ${failed}${updated === 0 ? '' : `, and apt-get update before it with ${updated}`}; see its output above`
}

/** One at a time: suites run in several processes. @returns the exit code */
async function aptGet(...args: readonly string[]): Promise<number> {
  return await run('flock', [join(tmpdir(), 'nuxt-sapcc-apt-get.lock'), 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
}
