import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { Client } from '../harness/client.ts'
import { startSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import { temporaryFolder } from '../unit/temporary-folder.ts'

it('a server whose output nobody reads any more goes on, without an uncaught exception', async () => {
  const file = join(temporaryFolder(), 'uncaught-exceptions')
  const preload = `import { appendFileSync } from 'node:fs'; process.on('uncaughtException', error => appendFileSync(${JSON.stringify(file)}, error.message + '\\n'))`
  const sap = await startSap()
  onTestFinished(() => sap.stop())
  const app = await startApp({ env: { ...sap.env, NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(preload)}` } })
  onTestFinished(() => app.stop())
  const client = new Client(app.url)
  const fail = async (operationId: string, argument: object) => {
    sap.faults({ target: 'occ', operationId, status: 500, count: 1 })
    expect((await client.request(operationId, [argument])).status).toBe(500)
  }
  await fail('getProduct', { productCode: '3755211' })
  await expect.poll(() => app.logs()).toContain('getProduct')

  app.closeOutput!()
  // Of another operation: its line is not left out as one that repeats.
  await fail('getCountries', {})
  await wait(500)
  expect(existsSync(file) ? readFileSync(file, 'utf8').split('\n').length : 0).toBe(0)
  expect((await client.request('getProduct', [{ productCode: '3755211' }])).status).toBe(200)
}, 60_000)
