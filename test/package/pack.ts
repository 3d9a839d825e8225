import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root, toolEnvironment, WITHOUT_VITEST } from '../../scripts/lib/run.ts'

export interface PackedPackage {
  /** Path of the tarball. */
  tarball: string
  /** Paths of the files in it. */
  files: string[]
}

/**
 * Builds the package and packs it as it would be published.
 *
 * @param folder where the tarball is put
 * @throws Error with npm's output when the build fails.
 */
export async function packPackage(folder: string): Promise<PackedPackage> {
  const execute = promisify(execFile)
  const options = { cwd: root, env: toolEnvironment(WITHOUT_VITEST), maxBuffer: 64 * 1024 * 1024 }
  // The build runs first and separately, because npm mixes the output of `prepack` with that of `--json`.
  await execute('npm', ['run', 'build'], options)
  const { stdout } = await execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], options)
  const [packed] = readPackOutput(stdout)
  if (!packed) throw new Error(`npm pack said nothing about a package: ${stdout}`)
  return { tarball: join(folder, packed.filename), files: packed.files.map(file => file.path) }
}

/** Packs the stand-in for SAP Commerce, which is published beside the module. @param folder where the tarball is put */
export async function packStandIn(folder: string): Promise<PackedPackage> {
  const execute = promisify(execFile)
  const options = { cwd: root, env: toolEnvironment(WITHOUT_VITEST), maxBuffer: 64 * 1024 * 1024 }
  await execute('npm', ['run', 'build', '--workspace', 'nuxt-sapcc-stand-in'], options)
  const { stdout } = await execute('npm', ['pack', '--workspace', 'nuxt-sapcc-stand-in', '--json', '--ignore-scripts', '--pack-destination', folder], options)
  const [packed] = readPackOutput(stdout)
  if (!packed) throw new Error(`npm pack said nothing about a package: ${stdout}`)
  return { tarball: join(folder, packed.filename), files: packed.files.map(file => file.path) }
}

/** What `npm pack --json` says. */
export function readPackOutput(stdout: string): { filename: string, files: { path: string }[] }[] {
  const output: unknown = JSON.parse(stdout)
  // npm 12 answers with an object keyed by package name, those before with an array.
  return (Array.isArray(output) ? output : Object.values(output as object)) as { filename: string, files: { path: string }[] }[]
}
