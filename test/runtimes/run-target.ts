import { join } from 'node:path'
import { rmSync } from 'node:fs'
import { buildApp } from '../../scripts/lib/apps.ts'
import { root } from '../../scripts/lib/run.ts'
import { deploymentOf } from '../../src/runtime/server/platform/presets.ts'
import { startRedis } from '../harness/redis.ts'
import { startSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { Tally } from '../setup/tally-reporter.ts'
import { buildInstalledShop } from './installed-shops.ts'
import { startSapFront } from './sap-front.ts'
import { scenarios } from './scenarios/index.ts'
import type { Scenario, ScenarioName, World } from './scenarios/index.ts'
import { builds } from './targets.ts'
import type { BuildName, ShopBuild, Target } from './targets.ts'

/** How a platform has done. */
export interface TargetResult {
  target: Target
  passed: string[]
  /** Scenarios that fail because of the platform, and why. */
  limited: [name: string, why: string][]
  failed: [name: string, error: string][]
  /** The runtime's, with its name. */
  version: string
  tally: Tally
}

const MB = 1024 * 1024

/** A scenario that takes longer hangs. Milliseconds. */
const SCENARIO_LIMIT = 30_000

function folderOf(build: BuildName): string {
  return join(root, '.cache', 'runtimes', build)
}

/** The server's entry of a build. */
export function entryOf(build: BuildName): string {
  const { entry = 'server/index.mjs' }: ShopBuild = builds[build]
  return join(folderOf(build), 'output', entry)
}

/** Builds the shop for a platform. @throws Error when that fails. */
export async function buildShop(build: BuildName): Promise<void> {
  const { preset, nitro = {}, serverDir, shop }: ShopBuild = builds[build]
  const started = performance.now()
  const folder = folderOf(build)
  rmSync(folder, { recursive: true, force: true })
  // Some platforms have their public files next to the shop otherwise.
  const output = { publicDir: join(folder, 'output', 'public'), ...(serverDir === undefined ? {} : { serverDir: join(folder, 'output', serverDir) }) }
  if (shop) await buildInstalledShop(shop, preset, { ...nitro, output: { ...output, dir: join(folder, 'output') } })
  else await buildApp(join(root, 'test', 'runtimes', 'shop'), folder, { NITRO_PRESET: preset, RUNTIMES_NITRO: JSON.stringify({ ...nitro, output }) })
  console.log(`  built ${build} for ${preset} in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

/**
 * Starts the shop on a platform and drives it through all scenarios.
 *
 * @param print called for each line of the report.
 * @throws Error when it does not start.
 */
export async function runTarget(target: Target, print: (line: string) => void): Promise<TargetResult> {
  const result: TargetResult = { target, passed: [], limited: [], failed: [], version: target.version(), tally: { passed: 0, failed: 0, skipped: 0 } }
  const cleanups: (() => Promise<void>)[] = []
  try {
    const sap = await startSap()
    cleanups.push(sap.stop)
    const front = await startSapFront(sap.url)
    cleanups.push(front.stop)
    const redis = target.needsRedis ? await startRedis() : undefined
    if (redis) cleanups.push(redis.dispose)
    const start = (env: Record<string, string> = {}) => startApp({
      entry: entryOf(target.build),
      ...target.start(entryOf(target.build)),
      env: {
        ...sap.env,
        NUXT_SAPCC_API_URI: `${front.url}/occ/v2`,
        NUXT_SAPCC_API_TIMEOUT: '3000',
        ...(redis ? { SHOP_REDIS_URL: redis.url, NUXT_SAPCC_SESSION_STORE: 'storage' } : {}),
        ...target.env,
        ...env,
      },
    })
    const app = await start()
    cleanups.push(() => app.stop())
    const { up = 20, down = 20 } = target.largest ?? {}
    const { hasManyProcesses, keepsConnections } = deploymentOf(builds[target.build].preset)
    const world: World = {
      url: app.url,
      sap,
      front,
      largest: { up: up * MB, down: down * MB },
      sessionsIn: redis ? 'storage' : 'cookie',
      hasManyProcesses,
      keepsConnections,
      logs: app.logs,
      async withAnother(env, use) {
        const another = await start(env)
        try {
          await use(another)
        }
        finally {
          await another.stop()
        }
      },
    }
    for (const [name, scenario] of Object.entries<Scenario>({ ...scenarios, ...target.own })) {
      await runScenario(name, scenario, world, result, print)
      sap.clearFaults()
    }
    if (result.failed.length > 0) print(`  The server's last words:\n${app.logs().slice(-4000)}`)
  }
  finally {
    for (const cleanup of cleanups.reverse()) await cleanup()
  }
  return result
}

async function runScenario(name: string, scenario: Scenario, world: World, result: TargetResult, print: (line: string) => void): Promise<void> {
  const started = performance.now()
  const limit = result.target.limits?.[name as ScenarioName]
  let error = await within(scenario(world)).then(() => undefined, (thrown: unknown) => thrown ?? new Error('unknown'))
  if (limit !== undefined) {
    if (error instanceof Error && limit.error.test(error.message)) {
      result.limited.push([name, limit.why])
      result.tally.passed++
      print(`  – ${name}: ${limit.why}`)
      return
    }
    error ??= new Error(`This works although it was said that it could not: ${limit.why}`)
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (error === undefined) {
    result.passed.push(name)
    result.tally.passed++
    print(`  ✓ ${name} (${seconds} s)`)
  }
  else {
    const message = reasonOf(error)
    result.failed.push([name, message])
    result.tally.failed++
    print(`  ✗ ${name} (${seconds} s): ${message}`)
  }
}

/** The message of an error with those of its causes: `fetch failed` alone says nothing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error)
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`
}

async function within(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`It did not end within ${SCENARIO_LIMIT} ms.`)), SCENARIO_LIMIT)
  })
  try {
    await Promise.race([work, limit])
  }
  finally {
    clearTimeout(timer)
  }
}
