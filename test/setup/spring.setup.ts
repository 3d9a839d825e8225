import { buildApps } from '../../scripts/lib/apps.ts'
import { report } from './attempt.ts'
import { ensureSpringServer } from './spring-server.ts'

/** Global setup of the tests against Spring Authorization Server: builds that server, and the shop. */
export default async function setup(): Promise<void> {
  // First what may fail, because it needs Java and Maven: without it there is nothing to test.
  await ensureSpringServer()
  await buildApps(['shop'], report)
}
