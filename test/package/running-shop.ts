import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { startSap, type RunningSap } from '../harness/sap.ts'
import { startApp, type RunningApp } from '../harness/server.ts'
import type { ConsumerApp } from './app.ts'

/** Lifetime of an access token in seconds: long enough to sign in and call pages while another shop is built, short enough to wait until it expires. */
export const ACCESS_TOKEN_TTL = 8

/** The production build of an installed application, with a stand-in for SAP of its own. */
export interface RunningShop {
  app: RunningApp
  sap: RunningSap
}

/**
 * Starts both for the tests of a suite, and ends them.
 *
 * @param consumer called when the suite begins; the application has to be built by then.
 * @param env more of the application's environment.
 * @returns an object whose members are there as soon as the tests run.
 */
export function useRunningShop(consumer: () => ConsumerApp, env: Record<string, string> = {}): RunningShop {
  const running = {} as RunningShop
  beforeAll(async () => {
    const { folder, node } = consumer()
    running.sap = await startSap({ accessTokenTtl: ACCESS_TOKEN_TTL })
    running.app = await startApp({ entry: join(folder, '.output', 'server', 'index.mjs'), node, env: { ...running.sap.env, ...env } })
  })
  afterAll(async () => {
    await running.app?.stop()
    await running.sap?.stop()
  })
  return running
}

/** The text of the element with an id, as the server rendered it. */
export function textOf(html: string, id: string): string | undefined {
  return new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1]?.trim()
}
