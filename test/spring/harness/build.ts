import process from 'node:process'
import { buildApps } from '../../../scripts/lib/apps.ts'
import { ensureSpringServer } from '../../../scripts/lib/spring-server.ts'

/** vitest's global setup: the authorization server, which is built once, and the shop, unless `REUSE_BUILDS=1`. */
export default async function setup(): Promise<void> {
  await ensureSpringServer()
  if (process.env.REUSE_BUILDS !== '1') await buildApps(['shop'])
}
