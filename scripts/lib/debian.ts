import { accessSync, constants, existsSync } from 'node:fs'
import process from 'node:process'
import { run } from './run.ts'

/** Installs a package with `apt-get` where that is possible without asking: as root, on Debian. Says so on stdout. */
export async function installDebianPackage(name: string): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return
  console.log(`${name} is missing: installing Debian's with apt-get`)
  // An update that fails for one of several sources need not keep the installation from working.
  await run('apt-get', ['-q', 'update'])
  await run('apt-get', ['-q', 'install', '-y', '--no-install-recommends', name], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  }
  catch {
    return false
  }
}
