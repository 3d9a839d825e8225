import process from 'node:process'
import { buildApps } from '../../scripts/lib/apps.ts'

/**
 * vitest's global setup of the suites that need built applications. `npm test` has built them before; whoever runs a
 * suite alone gets them built here, unless `REUSE_BUILDS=1` says that those of the last run will do.
 */
export default async function setup(): Promise<void> {
  if (process.env.REUSE_BUILDS === '1') return
  await buildApps()
}
