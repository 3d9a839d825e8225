import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { TestProject } from 'vitest/node'
import { installManagers, type Manager, type ManagerName } from './managers.ts'
import { packPackage, type PackedPackage } from './pack.ts'

declare module 'vitest' {
  interface ProvidedContext {
    packed: PackedPackage
    managers: Record<ManagerName, Manager>
    /** Where the applications are put. */
    workFolder: string
  }
}

/** Global setup: packs the package as it would be published, and installs the package managers that shops use. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-package-'))
  const remove = () => {
    // `KEEP_PACKAGE_APPS` keeps the applications for inspection.
    if (process.env.KEEP_PACKAGE_APPS) console.log(`The applications are in ${folder}`)
    else rmSync(folder, { recursive: true, force: true })
  }
  try {
    project.provide('packed', await packPackage(folder))
    project.provide('managers', await installManagers(join(folder, 'managers')))
    project.provide('workFolder', folder)
  }
  catch (error) {
    remove()
    throw error
  }
  return remove
}
