/**
 * `node scripts/ensure-types.ts [--renew]`: what build, linter, type checker and vitest need of the types that Nuxt
 * generates. Without `--renew` types that exist are kept.
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
