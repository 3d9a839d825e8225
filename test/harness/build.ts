import process from 'node:process'
import { buildApps } from '../../scripts/lib/apps.ts'

/**
 * vitest's global setup of the suites that need built applications. `npm test` has built them before; a
 * suite that is run alone builds them here, unless `REUSE_BUILDS=1` says to use those of the last run.
 */
export default async function setup(): Promise<void> {
  if (process.env.REUSE_BUILDS === '1') return
  await buildApps()
}
