import { createTest } from '@nuxt/test-utils/e2e'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { buildFolder, testApps, type TestApp } from '../../scripts/lib/apps.ts'
import type { SapOptions } from '../sap/index.ts'
import { browserOptions } from './browser.ts'
import { startSap } from './sap.ts'
import type { RunningSap } from './sap.ts'
import { freePort, serverEnvironment } from './server.ts'

/** A stand-in for SAP Commerce and an application that uses it; there while the tests of a suite run. */
export interface Shop {
  sap: RunningSap
  app: {
    /** Its origin, without a trailing slash; `url('/')` of `@nuxt/test-utils` has one. */
    url: string
    /** Everything it wrote to stdout and stderr so far. */
    logs: () => string
  }
}

/** Options of {@link useShop}. */
export interface UseShopOptions {
  /** Of the stand-in. */
  sap?: SapOptions
  app?: {
    /** Which of the built applications. @default 'shop' */
    fixture?: TestApp
    /** Added to what points the application to the stand-in. */
    env?: Record<string, string>
  }
  /** Whether the tests open pages in Chromium, by `createPage` or `getBrowser`. @default false */
  browser?: boolean
}

/**
 * The set-up of most end-to-end tests: a stand-in for SAP, and `@nuxt/test-utils` with the build of a fixture that all
 * files share. Call it in the body of a `describe`; the fields are there once the tests run, and so is what
 * `@nuxt/test-utils/e2e` exports: `$fetch`, `fetch`, `url`, `createPage`, `getServerLogs`.
 *
 * It is `setup` of `@nuxt/test-utils` in two respects later: where the stand-in listens is known only when it has
 * started, and a file may have several of these suites, one after the other.
 */
export function useShop(options: UseShopOptions = {}): Shop {
  const shop = {} as Shop
  const { fixture = 'shop', env } = options.app ?? {}
  let test: ReturnType<typeof createTest> | undefined

  beforeAll(async () => {
    shop.sap = await startSap(options.sap)
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    test = createTest({
      rootDir: testApps[fixture],
      // Built once for all files, before the first of them.
      build: false,
      buildDir: buildFolder(fixture),
      port,
      ...(options.browser ? { browser: true, browserOptions: browserOptions() } : {}),
    })
    const { ctx } = test
    // Afterwards: the options leave out what is `undefined`, which takes a variable of this process from the server.
    ctx.options.env = { ...serverEnvironment(url), CONSOLA_LEVEL: undefined, ...shop.sap.env, ...env }
    await test.beforeAll()
    shop.app = { url, logs: () => ctx.serverLogs.join('\n') }
    // The server was asked for its start page, to know that it listens.
    shop.sap.reset()
  })

  beforeEach(() => test?.beforeEach())
  afterEach(() => test?.afterEach())

  afterAll(async () => {
    await test?.afterAll()
    await shop.sap?.stop()
  })

  return shop
}
