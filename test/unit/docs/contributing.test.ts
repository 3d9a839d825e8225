import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const text = readFileSync('CONTRIBUTING.md', 'utf8')

/** Where a path in CONTRIBUTING.md may begin: it is written as short as it is clear. */
const ROOTS = ['', 'src/', 'src/runtime/', 'src/runtime/server/']

/** Paths of files and folders in the text, `nitro*` and the like included. Commands, packages and addresses are none. */
const paths = [...text.matchAll(/`([\w.*-]+(?:\/[\w.*-]+)+)`/g)]
  .map(([, path]) => path!)
  .filter(path => /^(?:app|auth|bench|build|cart|config|crypto|data|http|occ|oauth|operations|platform|playground|plugins|proxy|routes|scripts|sdk|server|session|shared|site-context|src|storage|test|time|upstream|utils|visitor)\//.test(path))

it('every file and folder that CONTRIBUTING.md names exists', () => {
  expect(paths.length).toBeGreaterThan(60)
  const missing = paths.filter(path => !ROOTS.some(root => path.includes('*') ? globSync(root + path).length > 0 : existsSync(root + path)))
  // The name that a new implementation would have.
  expect(missing.filter(path => path !== 'platform/nitroN')).toEqual([])
})
