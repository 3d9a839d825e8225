import { buildApps, testApps, type TestApp } from '../../scripts/lib/apps.ts'
import { report } from './attempt.ts'

/** Global setup of the suites that start built applications: builds those whose sources have changed. */
export default async function setup(): Promise<void> {
  await buildApps(Object.keys(testApps) as TestApp[], report)
}
