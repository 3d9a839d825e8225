import { afterAll, beforeAll } from 'vitest'
import type { SapOptions } from '../sap/index.ts'
import { startSap } from './sap.ts'
import type { RunningSap } from './sap.ts'
import { startApp } from './server.ts'
import type { RunningApp, StartAppOptions } from './server.ts'

/** A stand-in for SAP Commerce and an application that uses it; there while the tests of a suite run. */
export interface Shop {
  sap: RunningSap
  app: RunningApp
}

/**
 * Starts both before the suite's tests and ends them afterwards. Call it in the body of a `describe`; the fields are
 * there once the tests run.
 *
 * @param options.sap of the stand-in
 * @param options.app of the application; its `env` is added to what points it to the stand-in
 */
export function useShop(options: { sap?: SapOptions, app?: StartAppOptions } = {}): Shop {
  const shop = {} as Shop

  beforeAll(async () => {
    shop.sap = await startSap(options.sap)
    shop.app = await startApp({ ...options.app, env: { ...shop.sap.env, ...options.app?.env } })
  })

  afterAll(async () => {
    await shop.app?.stop()
    await shop.sap?.stop()
  })

  return shop
}
