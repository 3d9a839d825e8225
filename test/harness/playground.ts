import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { SapOptions } from '../../packages/stand-in/src/index.ts'
import { startSap, type RunningSap } from './sap.ts'
import { startApp, type RunningApp } from './server.ts'

/** What the playground's pages for devices and support agents need. */
export const WITH_ALL_PAGES = { NUXT_SAPCC_SESSION_STORE: 'storage', NUXT_SAPCC_ASSISTED_SERVICE_ENABLED: 'true' } as const

/**
 * Runs the built playground and a stand-in for SAP, which it shows controls of, during the tests of a suite. The stand-in
 * is reset before each test.
 *
 * @returns objects whose members are set as soon as the tests run.
 */
export function usePlayground(options: SapOptions, env: Record<string, string> = {}): { sap: RunningSap, app: RunningApp } {
  const sap = {} as RunningSap
  const app = {} as RunningApp
  beforeAll(async () => {
    Object.assign(sap, await startSap(options))
    Object.assign(app, await startApp({ fixture: 'playground', env: { ...sap.env, NUXT_STAND_IN_URL: sap.url, ...env } }))
  })
  beforeEach(() => sap.reset())
  afterAll(async () => {
    await app.stop?.()
    await sap.stop?.()
  })
  return { sap, app }
}
