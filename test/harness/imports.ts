import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** The TypeScript files below a folder of the repository, by their paths in it. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => join(folder, file))
}

/** The files that a file imports from the repository, types included. */
export function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/^(?:import|export) [^'"]*from '(\.{1,2}\/[^']*|\.{1,2})'/gm)].flatMap(([, specifier]) => {
    const target = join(root, dirname(file), specifier!)
    const found = [`${target}.ts`, target, join(target, 'index.ts')].find(path => path.endsWith('.ts') && existsSync(path))
    return found ? [relative(root, found)] : []
  })
}

/** Finds circular imports: one circle for each set of files, in the order of the imports. */
export function circles(files: readonly string[]): string[][] {
  const found: string[][] = []
  const done = new Set<string>()
  const path: string[] = []

  function visit(file: string): void {
    const start = path.indexOf(file)
    if (start !== -1) found.push([...path.slice(start), file])
    if (start !== -1 || done.has(file)) return
    path.push(file)
    for (const imported of importsOf(file)) visit(imported)
    path.pop()
    done.add(file)
  }

  for (const file of files) visit(file)
  return found
}
