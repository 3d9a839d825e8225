import { strict as assert } from 'node:assert'
import { Client } from '../../harness/client.ts'
import { eventually, expectStatus } from './world.ts'
import type { Scenario } from './world.ts'

/**
 * Cloudflare KV is mounted. Its reads may be old, so it keeps nothing of sessions in cookies, which all other scenarios
 * have; and sessions on the server are refused.
 */
export const refusesKv: Scenario = async ({ logs, withAnother }) => {
  const named = logs().split('\n').filter(line => line.includes('"cloudflare-kv-binding"'))
  assert.equal(named.length, 1, `said ${named.length} times`)
  assert.match(named[0]!, /is not used: its reads may be minutes old/)
  await withAnother({ NUXT_SAPCC_SESSION_STORE: 'storage' }, async (app) => {
    const refused = await new Client(app.url).request('signUserIn', [{ username: 'jane@example.com', password: 'Password1!' }])
    assert.match(await expectStatus(refused, 500), /ConfigurationError/)
    await eventually('the reason', () => /NUXT_SAPCC_SESSION_STORE is "storage", but this mount cannot keep sessions/.test(app.logs()))
  })
}
