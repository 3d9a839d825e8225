import { existsSync } from 'node:fs'
import process from 'node:process'
import { run } from '../../scripts/lib/run.ts'

/**
 * Installs a package with `apt-get` where that is possible without asking: as root, on Debian. Writes to stdout that it does.
 *
 * @returns why it was not installed; `undefined` when it was.
 */
export async function installDebianPackage(name: string): Promise<string | undefined> {
  if (!existsSync('/etc/debian_version')) return 'this system is not a Debian or Ubuntu'
  if (process.getuid?.() !== 0) return 'apt-get needs root'
  console.log(`${name} is missing: installing Debian's with apt-get`)
  // The list of packages is empty in a fresh container. An update that fails for one of several sources need not keep
  // the installation from working.
  const updated = await run('apt-get', ['-q', 'update'])
  const installed = await run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '--no-install-recommends', name], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
  if (installed === 0) return undefined
  return `apt-get install ${name} ended with exit code ${installed}${updated === 0 ? '' : `, and apt-get update before it with ${updated}`}; see its output above`
}
