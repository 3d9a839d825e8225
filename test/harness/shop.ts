import { createTest, getBrowser } from '@nuxt/test-utils/e2e'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { buildFolder, testApps, type TestApp } from '../../scripts/lib/apps.ts'
import type { SapOptions } from '../../packages/stand-in/src/index.ts'
import { browserOptions } from './browser.ts'
import { startSap } from './sap.ts'
import type { RunningSap } from './sap.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import { serverEnvironment } from './server.ts'

/** A stand-in for SAP Commerce and an application that uses it. They run during the tests of a suite. */
export interface Shop {
  sap: RunningSap
  app: {
    /** The application's origin, without a trailing slash; `url('/')` of `@nuxt/test-utils` has one. */
    url: string
    /** Everything that the application has written to stdout and stderr so far. */
    logs: () => string
  }
}

/** Options of {@link useShop}. */
export interface UseShopOptions {
  /** Options of the stand-in. */
  sap?: SapOptions
  app?: {
    /** Name of a built application. @default 'shop' */
    fixture?: TestApp
    /** Variables in addition to those that make the application use the stand-in. */
    env?: Record<string, string>
  }
  /** Whether the tests open pages in Chromium, by `createPage` or `getBrowser`. @default false */
  browser?: boolean
}

/**
 * The set-up of most end-to-end tests: a stand-in for SAP, and `@nuxt/test-utils` with the build of a fixture that all
 * files share. Call it in the body of a `describe`; its fields are set when the tests run, and so is everything that
 * `@nuxt/test-utils/e2e` exports: `$fetch`, `fetch`, `url`, `createPage`, `getServerLogs`.
 *
 * It replaces `setup` of `@nuxt/test-utils` for two reasons: the stand-in's address is known only when it has
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
    // Set afterwards, because the options drop variables that are `undefined`, which hide variables of this process from the server.
    ctx.options.env = { ...serverEnvironment(url), CONSOLA_LEVEL: undefined, ...shop.sap.env, ...env }
    await test.beforeAll()
    // Otherwise the first test would have less time than the others.
    if (options.browser) await getBrowser()
    shop.app = { url, logs: () => ctx.serverLogs.join('\n') }
    // `@nuxt/test-utils` has requested the start page to find out whether the server listens.
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
