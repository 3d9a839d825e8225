import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const text = readFileSync('CONTRIBUTING.md', 'utf8')

/** Where a path in CONTRIBUTING.md begins, by its first folder; as the file says itself. */
function rootOf(path: string): string {
  const [first] = path.split('/', 1)
  if (['app', 'sdk', 'shared', 'testing'].includes(first!)) return 'src/runtime/'
  if (first === 'build') return 'src/'
  return existsSync(first!) ? '' : 'src/runtime/server/'
}

/** Paths of files and folders in the text, `nitro*` and the like included. Commands, packages and addresses are none. */
const paths = [...text.matchAll(/`([\w.*-]+(?:\/[\w.*-]+)+)`/g)]
  .map(([, path]) => path!)
  .filter(path => /^(?:app|auth|bench|build|cart|config|crypto|data|http|occ|oauth|operations|platform|playground|plugins|proxy|public-cache|routes|scripts|sdk|server|session|shared|site-context|src|storage|test|testing|time|upstream|utils|visitor)\//.test(path))

/** Names of source files without a folder: those directly in the server's folder. */
const files = [...text.matchAll(/`([\w-]+(?:\.client|\.server)?\.ts)`/g)].map(([, name]) => name!)

it('every file and folder that CONTRIBUTING.md names is where it says', () => {
  expect(paths.length).toBeGreaterThan(60)
  const missing = paths.filter(path => path.includes('*') ? globSync(rootOf(path) + path).length === 0 : !existsSync(rootOf(path) + path))
  // The name that a new implementation would have.
  expect(missing.filter(path => path !== 'platform/nitroN')).toEqual([])
})

it('a file that CONTRIBUTING.md names without a folder is in the root of the server or of the repository', () => {
  expect(files).toContain('server-app.ts')
  expect(files.filter(name => !existsSync(`src/runtime/server/${name}`) && !existsSync(name))).toEqual(['index.ts'])
})
