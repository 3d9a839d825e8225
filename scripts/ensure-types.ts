/**
 * `node scripts/ensure-types.ts [--renew]`: makes sure that build, linter, type checker and vitest have the types that Nuxt
 * generates. Without `--renew`, existing types are kept.
 */
import process from 'node:process'
import { ensureTypes, prepareTypes } from './lib/types.ts'

try {
  await (process.argv.includes('--renew') ? prepareTypes() : ensureTypes())
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
