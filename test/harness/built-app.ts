import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { buildApp } from '../../scripts/lib/apps.ts'
import { Client } from './client.ts'
import { startSap } from './sap.ts'
import type { RunningSap } from './sap.ts'
import { startApp } from './server.ts'
import type { RunningApp } from './server.ts'
import { createTemporaryApp, nuxtConfig } from './temporary-app.ts'

/** An app that runs while the tests of a block do, with a stand-in for SAP. */
export interface BuiltApp {
  sap: RunningSap
  app: RunningApp
  client: Client
  /** Starts a process of the app, beside `app`. Stop it before the tests end. @param env variables for it alone. */
  start: (env: Record<string, string>) => Promise<RunningApp>
}

/**
 * Builds an app with these files for the tests of the block that calls this, starts it, and removes it after them.
 *
 * @param config further properties of `nuxt.config.ts`, as source text.
 * @returns its members are there when the tests run.
 */
export function useBuiltApp(files: Record<string, string>, config = ''): BuiltApp {
  const sources = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig(config), ...files })
  const shop = {} as BuiltApp

  beforeAll(async () => {
    await buildApp(sources.root, join(sources.root, '.build'))
    shop.sap = await startSap()
    shop.start = env => startApp({ entry: join(sources.root, '.build', 'output', 'server', 'index.mjs'), env: { ...shop.sap.env, ...env } })
    shop.app = await shop.start({})
    shop.client = new Client(shop.app.url)
  })

  afterAll(async () => {
    await shop.app?.stop()
    await shop.sap?.stop()
    sources.dispose()
  })

  return shop
}
