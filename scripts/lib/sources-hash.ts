import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'
import { root } from './run.ts'

/** Folders whose contents are generated. */
const GENERATED = new Set(['node_modules', '.nuxt', '.output', '.data', 'target'])

/**
 * A hash of files, and of the Node that runs: a build that was made with the same hash need not be made again.
 *
 * @param paths of files and folders, relative to the repository's root. Folders are read with everything below them,
 * except for what is generated.
 */
export function sourcesHash(paths: readonly string[]): string {
  const hash = createHash('sha256').update(process.version)
  for (const path of paths.flatMap(path => filesIn(join(root, path)))) {
    hash.update(`\0${relative(root, path)}\0`).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const entries = readdirSync(path, { withFileTypes: true }).filter(({ name }) => !GENERATED.has(name))
  return entries.flatMap(entry => entry.isDirectory() ? filesIn(join(path, entry.name)) : [join(path, entry.name)]).sort()
}
