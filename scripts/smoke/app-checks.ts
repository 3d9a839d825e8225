import { strict as assert } from 'node:assert'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../../test/harness/client.ts'
import { startSap, type RunningSap } from '../../test/harness/sap.ts'
import { startApp, type RunningApp } from '../../test/harness/server.ts'
import type { ConsumerApp } from './app.ts'
import type { Check } from './check.ts'

/** Checks of an installed application before it runs. The HTTP checks need its build. */
export const buildChecks: readonly Check<ConsumerApp>[] = [
  {
    name: 'got nothing that only shops with an OpenAPI document need',
    run({ folder }) {
      for (const name of ['openapi-typescript', '@redocly/openapi-core']) assert.ok(!existsSync(join(folder, 'node_modules', name)), `${name} is installed`)
    },
  },
  {
    name: 'builds for production',
    async run(app) {
      await app.run('nuxi', 'build')
    },
  },
  {
    name: 'its types resolve',
    async run(app) {
      await app.run('nuxi', 'typecheck')
    },
  },
]

/** Lifetime of an access token in seconds: long enough to sign in and call pages, short enough to wait until it expires. */
const ACCESS_TOKEN_TTL = 4

export interface RunningConsumer {
  app: RunningApp
  sap: RunningSap
}

/**
 * Starts the application's production build against a stand-in of its own, passes both to `use`, and ends them.
 *
 * @param env more of the application's environment.
 */
export async function withRunningConsumer<T>(consumer: ConsumerApp, use: (running: RunningConsumer) => Promise<T>, env: Record<string, string> = {}): Promise<T> {
  const sap = await startSap({ accessTokenTtl: ACCESS_TOKEN_TTL })
  try {
    const app = await startApp({ entry: join(consumer.folder, '.output', 'server', 'index.mjs'), node: consumer.node, env: { ...sap.env, ...env } })
    try {
      return await use({ app, sap })
    }
    finally {
      await app.stop()
    }
  }
  finally {
    await sap.stop()
  }
}

/** Checks of the running application over HTTP. */
export const httpChecks: readonly Check<RunningConsumer>[] = [
  {
    name: 'renders a page with data from OCC and with the runtime configuration',
    async run({ app }) {
      const { response, html } = await new Client(app.url).page('/')
      assert.equal(response.status, 200)
      assert.equal(textOf(html, 'refresh'), 'false')
      assert.ok(Number(textOf(html, 'count')) > 0, 'no products')
    },
  },
  {
    name: 'signs in and calls as the customer',
    async run({ app }) {
      const client = new Client(app.url)
      await client.signIn()
      const user = await client.call('getUser', { fields: 'FULL' })
      assert.equal((user as { uid?: unknown }).uid, 'jane@example.com')
    },
  },
  {
    name: 'refreshes while rendering, once, and hands the browser the new session',
    async run({ app, sap }) {
      const client = new Client(app.url)
      await client.signIn()
      const before = sap.grants('refresh_token')
      const cookies = client.jar.snapshot()
      await sleep((ACCESS_TOKEN_TTL + 1) * 1000)
      const { html } = await client.page('/account')
      assert.match(textOf(html, 'name') ?? '', /Jane/)
      assert.equal(sap.grants('refresh_token') - before, 1)
      assert.notDeepEqual(client.jar.snapshot(), cookies)
      await client.call('getUser')
      assert.equal(sap.grants('refresh_token') - before, 1)
    },
  },
  {
    name: 'has one error class, in the package and in the application',
    async run({ app }) {
      const { html } = await new Client(app.url).page('/error-class')
      assert.equal(textOf(html, 'verdict'), 'the same class, status 400')
    },
  },
]

/** The text of the element with an id, as the server rendered it. */
export function textOf(html: string, id: string): string | undefined {
  return new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1]?.trim()
}
